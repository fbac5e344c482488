/**
 * What a configuration file says, as options: each field has its kind, its range and its error.
 *
 * <p>Threads: any; a reader belongs to the thread that made it.
 */
package io.midge.conf.file;
