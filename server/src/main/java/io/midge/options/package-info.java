/**
 * What a server can be told, as immutable records: whatever a configuration file or a command line can say, code can
 * say here.
 *
 * <p>Threads: any; records are immutable, a builder belongs to the thread that made it.
 */
package io.midge.options;
