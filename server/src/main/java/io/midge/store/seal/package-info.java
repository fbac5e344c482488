/**
 * What stands between a block and the disk: compression and encryption, and the keys for it.
 *
 * <p>Threads: a codec belongs to one lane.
 */
@org.jspecify.annotations.NullMarked
package io.midge.store.seal;
