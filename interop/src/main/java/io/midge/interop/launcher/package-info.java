/**
 * Servers started the way that the clients' own test tools start them.
 *
 * <p>Threads: the suite lives on the thread that called it; the tools read their servers' output on threads of theirs.
 */
@NullMarked
package io.midge.interop.launcher;

import org.jspecify.annotations.NullMarked;
