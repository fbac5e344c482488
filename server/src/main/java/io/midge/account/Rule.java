package io.midge.account;

import io.midge.conf.ByteText;
import io.midge.options.SubjectQueue;
import io.midge.subject.Interest;
import io.midge.subject.Subjects;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A subject that is allowed or denied, to everybody or to the members of queues of one name, which may hold wildcards. */
final class Rule implements Interest {
    private final byte[] subject;
    private final byte @Nullable [] queue;

    Rule(SubjectQueue named) {
        subject = ByteText.bytes(named.subject());
        queue = named.queue().isEmpty() ? null : ByteText.bytes(named.queue());
    }

    @Override
    public byte[] subject() {
        return subject;
    }

    @Override
    public byte @Nullable [] queue() {
        return queue;
    }

    /** Whether it is for everybody, or for members of this queue. */
    boolean isFor(byte @Nullable [] member) {
        return queue == null || (member != null && queueMatches(member, queue));
    }

    /** Whether a queue is one that the name of another one, as a rule has it, stands for. */
    static boolean queueMatches(byte[] queue, byte[] name) {
        return Arrays.equals(queue, name) || (Subjects.hasWildcard(name) && Subjects.isSubset(queue, name));
    }
}
