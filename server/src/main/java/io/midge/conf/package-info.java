/**
 * What an operator writes: the command line, read with the rules of Go's flags.
 *
 * <p>Threads: any; nothing here keeps state.
 */
package io.midge.conf;
