package io.midge.monitor;

import java.nio.charset.StandardCharsets;

/** A request's parameters make no sense; the text is nats-server's. */
public final class BadQueryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final byte[] text;

    BadQueryException(String text) {
        this(text, new byte[0]);
    }

    /** A text that ends in what was asked for, byte by byte. */
    BadQueryException(String text, byte[] echo) {
        super(text);
        byte[] head = text.getBytes(StandardCharsets.UTF_8);
        this.text = new byte[head.length + echo.length];
        System.arraycopy(head, 0, this.text, 0, head.length);
        System.arraycopy(echo, 0, this.text, head.length, echo.length);
    }

    @Override
    public String getMessage() {
        return new String(text, StandardCharsets.UTF_8);
    }

    /** What to answer, in UTF-8 unless the request was not. */
    byte[] text() {
        return text.clone();
    }
}
