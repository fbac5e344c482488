package io.midge.client;

import io.midge.account.Fanout;
import io.midge.account.Privileges;
import io.midge.account.Subscription;
import io.midge.proto.PubFrame;
import io.midge.proto.Quoted;
import io.midge.proto.ServerError;
import org.jspecify.annotations.Nullable;

/**
 * Something that a client may not do: it is told, the log is told, and nothing else happens.
 *
 * @param error text for the client
 * @param log text for the log
 */
record Violation(String error, String log) {
    private static final String PREFIX = "Permissions Violation for ";

    /** The error as it goes to the client. */
    byte[] line() {
        return ServerError.line(error);
    }

    /** What is wrong with a message that is published, null if nothing; the order is that of wire.md 1.9. */
    static @Nullable Violation ofPublish(PubFrame f, @Nullable Privileges privileges, Fanout fanout, boolean ofSystem) {
        if (ReservedSubjects.toGateway(f)
                || (privileges != null && !privileges.mayPublish(fanout, f.subject, f.subjectOff, f.subjectLen))
                || (!ofSystem && ReservedSubjects.toRaft(f))) {
            String subject = Quoted.of(f.subject, f.subjectOff, f.subjectLen);
            return new Violation(PREFIX + "Publish to " + subject, "Publish Violation - Subject " + subject);
        }
        if (ReservedSubjects.inReply(f)) {
            String reply = Quoted.of(f.reply, f.replyOff, f.replyLen);
            return new Violation(PREFIX + "Publish with Reply of " + reply, "Publish Violation - Reply " + reply);
        }
        return null;
    }

    /** A subscription that is not allowed. */
    static Violation subscribing(byte[] subject, byte @Nullable [] queue, byte[] sid) {
        String text = Quoted.of(subject);
        return new Violation(
                PREFIX + "Subscription to " + text + (queue == null ? "" : " using queue " + Quoted.of(queue)),
                "Subscription Violation - Subject " + text + (queue == null ? "" : ", Queue: " + Quoted.of(queue))
                        + ", SID " + ClientTrace.text(sid));
    }

    /** A subscription to a subject of more tokens than {@code max_sub_tokens}. */
    static Violation tooManyTokens(byte[] subject, byte[] sid) {
        String text = Quoted.of(subject);
        return new Violation(
                PREFIX + "Subscription to " + text + ", too many tokens",
                "Subscription Violation Too Many Tokens - Subject " + text + ", SID " + ClientTrace.text(sid));
    }

    /** A subscription that was allowed when it was made, and is no more. */
    static Violation removed(Subscription subscription, String who) {
        byte[] queue = subscription.queue();
        String what = Quoted.of(subscription.subject())
                + (queue == null ? "" : " using queue " + Quoted.of(queue))
                + " (sid " + Quoted.of(subscription.sid()) + ")";
        return new Violation(
                PREFIX + "Subscription to " + what, "Removed sub " + what + " for " + who + " - not authorized");
    }
}
