/** Certificates for the tests: one program, run before the suites. Main thread only. */
@NullMarked
package io.midge.interop.certs;

import org.jspecify.annotations.NullMarked;
