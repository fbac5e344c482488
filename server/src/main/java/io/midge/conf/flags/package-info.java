/**
 * The command line: its flags, and what they change in what a configuration file says.
 *
 * <p>Threads: any; a parser belongs to the thread that made it.
 */
package io.midge.conf.flags;
