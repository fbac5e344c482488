/**
 * The rules of the house as tests: what may import what, how long things may be, and what {@code docs/COMPAT.md}
 * may claim. Each checker is plain code that returns complaints, so that a test can show that it is able to complain.
 */
package io.midge.house;
