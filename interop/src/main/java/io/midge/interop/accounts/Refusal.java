package io.midge.interop.accounts;

import java.util.Arrays;
import java.util.regex.Pattern;

/** Why a server does not start, without the names of files and places in them. */
final class Refusal {
    private static final Pattern PLACE = Pattern.compile("^nats-server: (\\S+\\.conf:\\d+:\\d+: )?");

    private Refusal() {}

    /** Of what a server said, lines joined by bars. */
    static String of(String output) {
        return Arrays.stream(output.split("\\s*\\|\\s*|: (?=nats-server: )"))
                .map(String::strip)
                .filter(line -> line.startsWith("nats-server: "))
                .map(line -> PLACE.matcher(line).replaceFirst("refused: "))
                .findFirst()
                .orElse(output);
    }
}
