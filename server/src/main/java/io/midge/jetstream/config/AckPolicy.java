package io.midge.jetstream.config;

/** What a consumer expects of those it delivers to. */
public enum AckPolicy {
    NONE("none"),
    ALL("all"),
    EXPLICIT("explicit"),
    FLOW_CONTROL("flow_control");

    private final String text;

    AckPolicy(String text) {
        this.text = text;
    }

    /** As JSON has it. */
    public String text() {
        return text;
    }
}
