package io.midge.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A conversation with a server as a text file; the format is described in {@code interop/transcripts/README.md}.
 *
 * @param config lines of a configuration file that the server is started with; empty: the shared server
 * @param once replay only as written, not also byte by byte and in one write
 */
record Transcript(String name, List<String> config, boolean once, List<Step> steps) {
    private static final Pattern STEP = Pattern.compile("(?:\\[(\\w+)] )?(>>|>|<<|<&|<~|<|!|~)(?: (.*))?");
    private static final String DEFAULT_CONNECTION = "a";

    enum Kind {
        SEND,
        LINE,
        RAW,
        ANY_ORDER,
        REGEX,
        QUIET,
        OPEN,
        SHUT,
        CLOSE,
        CLOSED
    }

    /** One line of the file; the text of sends and expectations is unescaped. */
    record Step(int line, String connection, Kind kind, String text) {}

    static Transcript read(Path file) throws IOException {
        String name = file.getFileName().toString().replaceFirst("\\.txt$", "");
        List<String> config = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        boolean once = false;
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("@ config ")) {
                config.add(line.substring("@ config ".length()));
            } else if (line.startsWith("@ once ")) {
                once = true;
            } else {
                steps.add(step(file, number, line));
            }
        }
        return new Transcript(name, List.copyOf(config), once, List.copyOf(steps));
    }

    private static Step step(Path file, int number, String line) {
        Matcher matcher = STEP.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(file + ":" + number + ": not a step: " + line);
        }
        String connection = matcher.group(1) == null ? DEFAULT_CONNECTION : matcher.group(1);
        String text = matcher.group(3) == null ? "" : matcher.group(3);
        return switch (matcher.group(2)) {
            case ">" -> new Step(number, connection, Kind.SEND, Text.unescape(text) + "\r\n");
            case ">>" -> new Step(number, connection, Kind.SEND, Text.unescape(text));
            case "<" -> new Step(number, connection, Kind.LINE, Text.unescape(text));
            case "<<" -> new Step(number, connection, Kind.RAW, Text.unescape(text));
            case "<&" -> new Step(number, connection, Kind.ANY_ORDER, Text.unescape(text) + "\r\n");
            case "<~" -> new Step(number, connection, Kind.REGEX, text);
            case "~" -> new Step(number, connection, Kind.QUIET, text);
            default -> new Step(number, connection, event(file, number, text), text);
        };
    }

    private static Kind event(Path file, int number, String text) {
        return switch (text) {
            case "open" -> Kind.OPEN;
            case "shut" -> Kind.SHUT;
            case "close" -> Kind.CLOSE;
            case "closed" -> Kind.CLOSED;
            default -> throw new IllegalArgumentException(file + ":" + number + ": unknown event: " + text);
        };
    }
}
