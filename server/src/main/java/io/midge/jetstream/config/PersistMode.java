package io.midge.jetstream.config;

/** When an acknowledgement may go out. */
public enum PersistMode {
    DEFAULT("default"),
    ASYNC("async");

    private final String text;

    PersistMode(String text) {
        this.text = text;
    }

    /** As JSON has it. */
    public String text() {
        return text;
    }
}
