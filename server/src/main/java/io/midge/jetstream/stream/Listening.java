package io.midge.jetstream.stream;

import io.midge.account.Account;
import io.midge.account.Shadows;
import io.midge.account.Subscriber;
import io.midge.account.Subscription;
import io.midge.json.Utf8;
import io.midge.loop.Confined;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Subjects of an account that one subscriber hears, those of streams that it imports too; which those are may change. */
@Confined("stream lane")
final class Listening {
    private final Account account;
    private final Subscriber subscriber;
    private final byte @Nullable [] queue;
    private final boolean shared;
    private final List<Subscription> listed = new ArrayList<>();
    private final Shadows shadows;
    private int lastSid;

    /** @param queue group of which one hears each message, null: none */
    Listening(Account account, Subscriber subscriber, @Nullable String queue, boolean shared) {
        this.account = account;
        this.subscriber = subscriber;
        this.queue = queue == null ? null : Utf8.bytes(queue);
        this.shared = shared;
        this.shadows = new Shadows(shared);
    }

    /** The account imports other streams now. */
    void reimport() {
        listed.forEach(each -> shadows.add(account, each));
    }

    /** From now on it hears these, and no others; what it heard already goes on without a gap. */
    void listenTo(List<String> subjects) {
        TreeSet<String> missing = new TreeSet<>(subjects);
        Iterator<Subscription> each = listed.iterator();
        while (each.hasNext()) {
            Subscription one = each.next();
            if (!missing.remove(new String(one.subject(), StandardCharsets.UTF_8))) {
                one.close();
                account.sublist().remove(one);
                shadows.remove(one);
                each.remove();
            }
        }
        for (String subject : subjects) {
            if (missing.remove(subject)) {
                byte[] sid = Integer.toString(++lastSid).getBytes(StandardCharsets.US_ASCII);
                Subscription one = new Subscription(subscriber, Utf8.bytes(subject), queue, sid, false, shared);
                if (!account.sublist().insert(one)) {
                    throw new IllegalStateException("not a subject: " + subject);
                }
                listed.add(one);
                shadows.add(account, one);
            }
        }
    }
}
