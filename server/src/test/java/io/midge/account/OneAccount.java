package io.midge.account;

import io.midge.net.NetLoop;
import io.midge.options.SecurityOptions;
import io.midge.subject.MatchCache;
import java.util.Random;

/** Accounts of a server that has no other than {@code $G}. */
public final class OneAccount {
    private OneAccount() {}

    /** Whose timers are those of this loop. */
    public static Accounts on(NetLoop loop) {
        SecurityOptions none = SecurityOptions.builder().noSystemAccount(true).build();
        return new Accounts(none, true, new Random(1), new Fanout(loop, new MatchCache<>()), true, "n", "");
    }
}
