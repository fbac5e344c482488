package io.midge.jetstream.config;

/** What gives way when a stream is full. */
public enum DiscardPolicy {
    OLD("old"),
    NEW("new");

    private final String text;

    DiscardPolicy(String text) {
        this.text = text;
    }

    /** As JSON has it. */
    public String text() {
        return text;
    }
}
