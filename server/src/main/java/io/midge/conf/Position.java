package io.midge.conf;

/**
 * Where something stands in a configuration.
 *
 * @param file the file as it was named, empty for text that came from elsewhere
 * @param line from 1
 * @param column as nats-server counts: bytes into the line
 */
public record Position(String file, int line, int column) {
    /** {@code file:line:column}. */
    @Override
    public String toString() {
        return file + ':' + line + ':' + column;
    }
}
