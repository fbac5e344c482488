package io.midge.interop;

import io.midge.interop.Transcript.Kind;
import io.midge.interop.Transcript.Step;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plays one transcript against one server. One thread; a replay is used once. */
final class Replay {
    /** How the bytes of the sends are cut into writes. */
    enum Cut {
        AS_WRITTEN,
        BYTE_BY_BYTE,
        ONE_WRITE
    }

    private final Transcript transcript;
    private final int port;
    private final Cut cut;
    private final Map<String, Wire> wires = new LinkedHashMap<>();
    private final StringBuilder unsent = new StringBuilder();
    private String unsentOn = "";

    Replay(Transcript transcript, int port, Cut cut) {
        this.transcript = transcript;
        this.port = port;
        this.cut = cut;
    }

    void run() throws IOException, Mismatch {
        try {
            List<Step> steps = transcript.steps();
            int i = 0;
            while (i < steps.size()) {
                i = play(steps, i);
            }
            flush();
            for (Wire wire : wires.values()) {
                wire.shutdownOutput();
                wire.readToEnd();
            }
        } finally {
            wires.values().forEach(Wire::close);
        }
    }

    private int play(List<Step> steps, int i) throws IOException, Mismatch {
        Step step = steps.get(i);
        if (step.kind() != Kind.SEND || !step.connection().equals(unsentOn)) {
            flush();
        }
        try {
            Wire wire = wire(step);
            if (step.kind() == Kind.ANY_ORDER) {
                return anyOrder(steps, i, wire);
            }
            one(step, wire);
            return i + 1;
        } catch (SocketTimeoutException e) {
            throw new Mismatch(step.line(), "nothing came within " + Wire.WAIT_MS + " ms");
        }
    }

    /** The connection of this step; opened, and its INFO taken unless the step itself wants to see it. */
    private Wire wire(Step step) throws IOException {
        Wire wire = wires.get(step.connection());
        if (wire == null) {
            wire = new Wire(port);
            wires.put(step.connection(), wire);
            boolean looks = step.kind() == Kind.LINE || step.kind() == Kind.REGEX || step.kind() == Kind.RAW;
            if (!looks) {
                wire.readLine();
            }
        }
        return wire;
    }

    private void one(Step step, Wire wire) throws IOException, Mismatch {
        switch (step.kind()) {
            case SEND -> {
                unsentOn = step.connection();
                unsent.append(Signatures.fill(step.text(), step.connection(), this::nonce));
                if (cut != Cut.ONE_WRITE) {
                    flush();
                }
            }
            case LINE -> line(step, wire);
            case REGEX -> {
                String got = line(step, wire, false);
                check(step, got.matches(step.text()), got);
            }
            case RAW -> {
                String got = wire.read(step.text().length());
                check(step, got.equals(step.text()), got);
            }
            case QUIET -> {
                wire.send("PING\r\n");
                String got = line(step, wire, false);
                check(step, got.equals("PONG"), got);
            }
            case OPEN, ANY_ORDER -> {}
            case SHUT -> wire.shutdownOutput();
            case CLOSE -> wire.close();
            case CLOSED -> {
                String rest = wire.readToEnd();
                check(step, rest.isEmpty(), rest);
            }
        }
    }

    private String nonce(String connection) {
        Wire wire = wires.get(connection);
        return wire == null ? "" : wire.nonce();
    }

    private void line(Step step, Wire wire) throws IOException, Mismatch {
        String got = line(step, wire, step.text().equals("PING"));
        if (step.text().startsWith("INFO {")) {
            info(step, got);
        } else {
            check(step, got.equals(step.text()), got);
        }
    }

    /** The next line without its CRLF. A PING that the server sends on its own is passed over. */
    private static String line(Step step, Wire wire, boolean wantPing) throws IOException, Mismatch {
        String got = wire.readLine();
        if (!wantPing && got.equals("PING\r\n")) {
            got = wire.readLine();
        }
        if (got.isEmpty()) {
            throw new Mismatch(step.line(), "expected " + Text.show(step.text()) + " but the connection was closed");
        }
        check(step, got.endsWith("\r\n"), got);
        return got.substring(0, got.length() - 2);
    }

    /** Members of the pattern must be there; "*" is any value, "-" is none. */
    private static void info(Step step, String got) throws Mismatch {
        check(step, got.startsWith("INFO {"), got);
        Map<String, String> members = FlatJson.members(got.substring("INFO ".length()));
        for (Map.Entry<String, String> wanted :
                FlatJson.members(step.text().substring("INFO ".length())).entrySet()) {
            String value = members.get(wanted.getKey());
            boolean good = switch (wanted.getValue()) {
                case "\"*\"" -> value != null;
                case "\"-\"" -> value == null;
                default -> wanted.getValue().equals(value);
            };
            check(step, good, got);
        }
    }

    /** Consecutive steps of this kind and connection arrive in any order. */
    private static int anyOrder(List<Step> steps, int from, Wire wire) throws IOException, Mismatch {
        List<Step> left = new ArrayList<>();
        int end = from;
        while (end < steps.size()
                && steps.get(end).kind() == Kind.ANY_ORDER
                && steps.get(end).connection().equals(steps.get(from).connection())) {
            left.add(steps.get(end++));
        }
        StringBuilder got = new StringBuilder();
        while (!left.isEmpty()) {
            int before = left.size();
            left.removeIf(step -> step.text().contentEquals(got));
            if (left.size() < before) {
                got.setLength(0);
                continue;
            }
            String next = wire.read(1);
            if (next.isEmpty() || left.stream().noneMatch(step -> step.text().startsWith(got + next))) {
                String rest = got + next + wire.peek();
                throw new Mismatch(steps.get(from).line(), "none of the expected frames: " + Text.show(rest));
            }
            got.append(next);
        }
        return end;
    }

    private static void check(Step step, boolean good, String got) throws Mismatch {
        if (!good) {
            throw new Mismatch(step.line(), "expected " + Text.show(step.text()) + " got " + Text.show(got));
        }
    }

    private void flush() {
        if (unsent.isEmpty()) {
            return;
        }
        Wire wire = wires.get(unsentOn);
        if (wire != null) {
            if (cut == Cut.BYTE_BY_BYTE) {
                wire.sendBytewise(unsent.toString());
            } else {
                wire.send(unsent.toString());
            }
        }
        unsent.setLength(0);
    }
}
