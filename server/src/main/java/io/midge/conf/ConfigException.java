package io.midge.conf;

/** A configuration that cannot be used. The message is for operators: what, where, and what to do, one line for each. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message);
    }

    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
