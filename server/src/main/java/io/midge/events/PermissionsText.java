package io.midge.events;

import io.midge.json.JsonWriter;
import io.midge.options.PermissionOptions;

/** Permissions as nats-server tells them to who has them. */
final class PermissionsText {
    private PermissionsText() {}

    static void write(JsonWriter out, PermissionOptions permissions) {
        out.beginObject("permissions");
        subjects(out.beginObject("publish"), permissions.publish());
        subjects(out.beginObject("subscribe"), permissions.subscribe());
        PermissionOptions.Responses responses = permissions.responses();
        if (responses != null) {
            out.beginObject("responses")
                    .integer("max", responses.max())
                    .integer("ttl", responses.expires().toNanos())
                    .endObject();
        }
        out.endObject();
    }

    private static void subjects(JsonWriter out, PermissionOptions.Subjects subjects) {
        out.stringsIfSet("allow", subjects.allow())
                .stringsIfSet("deny", subjects.deny())
                .endObject();
    }
}
