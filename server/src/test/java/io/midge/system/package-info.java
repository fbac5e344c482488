/** What can be asked in the system's account, and what nats-server answered: a table that is played to any server. One thread each. */
package io.midge.system;
