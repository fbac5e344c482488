/**
 * The load generator and the campaign that drives two servers in turn and compares them.
 *
 * <p>From the outside in: {@code Main} reads the command line, {@code Campaign} starts a fresh server per sample and
 * alternates, a {@code Workload} drives one scenario over raw sockets, {@code FrameCheck} proves that what came back is
 * what was sent, {@code Stats} turns the pairs into ratios with intervals, {@code Report} into tables.
 *
 * <p>Threads: one, the main thread, which does everything including all sockets (one selector), so that the servers
 * have the rest of the machine; a shutdown hook kills what is left running.
 */
@NullMarked
package io.midge.bench;

import org.jspecify.annotations.NullMarked;
