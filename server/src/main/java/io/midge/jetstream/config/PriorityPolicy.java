package io.midge.jetstream.config;

/** Who of a priority group is served. */
public enum PriorityPolicy {
    NONE("none"),
    OVERFLOW("overflow"),
    PINNED_CLIENT("pinned_client"),
    PRIORITIZED("prioritized");

    private final String text;

    PriorityPolicy(String text) {
        this.text = text;
    }

    /** As JSON has it. */
    public String text() {
        return text;
    }
}
