package io.midge.client;

import io.midge.account.Account;
import io.midge.account.Subscription;
import io.midge.loop.Confined;
import io.midge.loop.IoLoop;
import org.jspecify.annotations.Nullable;

/** Removes the subscriptions that a client leaves behind: in portions, because it may have had a million. */
@Confined("I/O loop of the client")
final class Leftovers {
    /** How many are removed before the loop serves others. */
    private static final int PER_TASK = 4096;

    private Leftovers() {}

    static void remove(@Nullable Subscription[] all, Account account, IoLoop loop) {
        remove(all, 0, account, loop);
    }

    private static void remove(@Nullable Subscription[] all, int from, Account account, IoLoop loop) {
        int removed = 0;
        for (int i = from; i < all.length; i++) {
            Subscription each = all[i];
            if (each == null) {
                continue;
            }
            if (removed++ == PER_TASK) {
                int next = i;
                loop.execute(() -> remove(all, next, account, loop));
                return;
            }
            each.close();
            account.sublist().remove(each);
            all[i] = null;
        }
    }
}
