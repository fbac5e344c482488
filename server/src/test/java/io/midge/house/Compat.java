package io.midge.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code docs/COMPAT.md}: one row per feature ID with its state, a proof where something is claimed, and counts
 * that agree with the rows.
 */
final class Compat {
    /** One row as written: {@code | ID | feature | state | proof |}. */
    record Row(String id, String state, String note, String proof) {}

    private static final Pattern ROW = Pattern.compile("\\| *([A-Z]+-\\d+) *\\|([^|]*)\\|([^|]*)\\|([^|]*)\\| *");
    private static final Pattern COUNT = Pattern.compile("\\| *(done|partial|open|n/a|total) *\\| *(\\d+) *\\| *");
    private static final Pattern STATE = Pattern.compile("(done|open)|(partial|n/a): *(\\S.*)");

    private Compat() {}

    static List<String> violations(String table, Collection<String> ids, Proofs proofs) {
        List<String> complaints = new ArrayList<>();
        List<Row> rows = rows(table, complaints);
        Set<String> missing = new TreeSet<>(ids);
        Map<String, Integer> counts = new TreeMap<>(Map.of("done", 0, "partial", 0, "open", 0, "n/a", 0));
        Set<String> seen = new TreeSet<>();
        for (Row row : rows) {
            if (!seen.add(row.id())) {
                complaints.add(row.id() + " stands twice");
            } else if (!missing.remove(row.id())) {
                complaints.add(row.id() + " is no feature");
            }
            counts.merge(row.state(), 1, Integer::sum);
            complaints.addAll(claims(row, proofs));
        }
        missing.forEach(id -> complaints.add(id + " has no row"));
        counts.put("total", rows.size());
        complaints.addAll(stale(table, counts));
        return complaints;
    }

    private static List<Row> rows(String table, List<String> complaints) {
        List<Row> rows = new ArrayList<>();
        for (String line : table.lines().toList()) {
            Matcher cells = ROW.matcher(line);
            if (!cells.matches()) {
                if (line.matches("\\| *[A-Z]+-\\d+.*")) {
                    complaints.add("not | ID | feature | state | proof |: " + line);
                }
                continue;
            }
            Matcher state = STATE.matcher(cells.group(3).strip());
            if (!state.matches()) {
                complaints.add(cells.group(1) + ": not done, open, partial: …, n/a: … but "
                        + cells.group(3).strip());
                continue;
            }
            boolean bare = state.group(1) != null;
            rows.add(new Row(
                    cells.group(1),
                    bare ? state.group(1) : state.group(2),
                    bare ? "" : state.group(3),
                    cells.group(4).strip()));
        }
        return rows;
    }

    private static List<String> claims(Row row, Proofs proofs) {
        List<String> complaints = new ArrayList<>();
        List<String> named = row.proof().isEmpty() || row.proof().matches("[-–—]")
                ? List.of()
                : List.of(row.proof().replace("`", "").split(" *(,|<br>) *"));
        boolean claims = row.state().equals("done") || row.state().equals("partial");
        if (claims && named.isEmpty()) {
            complaints.add(row.id() + " is " + row.state() + " without a test that proves it");
        }
        for (String proof : named) {
            String wrong = proofs.wrong(proof);
            if (!wrong.isEmpty()) {
                complaints.add(row.id() + ": " + proof + ": " + wrong);
            }
        }
        return complaints;
    }

    private static List<String> stale(String table, Map<String, Integer> counts) {
        List<String> complaints = new ArrayList<>();
        Map<String, Integer> missing = new TreeMap<>(counts);
        for (String line : table.lines().toList()) {
            Matcher count = COUNT.matcher(line);
            if (count.matches()) {
                int actual = counts.getOrDefault(count.group(1), 0);
                missing.remove(count.group(1));
                if (actual != Integer.parseInt(count.group(2))) {
                    complaints.add("count of " + count.group(1) + " is " + count.group(2) + ", rows: " + actual);
                }
            }
        }
        missing.forEach((state, actual) -> complaints.add("no count of " + state + ", rows: " + actual));
        return complaints;
    }

    /** Which tests exist: classes of any module by simple name, and files of the checkout. */
    static final class Proofs {
        private final Path root;
        private final Map<String, List<JavaSource>> classes = new HashMap<>();

        Proofs(Path root, Collection<JavaSource> tests) {
            this.root = root;
            for (JavaSource test : tests) {
                String name = test.path().replaceFirst(".*/", "").replaceFirst("\\.java$", "");
                classes.computeIfAbsent(name, key -> new ArrayList<>()).add(test);
            }
        }

        /** What is wrong with {@code Class}, {@code Class#test}, {@code path} or {@code path::name}; empty if nothing. */
        String wrong(String proof) {
            return proof.contains("/") ? wrongPath(proof) : wrongClass(proof);
        }

        private String wrongClass(String proof) {
            String[] parts = proof.split("#", 2);
            List<JavaSource> found = classes.getOrDefault(parts[0].replaceFirst("[.$].*", ""), List.of());
            List<JavaSource.Test> tests =
                    found.stream().flatMap(source -> source.tests().stream()).toList();
            if (tests.isEmpty()) {
                return "no such test class";
            }
            boolean exists = parts.length == 1
                    || tests.stream()
                            .anyMatch(test -> test.method().equals(parts[1])
                                    || test.display().equals(parts[1]));
            return exists ? "" : "no such test in it";
        }

        private String wrongPath(String proof) {
            String[] parts = proof.split("::", 2);
            Path file = root.resolve(parts[0]).normalize();
            if (!file.startsWith(root) || !Files.exists(file)) {
                return "no such file";
            }
            if (parts.length == 2 && Files.isDirectory(file)) {
                return "a directory has no " + parts[1];
            }
            return parts.length == 1 || holds(file, parts[1]) ? "" : "no " + parts[1] + " in it";
        }

        private static boolean holds(Path file, String name) {
            try {
                return !name.isBlank() && Files.readString(file).contains(name);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
