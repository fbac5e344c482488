/**
 * S2, an extension of Snappy: blocks, and streams of them. What is written here can be read by the Go package
 * klauspost/compress/s2, and the other way round; plain Snappy can be read and written too.
 *
 * <p>Threads: what encodes belongs to one thread at a time; decoding of blocks keeps nothing and is for any.
 */
@org.jspecify.annotations.NullMarked
package io.midge.s2;
