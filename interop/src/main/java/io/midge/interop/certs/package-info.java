/**
 * Certificates for the tests, made by one program before the suites run.
 *
 * <p>Threads: the main thread, nothing else.
 */
@NullMarked
package io.midge.interop.certs;

import org.jspecify.annotations.NullMarked;
