package io.midge.jetstream.source;

import io.midge.conf.ByteText;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far each source was when somebody wrote it down: of one whose messages are gone nothing else says it.
 *
 * <pre>
 *   the stream's last sequence
 *   sequence identity name         of each source; the identity is - if it is not known
 * </pre>
 *
 * @param upTo messages of the stream behind this one say more
 * @param places by the name of the source
 */
record Noted(long upTo, Map<String, Place> places) {
    static final Noted NOTHING = new Noted(0, Map.of());

    private static final String UNKNOWN = "-";

    /** The last message of a source that was taken, and of which stream it was. */
    record Place(long seq, String identity) {}

    static Noted read(byte[] bytes) {
        String[] lines = ByteText.of(bytes).split("\n", -1);
        Map<String, Place> places = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            String[] fields = lines[i].split(" ", 3);
            if (fields.length == 3) {
                String identity = fields[1].equals(UNKNOWN) ? "" : fields[1];
                places.put(fields[2], new Place(number(fields[0]), identity));
            }
        }
        return bytes.length == 0 ? NOTHING : new Noted(number(lines[0]), places);
    }

    private static long number(String text) {
        byte[] digits = ByteText.bytes(text);
        return Math.max(0, Digits.read(digits, 0, digits.length));
    }

    byte[] toBytes() {
        StringBuilder out = new StringBuilder().append(upTo);
        places.forEach((name, place) -> out.append('\n')
                .append(place.seq)
                .append(' ')
                .append(place.identity.isEmpty() ? UNKNOWN : place.identity)
                .append(' ')
                .append(name));
        return ByteText.bytes(out.toString());
    }
}
