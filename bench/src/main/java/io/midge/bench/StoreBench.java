package io.midge.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code bench/run store}: the store alone, without a server around it. */
final class StoreBench implements StoreAppends.Folders {
    private static final int QUICK_ROUNDS = 3;
    private static final int ROUNDS = 7;
    private static final long ROOM = 20L << 30;

    private final Path directory;
    private final List<StoreRow> rows;
    private final StoreScale scale;
    private final StoreFigures figures;
    private final PrintStream progress;

    private StoreBench(
            Path directory, List<StoreRow> rows, StoreScale scale, StoreFigures figures, PrintStream progress) {
        this.directory = directory;
        this.rows = rows;
        this.scale = scale;
        this.figures = figures;
        this.progress = progress;
    }

    static void main(String[] args, PrintStream progress) throws IOException {
        List<StoreRow> rows = List.of(StoreRow.values());
        Map<String, String> about = new LinkedHashMap<>();
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick", "--doc" -> given.put(args[i], "");
                case "--only", "--rounds", "--dir", "--out", "--doc-file" ->
                    given.put(args[i], Options.value(args, i++));
                case "--about" -> {
                    String[] pair = Options.value(args, i++).split("=", 2);
                    about.put(pair[0], pair.length == 2 ? pair[1] : "");
                }
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        boolean quick = given.containsKey("--quick");
        if (given.containsKey("--only")) {
            rows = StoreRow.select(given.getOrDefault("--only", ""));
        }
        int rounds = (int) Options.number(given, "--rounds", quick ? QUICK_ROUNDS : ROUNDS);
        StoreScale scale = quick ? StoreScale.quick(rounds) : StoreScale.full(rounds);
        about.put("scale", (quick ? "reduced, the goals are for more: " : "") + scale.text());
        Path out =
                Path.of(given.getOrDefault("--out", "build/bench/store.jsonl")).toAbsolutePath();
        Path folder =
                Path.of(given.getOrDefault("--dir", "build/bench/store-data")).toAbsolutePath();
        Files.createDirectories(out.getParent());
        Files.createDirectories(folder);
        Path fresh = Files.createTempDirectory(folder, "run-");
        StoreFigures figures = new StoreFigures(out, progress);
        StoreBench bench = new StoreBench(fresh, rows, scale, figures, progress);
        try {
            bench.checkRoom(quick);
            bench.run();
        } finally {
            bench.remove(fresh);
        }
        String table = new StoreTable(figures, rows, about).markdown();
        System.out.println(table);
        if (given.containsKey("--doc") || (!quick && rows.size() == StoreRow.values().length)) {
            Document.replace(
                    Path.of(given.getOrDefault("--doc-file", "docs/PERFORMANCE.md")),
                    StoreTable.BEGIN,
                    StoreTable.END,
                    table);
        }
    }

    private void checkRoom(boolean quick) throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free < (quick ? ROOM / 5 : ROOM)) {
            throw new IOException("only " + (free >> 20) + " MiB are free at " + directory);
        }
    }

    private void run() throws IOException {
        appends();
        million();
        haystack();
        many();
    }

    private void appends() throws IOException {
        StoreAppends appends = new StoreAppends(this, scale, figures);
        for (int round = 1; round <= scale.rounds(); round++) {
            for (StoreRow row : rows) {
                switch (row) {
                    case APPEND -> appends.append();
                    case STREAMS -> appends.streams();
                    case PAYLOAD_16K -> appends.payload16k();
                    case PAYLOAD_1M -> appends.payload1m();
                    case READ,
                            LAST,
                            FILTER,
                            FIRST_END,
                            FIRST_SPREAD,
                            MEMORY,
                            OPEN_CLEAN,
                            OPEN_KILLED,
                            OPEN_MANY -> {} // of stores that are filled once
                }
            }
        }
    }

    private void million() throws IOException {
        StoreRow[] reading = {StoreRow.READ, StoreRow.LAST, StoreRow.FILTER};
        boolean reads = StoreOpens.any(rows, reading);
        if (!reads && !StoreOpens.any(rows, StoreRow.MEMORY, StoreRow.OPEN_CLEAN, StoreRow.OPEN_KILLED)) {
            return;
        }
        StoreOpens opens = new StoreOpens(this, scale, figures);
        int fills = rows.contains(StoreRow.MEMORY) ? scale.fills() : 1;
        Path filled = opens.fill();
        for (int fill = 1; fill < fills; fill++) {
            remove(filled);
            filled = opens.fill();
        }
        for (int round = 1; round <= scale.rounds(); round++) {
            if (reads) {
                new StoreReads(scale, figures).read(filled, rows);
            }
            if (rows.contains(StoreRow.OPEN_CLEAN)) {
                opens.clean(filled);
            }
            if (rows.contains(StoreRow.OPEN_KILLED)) {
                opens.killed(filled);
            }
        }
        remove(filled);
    }

    private void haystack() throws IOException {
        if (!StoreOpens.any(rows, StoreRow.FIRST_END, StoreRow.FIRST_SPREAD)) {
            return;
        }
        Path filled = fresh("haystack");
        StoreProcess.run("haystack", filled, scale.haystack());
        for (int round = 1; round <= scale.rounds(); round++) {
            new StoreReads(scale, figures).first(filled, rows);
        }
        remove(filled);
    }

    private void many() throws IOException {
        if (!rows.contains(StoreRow.OPEN_MANY)) {
            return;
        }
        StoreOpens opens = new StoreOpens(this, scale, figures);
        Path filled = opens.fillMany();
        for (int round = 1; round <= scale.rounds(); round++) {
            opens.many(filled);
        }
        remove(filled);
    }

    @Override
    public Path fresh(String name) throws IOException {
        progress.println(name + ":");
        return Files.createTempDirectory(directory, name + '-');
    }

    @Override
    public void remove(Path gone) throws IOException {
        try (Stream<Path> all = Files.walk(gone)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
