package io.midge.options;

/** Who may connect and what they may do. */
public record SecurityOptions() {
    /** Nothing is said. */
    public static final SecurityOptions NONE = new SecurityOptions();
}
