package io.midge.jetstream.config;

/** Where messages are kept. */
public enum StorageType {
    FILE("file"),
    MEMORY("memory");

    private final String text;

    StorageType(String text) {
        this.text = text;
    }

    /** As JSON has it. */
    public String text() {
        return text;
    }
}
