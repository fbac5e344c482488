/**
 * Configuration files and command lines, good and bad, given to a server and to the reference server: both must take or
 * refuse them alike.
 *
 * <p>Threads: {@code ConfigSuite} works on two lanes, one virtual thread each; each process has one virtual thread that
 * reads what it says.
 */
@NullMarked
package io.midge.interop.config;

import org.jspecify.annotations.NullMarked;
