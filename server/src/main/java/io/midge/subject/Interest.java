package io.midge.subject;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Sublist} holds: somebody's interest in a subject. Told apart by identity, so two that are equal are still two.
 * What the accessors return must never change, neither the arrays nor the bytes in them.
 */
public interface Interest {
    /** The subject, which may hold wildcards. */
    byte[] subject();

    /** The name of the queue group, or null for a plain subscription. */
    byte @Nullable [] queue();
}
