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
    private record Listed(StreamImport stream, Subscription subscription) {}

    private final boolean shared;
    private @Nullable IdentityHashMap<Subscription, List<Listed>> all;

    /** {@code shared}: whether more than one loop delivers. */
    public Shadows(boolean shared) {
        this.shared = shared;
    }

    /** A subscription has begun in this account, or what the account imports is other than before. */
    public void add(Account account, Subscription own) {
        List<StreamImport> streams = account.streams();
        List<Listed> before = all == null ? List.of() : all.getOrDefault(own, List.of());
        if (streams.isEmpty() && before.isEmpty()) {
            return;
        }
        List<Listed> listed = new ArrayList<>(1);
        for (StreamImport stream : streams) {
            Listed there = find(before, stream);
            if (there != null) {
                listed.add(there); // what goes on is not interrupted
                continue;
            }
            byte[] subject = stream.interest(own.subject());
            if (subject == null) {
                continue;
            }
            Subscription shadow = new Subscription(
                    new Shadow(own, stream), subject, own.queue(), own.sid(), !Subjects.hasWildcard(subject), shared);
            if (stream.exporter().sublist().insert(shadow)) {
                listed.add(new Listed(stream, shadow));
            }
        }
        keep(own, listed);
        for (Listed each : before) {
            if (!listed.contains(each)) {
                each.stream().exporter().sublist().remove(each.subscription());
            }
        }
    }

    private static @Nullable Listed find(List<Listed> before, StreamImport stream) {
        for (Listed each : before) {
            if (each.stream().equals(stream)) {
                return each;
            }
        }
        return null;
    }

    private void keep(Subscription own, List<Listed> listed) {
        if (listed.isEmpty()) {
            forget(own);
        } else {
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
        for (Listed each : forget(own)) {
            each.stream().exporter().sublist().remove(each.subscription());
        }
    }

    private List<Listed> forget(Subscription own) {
        IdentityHashMap<Subscription, List<Listed>> there = all;
        List<Listed> listed = there == null ? null : there.remove(own);
        if (there != null && there.isEmpty()) {
            all = null;
        }
        return listed == null ? List.of() : listed;
    }
}
