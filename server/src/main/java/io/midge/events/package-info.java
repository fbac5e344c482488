/**
 * What a server tells in the system's account, and what can be asked there: who comes and goes, how much there is to do,
 * the pages of monitoring, and a few commands.
 *
 * <p>Threads: the loops of clients tell what happens, and one loop hands out what is to be told, in order and a few at a
 * time. Requests are answered on lanes of their own. All that waits is bounded; what finds no room is dropped and counted.
 */
package io.midge.events;
