/**
 * What can be asked on {@code $JS.API}, and what is answered.
 *
 * <p>Threads: listeners hand over to the API lane.
 */
@org.jspecify.annotations.NullMarked
package io.midge.jetstream.api;
