package io.midge.account;

import io.midge.loop.Confined;
import io.midge.subject.Subjects;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the subscriptions of one connection hear of other accounts' streams. */
@Confined("I/O loop of the connection")
public final class Shadows {
    private record Listed(Account in, Subscription subscription) {}

    private final boolean shared;
    private @Nullable IdentityHashMap<Subscription, List<Listed>> all;

    /** {@code shared}: whether more than one loop delivers. */
    public Shadows(boolean shared) {
        this.shared = shared;
    }

    /** A subscription has begun in this account. */
    public void add(Account account, Subscription own) {
        List<StreamImport> streams = account.streams();
        if (streams.isEmpty()) {
            return;
        }
        List<Listed> listed = new ArrayList<>(1);
        for (StreamImport stream : streams) {
            byte[] subject = stream.interest(own.subject());
            if (subject == null) {
                continue;
            }
            Subscription shadow = new Subscription(
                    new Shadow(own, stream), subject, own.queue(), own.sid(), !Subjects.hasWildcard(subject), shared);
            if (stream.exporter().sublist().insert(shadow)) {
                listed.add(new Listed(stream.exporter(), shadow));
            }
        }
        if (!listed.isEmpty()) {
            IdentityHashMap<Subscription, List<Listed>> there = all;
            if (there == null) {
                there = new IdentityHashMap<>();
                all = there;
            }
            there.put(own, listed);
        }
    }

    /** A subscription has ended. */
    public void remove(Subscription own) {
        IdentityHashMap<Subscription, List<Listed>> there = all;
        List<Listed> listed = there == null ? null : there.remove(own);
        if (listed != null) {
            for (Listed each : listed) {
                each.in().sublist().remove(each.subscription());
            }
            if (there != null && there.isEmpty()) {
                all = null;
            }
        }
    }
}
