package io.midge.jetstream.config;

/** What a request to create a consumer wants. */
public enum ConsumerAction {
    CREATE_OR_UPDATE(""),
    UPDATE("update"),
    CREATE("create");

    private final String text;

    ConsumerAction(String text) {
        this.text = text;
    }

    /** As JSON has it. */
    public String text() {
        return text;
    }
}
