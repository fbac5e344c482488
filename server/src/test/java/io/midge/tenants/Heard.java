package io.midge.tenants;

/**
 * What a member was told: a message, or a line that is none, for which only the first field has a value.
 *
 * @param head the line without its end
 * @param sid of a message, 0 for other lines
 * @param header block of headers, empty without
 */
record Heard(String head, int sid, String header, String body) {
    boolean nobodyListens() {
        return header.startsWith("NATS/1.0 503");
    }
}
