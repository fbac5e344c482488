package io.midge.pem;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a PEM file. What stands around such parts, or cannot be decoded, is passed over. */
public final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    private final String type;
    private final boolean headers;
    private final byte[] der;

    private Pem(String type, boolean headers, byte[] der) {
        this.type = type;
        this.headers = headers;
        this.der = der;
    }

    /** What it is, such as {@code CERTIFICATE}. */
    public String type() {
        return type;
    }

    /** Whether lines of the form {@code name: value} came first, as in an encrypted key. */
    public boolean headers() {
        return headers;
    }

    /** Its bytes, for reading. */
    public byte[] der() {
        return der;
    }

    /** Whether it is a private key of any kind. */
    public boolean isKey() {
        return type.equals("PRIVATE KEY") || type.endsWith(" PRIVATE KEY");
    }

    /** Whether it is a certificate. */
    public boolean isCertificate() {
        return type.equals("CERTIFICATE");
    }

    /** The parts of a file, in its order. */
    public static List<Pem> parse(byte[] file) {
        List<Pem> parts = new ArrayList<>();
        List<String> lines =
                new String(file, StandardCharsets.ISO_8859_1).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String type = type(lines.get(i), BEGIN);
            int end = type == null ? -1 : end(lines, i + 1, type);
            if (type != null && end >= 0) {
                Pem part = part(type, lines.subList(i + 1, end));
                if (part != null) {
                    parts.add(part);
                    i = end;
                }
            }
        }
        return parts;
    }

    private static @Nullable String type(String line, String mark) {
        String text = line.stripTrailing();
        return text.startsWith(mark) && text.endsWith(DASHES) && text.length() >= mark.length() + DASHES.length()
                ? text.substring(mark.length(), text.length() - DASHES.length())
                : null;
    }

    /** The line that ends the part, negative if another part begins before, or nothing ends it. */
    private static int end(List<String> lines, int from, String type) {
        for (int i = from; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(DASHES)) {
                return type.equals(type(line, END)) ? i : -1;
            }
        }
        return -1;
    }

    private static @Nullable Pem part(String type, List<String> lines) {
        int start = 0;
        while (start < lines.size() && lines.get(start).indexOf(':') >= 0) {
            start++;
        }
        StringBuilder body = new StringBuilder();
        for (String line : lines.subList(start, lines.size())) {
            for (int i = 0; i < line.length(); i++) {
                if (line.charAt(i) != ' ' && line.charAt(i) != '\t') {
                    body.append(line.charAt(i));
                }
            }
        }
        if (body.length() % 4 != 0) {
            return null;
        }
        try {
            return new Pem(type, start > 0, Base64.getDecoder().decode(body.toString()));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
