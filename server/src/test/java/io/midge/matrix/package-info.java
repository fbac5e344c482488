/**
 * The authorisation matrix: each way in ({@link io.midge.matrix.Door}), each thing that can be done there
 * ({@link io.midge.matrix.Act}) and each kind of user ({@link io.midge.matrix.User}), against a small model of what the
 * specification says, and by {@code interop/run authorization} against nats-server.
 *
 * <p>Threads: a test's own.
 */
package io.midge.matrix;
