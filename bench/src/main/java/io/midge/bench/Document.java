package io.midge.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The page that carries the tables: what stands between the two markers is replaced, the rest is kept. */
final class Document {
    static final String BEGIN = "<!-- bench:begin (written by bench/run) -->";
    static final String END = "<!-- bench:end -->";

    private Document() {}

    static void replace(Path file, String table) throws IOException {
        Files.writeString(file, replaced(Files.readString(file), table));
    }

    static String replaced(String page, String table) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("no lines " + BEGIN + " and " + END);
        }
        return page.substring(0, begin) + BEGIN + "\n\n" + table.strip() + "\n\n" + page.substring(end);
    }
}
