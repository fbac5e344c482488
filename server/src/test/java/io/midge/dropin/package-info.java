/**
 * The command {@code ./nats-server} of this checkout as scripts, service managers and launchers of test suites meet it: a
 * process that is started, writes lines, is sent signals and ends with a code.
 */
package io.midge.dropin;
