package io.midge.account;

import io.midge.loop.Confined;
import io.midge.proto.PubFrame;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber may do: the permissions of its user, and the replies that it may publish because somebody asked it. One
 * that may do everything has none, and is asked nothing.
 *
 * <p>A subject that is allowed may still be too wide: {@code foo.*} can be subscribed to although {@code foo.bar} is denied. Its
 * subscription is given a {@link Guard} then, and each message is looked at when it is delivered.
 *
 * <p>Threads: those of each method; what is remembered of subjects belongs to the loop that asks.
 */
public final class Privileges {
    private final Permissions permissions;
    private final @Nullable OwedReplies replies;

    private Privileges(Permissions permissions, @Nullable OwedReplies replies) {
        this.permissions = permissions;
        this.replies = replies;
    }

    /** Of a subscriber that has just come. */
    public static @Nullable Privileges of(@Nullable Permissions permissions) {
        return of(permissions, null);
    }

    /** Of one that had other privileges before: where the same replies are allowed, those that it owes stay allowed. */
    public static @Nullable Privileges of(@Nullable Permissions permissions, @Nullable Privileges before) {
        if (permissions == null) {
            return null;
        }
        if (permissions.responses() == null) {
            return new Privileges(permissions, null);
        }
        OwedReplies kept = before != null && permissions.responses().equals(before.permissions.responses())
                ? before.replies
                : null;
        return new Privileges(permissions, kept == null ? new OwedReplies(permissions.responses()) : kept);
    }

    /** Whether a message on this subject may be published. A reply that is not allowed otherwise counts as given. */
    @Confined("I/O loop of the subscriber")
    public boolean mayPublish(Fanout on, byte[] b, int off, int len) {
        return permissions.publish().pass(on.verdicts(), b, off, len)
                || (replies != null
                        && replies.give(b, off, len, on.loop().loop().nowNanos()));
    }

    /** Whether it may subscribe, and what has to be asked for each message then; null if it may not. */
    @Confined("I/O loop of the subscriber")
    public @Nullable Guard maySubscribe(Fanout on, byte[] subject, byte @Nullable [] queue) {
        return permissions.subscribe().guard(on.verdicts(), subject, queue);
    }

    /** Whether a subscription may get a message, {@code on} the loop that delivers it. Any loop. */
    public boolean mayReceive(Fanout on, Subscription subscription, PubFrame frame) {
        Guard guard = subscription.guard();
        return guard == Guard.NONE
                || permissions
                        .subscribe()
                        .passes(
                                guard,
                                on.verdicts(),
                                subscription.queue(),
                                frame.subject,
                                frame.subjectOff,
                                frame.subjectLen);
    }

    /** Notes that a message is about to be delivered: its reply may be published, if that needs a permission. Any loop. */
    public void delivering(Fanout on, PubFrame f) {
        if (replies != null
                && f.replyLen > 0
                && !permissions.publish().pass(on.verdicts(), f.reply, f.replyOff, f.replyLen)) {
            replies.owe(f.reply, f.replyOff, f.replyLen, on.loop().loop().nowNanos());
        }
    }
}
