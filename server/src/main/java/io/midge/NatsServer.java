package io.midge;

/** A NATS server inside this JVM. */
public final class NatsServer {
    private NatsServer() {}
}
