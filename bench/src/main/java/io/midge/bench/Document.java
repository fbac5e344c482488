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
        replace(file, BEGIN, END, table);
    }

    static void replace(Path file, String from, String to, String table) throws IOException {
        Files.writeString(file, replaced(Files.readString(file), from, to, table));
    }

    static String replaced(String page, String table) {
        return replaced(page, BEGIN, END, table);
    }

    private static String replaced(String page, String from, String to, String table) {
        int begin = page.indexOf(from);
        int end = page.indexOf(to);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("no lines " + from + " and " + to);
        }
        return page.substring(0, begin) + from + "\n\n" + table.strip() + "\n\n" + page.substring(end);
    }
}
