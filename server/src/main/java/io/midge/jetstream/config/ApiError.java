package io.midge.jetstream.config;

import io.midge.json.JsonWriter;

/** An error as the API answers it. */
public record ApiError(int code, int errCode, String description) {
    /** Writes it as one object. */
    public void write(JsonWriter out) {
        out.beginObject()
                .integer("code", code)
                .integerIfSet("err_code", errCode)
                .stringIfSet("description", description)
                .endObject();
    }
}
