package io.midge.jetstream.config;

import io.midge.json.JsonWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An error as the API answers it. Two are the same error when code and text are, whatever figures go with them.
 *
 * @param limit that it comes from, which is told besides; null: from none
 */
public record ApiError(
        int code, int errCode, String description, @Nullable LimitHit limit) {
    public ApiError(int code, int errCode, String description) {
        this(code, errCode, description, null);
    }

    /** The same, of this limit. */
    public ApiError of(LimitHit hit) {
        return new ApiError(code, errCode, description, hit);
    }

    /** Writes it as one object, without the limit. */
    public void write(JsonWriter out) {
        out.beginObject()
                .integer("code", code)
                .integerIfSet("err_code", errCode)
                .stringIfSet("description", description)
                .endObject();
    }

    /** Writes it as a field of an answer, and the limit as one beside it: nats-py takes no error that has other members. */
    void field(JsonWriter out) {
        write(out.name("error"));
        if (limit != null) {
            limit.write(out.name("exceeded"));
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ApiError that
                && code == that.code
                && errCode == that.errCode
                && description.equals(that.description);
    }

    @Override
    public int hashCode() {
        return Objects.hash(code, errCode, description);
    }
}
