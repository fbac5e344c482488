/**
 * What TLS needs before a connection comes: certificates and policy, made into one immutable context per listener, whatever
 * said them. Nothing here is loaded while TLS is off.
 *
 * <p>Threads: any; all is immutable.
 */
package io.midge.tls;
