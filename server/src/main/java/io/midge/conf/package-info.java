/**
 * The configuration language: text to values that know where they stand. What the values mean is said in
 * {@code conf.file}, what a command line means in {@code conf.flags}.
 *
 * <p>Threads: any; everything is immutable.
 */
package io.midge.conf;
