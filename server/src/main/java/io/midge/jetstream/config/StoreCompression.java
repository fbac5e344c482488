package io.midge.jetstream.config;

/** How files are compressed. */
public enum StoreCompression {
    NONE("none"),
    S2("s2");

    private final String text;

    StoreCompression(String text) {
        this.text = text;
    }

    /** As JSON has it. */
    public String text() {
        return text;
    }
}
