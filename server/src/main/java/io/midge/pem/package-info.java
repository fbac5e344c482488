/**
 * Certificates and private keys in PEM files.
 *
 * <p>Threads: any; all is immutable.
 */
package io.midge.pem;
