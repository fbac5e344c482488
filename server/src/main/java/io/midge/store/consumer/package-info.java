/**
 * What the consumers of a stream have delivered and what of it is acknowledged, as a state, as operations that change it, and as
 * bytes. No disk, no clock.
 *
 * <p>Threads: all of one stream lives on that stream's lane.
 */
@org.jspecify.annotations.NullMarked
package io.midge.store.consumer;
