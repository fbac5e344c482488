package io.midge.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The rows about memory and opening, each in a process of its own. */
final class StoreOpens {
    private final StoreAppends.Folders folders;
    private final StoreScale scale;
    private final StoreFigures figures;

    StoreOpens(StoreAppends.Folders folders, StoreScale scale, StoreFigures figures) {
        this.folders = folders;
        this.scale = scale;
        this.figures = figures;
    }

    /** Fills a store with a million subjects, and leaves it there. */
    Path fill() throws IOException {
        Path directory = folders.fresh("million");
        Map<String, Double> found = StoreProcess.run("fill", directory, scale.messages(), scale.subjects());
        figures.figure(StoreRow.MEMORY, value(found, "heap") + value(found, "direct"));
        figures.remark(StoreRow.MEMORY, "of that direct", value(found, "direct"));
        figures.remark(StoreRow.MEMORY, "RSS", value(found, "rss"));
        figures.remark(StoreRow.MEMORY, "appended/s", value(found, "rate"));
        return directory;
    }

    private static double value(Map<String, Double> found, String what) {
        Double value = found.get(what);
        if (value == null) {
            throw new IllegalStateException("nothing is said of " + what);
        }
        return value;
    }

    void clean(Path million) throws IOException {
        Map<String, Double> found = open(million, scale.messages());
        figures.figure(StoreRow.OPEN_CLEAN, value(found, "open"));
        figures.remark(StoreRow.OPEN_CLEAN, "CPU, ms", value(found, "cpu"));
        figures.remark(StoreRow.OPEN_CLEAN, "heap and direct, MB", value(found, "heap") + value(found, "direct"));
        figures.remark(StoreRow.OPEN_CLEAN, "RSS, MB", value(found, "rss"));
    }

    /** Of a copy, which is then written to, killed, and opened again. */
    void killed(Path million) throws IOException {
        Path copy = folders.fresh("killed");
        copy(million, copy);
        try (StoreProcess child = StoreProcess.start("load", copy, scale.behind(), scale.subjects())) {
            child.await("behind");
            child.kill();
        }
        Map<String, Double> found = open(copy, scale.messages() + scale.behind());
        figures.figure(StoreRow.OPEN_KILLED, value(found, "open"));
        figures.remark(StoreRow.OPEN_KILLED, "CPU, ms", value(found, "cpu"));
        figures.remark(StoreRow.OPEN_KILLED, "messages from the journal", value(found, "messages") - scale.messages());
        folders.remove(copy);
    }

    private static Map<String, Double> open(Path directory, long atLeast) throws IOException {
        Map<String, Double> found = StoreProcess.run("open", directory);
        if (value(found, "messages") < atLeast) {
            throw new IllegalStateException(value(found, "messages") + " messages are there of " + atLeast);
        }
        return found;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target);
                }
            }
        }
    }

    /** Fills the store of many streams, and leaves it there. */
    Path fillMany() throws IOException {
        Path directory = folders.fresh("many");
        StoreProcess.run("many", directory, scale.manyStreams(), scale.manyBytes());
        return directory;
    }

    void many(Path directory) throws IOException {
        Map<String, Double> found = open(directory, scale.manyBytes() / (8 << 10) * scale.manyStreams());
        figures.figure(StoreRow.OPEN_MANY, value(found, "open"));
        figures.remark(StoreRow.OPEN_MANY, "CPU, ms", value(found, "cpu"));
        figures.remark(StoreRow.OPEN_MANY, "messages", value(found, "messages"));
        figures.remark(StoreRow.OPEN_MANY, "heap and direct, MB", value(found, "heap") + value(found, "direct"));
        figures.remark(StoreRow.OPEN_MANY, "GB on disk", bytes(directory) / 1e9);
    }

    private static double bytes(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            long sum = 0;
            for (Path each : (Iterable<Path>) all::iterator) {
                sum += Files.isRegularFile(each) ? Files.size(each) : 0;
            }
            return sum;
        }
    }

    /** Whether any of these rows needs what others are measured on. */
    static boolean any(List<StoreRow> rows, StoreRow... of) {
        return Stream.of(of).anyMatch(rows::contains);
    }
}
