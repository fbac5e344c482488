package io.midge.proto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What nats-server made of a header of the PROXY protocol, or of what looked like one. */
public final class ProxyCase {
    /** Begins the result when it is what the log said. */
    public static final String REFUSED = "! ";

    /** The result when the client's address is that of its socket. */
    public static final String SOCKET = "socket";

    private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

    private final byte[] input;
    private final String result;

    private ProxyCase(byte[] input, String result) {
        this.input = input;
        this.result = result;
    }

    /** What was sent. */
    public byte[] input() {
        return input;
    }

    /** An address and a port, {@link #SOCKET}, or {@link #REFUSED} and why. */
    public String result() {
        return result;
    }

    /** {@code S12 21 11}: so many bytes of version 2's signature, and others in hexadecimal; or the text itself. */
    public static String spelled(String text) {
        if (!text.startsWith("S")) {
            return text;
        }
        String[] parts = text.split(" ", -1);
        StringBuilder spelled = new StringBuilder(SIGNATURE.substring(0, Integer.parseInt(parts[0].substring(1))));
        Arrays.stream(parts).skip(1).forEach(hex -> spelled.append((char) Integer.parseInt(hex, 16)));
        return spelled.toString();
    }

    /** All of them. */
    public static List<ProxyCase> all() {
        List<String> lines;
        try (var in = Objects.requireNonNull(ProxyCase.class.getResourceAsStream("proxy.txt"))) {
            lines = new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<ProxyCase> all = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += 2) {
            all.add(new ProxyCase(bytes(lines.get(i)), lines.get(i + 1).substring(1)));
        }
        return all;
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int i = 0;
        while (i < text.length()) {
            int b = text.charAt(i++);
            if (b == '\\') {
                b = Integer.parseInt(text.substring(i + 1, i + 3), 16);
                i += 3;
            }
            int times = 1;
            if (i < text.length() && text.charAt(i) == '{') {
                int end = text.indexOf('}', i);
                times = Integer.parseInt(text.substring(i + 1, end));
                i = end + 1;
            }
            for (int k = 0; k < times; k++) {
                bytes.write(b);
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public String toString() {
        return Quoted.of(input, 0, Math.min(input.length, 80)) + " " + result;
    }
}
