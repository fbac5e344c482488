/**
 * NATS keys: Ed25519 and X25519 keys as text, a prefix byte, the key and a checksum in base32.
 *
 * <p>Threads: any; values are immutable.
 */
package io.midge.nkey;
