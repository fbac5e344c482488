/**
 * Subjects and who is interested in them: validity, matching, the subscription trie of an account and the cache in front of it.
 *
 * <p>Threads: any. {@link io.midge.subject.Subjects} is pure; a {@link io.midge.subject.Sublist} has one writer at a time, which
 * its lock sees to, and readers that never wait for it; a {@link io.midge.subject.MatchCache} belongs to one loop.
 */
package io.midge.subject;
