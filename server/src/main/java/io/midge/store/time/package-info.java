/**
 * What a stream has to do when: messages that expire, messages that are published later, ids that count as duplicates. No clock:
 * whoever asks says what time it is, in nanoseconds since 1970.
 *
 * <p>Threads: all of one stream lives on that stream's lane.
 */
@org.jspecify.annotations.NullMarked
package io.midge.store.time;
