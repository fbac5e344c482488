package io.midge.jetstream.config;

import io.midge.json.Utf8;
import io.midge.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What nats-server asks of names and subjects. */
final class Texts {
    /** Bytes of a name. */
    static final int MAX_NAME = 255;

    /** Bytes of a description. */
    static final int MAX_DESCRIPTION = 4 * 1024;

    /** Bytes of all keys and values together. */
    static final int MAX_METADATA = 128 * 1024;

    private static final String NOT_IN_NAMES = " \t\r\n\f.*>\\/";

    private Texts() {}

    static String of(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    static int size(String text) {
        return Utf8.bytes(text).length;
    }

    static int size(Map<String, String> metadata) {
        int size = 0;
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            size += size(entry.getKey()) + size(entry.getValue());
        }
        return size;
    }

    static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (NOT_IN_NAMES.indexOf(name.charAt(i)) >= 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    static boolean isSubject(String subject) {
        return Subjects.isValid(Utf8.bytes(subject));
    }

    static boolean isLiteral(String subject) {
        return !Subjects.hasWildcard(Utf8.bytes(subject));
    }

    static boolean isSubset(String subject, String of) {
        return Subjects.isSubset(Utf8.bytes(subject), Utf8.bytes(of));
    }

    static boolean overlap(String one, String other) {
        return one.equals(other) || Subjects.overlap(Utf8.bytes(one), Utf8.bytes(other));
    }

    static boolean overlap(String one, List<String> others) {
        for (int i = 0; i < others.size(); i++) {
            if (overlap(one, others.get(i))) {
                return true;
            }
        }
        return false;
    }
}
