/**
 * What streams and consumers are asked to be, what is wrong with that, and how it reads in JSON. Pure values.
 *
 * <p>Threads: any.
 */
@org.jspecify.annotations.NullMarked
package io.midge.jetstream.config;
