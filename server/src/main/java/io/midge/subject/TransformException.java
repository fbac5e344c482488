package io.midge.subject;

/** Subjects that cannot be mapped to others in the way that was wanted; the message is nats-server's. */
public final class TransformException extends Exception {
    private static final long serialVersionUID = 1L;

    TransformException(String message) {
        super(message);
    }
}
