package io.midge.account;

import io.midge.conf.ByteText;
import io.midge.options.ImportOptions;
import io.midge.subject.SubjectBuffer;
import io.midge.subject.Subjects;
import io.midge.subject.Transform;
import io.midge.subject.TransformException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stream of another account that is heard in this one. It is no copy of anything: a subscription here that may hear some of
 * it gets a {@link Shadow} in the other account, and costs nothing where there is none. Immutable.
 */
public final class StreamImport {
    private final Account exporter;
    private final byte[] from;
    private final byte[] to;
    private final @Nullable Transform there;
    private final @Nullable Transform back;
    private final boolean allowTrace;

    /**
     * @param exporter whose stream it is
     * @param from its subject there
     * @param to its subject here, with wildcards in the places where {@code from} has them, or numbers of them
     */
    StreamImport(Account exporter, String from, String to, boolean allowTrace) {
        this.exporter = exporter;
        this.from = ByteText.bytes(from);
        this.to = ByteText.bytes(Transform.starred(to));
        boolean same = from.equals(to) || !Subjects.hasWildcard(this.from);
        this.there = same ? null : transform(from, to);
        this.back = there == null ? null : there.reversed().orElseThrow(() -> noWayBack(from, to));
        this.allowTrace = allowTrace;
    }

    /** The subject that options want it to have here. */
    static String here(ImportOptions wanted) {
        if (!wanted.prefix().isEmpty()) {
            return (wanted.prefix().endsWith(".") ? wanted.prefix() : wanted.prefix() + '.') + wanted.subject();
        }
        return wanted.to().isEmpty() ? wanted.subject() : wanted.to();
    }

    /** Whose stream it is. */
    public Account exporter() {
        return exporter;
    }

    /** Whether traces of messages go on into this account. */
    public boolean allowTrace() {
        return allowTrace;
    }

    /** What a subscription in the exporter's account has to listen to for one of this subject here; null: nothing of it. */
    public byte @Nullable [] interest(byte[] subject) {
        boolean literal = !Subjects.hasWildcard(from);
        if (Arrays.equals(subject, to)) {
            return from;
        }
        if (Subjects.isSubset(subject, to)) {
            return literal ? from : original(subject);
        }
        if (!Subjects.hasWildcard(subject)) {
            return null;
        }
        if (Subjects.isSubset(to, subject)) {
            return from;
        }
        byte[] both = overlap(subject);
        return Subjects.isSubset(both, to) ? (literal ? both : original(both)) : null;
    }

    static Transform transform(String from, String to) {
        try {
            return Transform.strict(Transform.starred(from), Transform.numbered(to));
        } catch (TransformException e) {
            throw new IllegalArgumentException(
                    "failed to create mapping transform for import subject from " + from + " to " + to + ": "
                            + e.getMessage(),
                    e);
        }
    }

    static IllegalArgumentException noWayBack(String from, String to) {
        return new IllegalArgumentException("an import of " + from + " as " + to + " has no way back: what stands for a"
                + " wildcard there must stand for one here, once");
    }

    // What a subject here is there.
    private byte[] original(byte[] subject) {
        return back == null ? subject : back.apply(subject, bound -> 0);
    }

    /** What a subject there is here. */
    void rename(byte[] b, int off, int len, SubjectBuffer into) {
        if (there != null) {
            there.apply(b, off, len, bound -> 0, into);
        } else if (Subjects.hasWildcard(from)) {
            into.clear();
            into.append(b, off, len);
        } else {
            into.clear();
            into.append(to, 0, to.length);
        }
    }

    // The subject with as much of the import's own as its wildcards leave room for: foo.* and *.bar are both in
    // foo.bar.
    private byte[] overlap(byte[] subject) {
        List<String> tokens = new ArrayList<>(List.of(ByteText.of(subject).split("\\.", -1)));
        String[] own = ByteText.of(to).split("\\.", -1);
        for (int i = 0; i < tokens.size() && i < own.length; i++) {
            if (tokens.get(i).equals("*") && !own[i].equals(">")) {
                tokens.set(i, own[i]);
            }
        }
        int last = tokens.size() - 1;
        if (tokens.get(last).equals(">") && own.length >= tokens.size()) {
            tokens.set(last, own[last]);
            for (int i = last + 1; i < own.length; i++) {
                tokens.add(own[i]);
            }
        }
        return ByteText.bytes(String.join(".", tokens));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StreamImport that
                && exporter.equals(that.exporter)
                && Arrays.equals(from, that.from)
                && Arrays.equals(to, that.to)
                && Objects.equals(text(there), text(that.there))
                && allowTrace == that.allowTrace;
    }

    private static String text(@Nullable Transform transform) {
        return transform == null ? "" : transform.toString();
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(from) + Arrays.hashCode(to);
    }
}
