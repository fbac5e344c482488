package io.midge.options;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A password, a token or a seed. It has no readable text form, so that it cannot slip into a log or a diff of options;
 * {@link #reveal()} is the one way to the text.
 */
public final class SecretText {
    /** Nothing is set. */
    public static final SecretText NONE = new SecretText("");

    private final String text;

    private SecretText(String text) {
        this.text = text;
    }

    /** The secret that is this text; empty: none. */
    public static SecretText of(String text) {
        return text.isEmpty() ? NONE : new SecretText(text);
    }

    /** Whether none is set. */
    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** The text, for the one who compares it or passes it on. */
    public String reveal() {
        return text;
    }

    /** Whether both are the same text; takes as long for a wrong first letter as for a wrong last one. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SecretText that
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), that.text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Whether there is one, and nothing of it. */
    @Override
    public String toString() {
        return text.isEmpty() ? "" : "[REDACTED]";
    }
}
