/**
 * What goes over the wire: parsers, frames, the texts of errors and the reasons for closing.
 *
 * <p>Threads: none of its own. Parsers and frames are confined to the loop that owns them; the rest is immutable.
 */
package io.midge.proto;
