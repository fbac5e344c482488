/**
 * The small files of a store, which are written as a whole: what a stream is, how far the files are good, of which format the
 * directory is.
 *
 * <p>Threads: whoever calls, one at a time; calls block on the disk.
 */
@org.jspecify.annotations.NullMarked
package io.midge.store.file;
