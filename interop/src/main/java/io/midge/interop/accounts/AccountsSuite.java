package io.midge.interop.accounts;

import io.midge.interop.PeerServer;
import io.midge.interop.Report;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Plays generated cases on a server and on the reference, many per start, and compares what every connection heard. A
 * configuration that one of them refuses is cut in halves until the case is found whose accounts it refuses.
 */
public final class AccountsSuite {
    private static final int SEEDS = 1_000;
    private static final int CASES = 40;
    private static final int SHOWN = 12;
    private static final String REFUSED = "refused: ";

    private final Report report;
    private final String server;
    private final String reference;
    private final Map<String, int[]> tally = new TreeMap<>();
    private final Map<String, List<String>> different = new TreeMap<>();
    private final boolean show;
    private int refused;
    private int heard;

    private int shown;

    private AccountsSuite(Report report, String server, String reference, boolean show) {
        this.report = report;
        this.server = server;
        this.reference = reference;
        this.show = show;
    }

    /**
     * Runs the cases of these seeds.
     *
     * @param seeds {@code 7-9}; empty for all
     * @param show tells what was heard, for every case
     */
    public static void run(Report report, String server, String reference, String seeds, boolean show)
            throws IOException {
        long first = 1;
        long last = SEEDS;
        if (!seeds.isEmpty()) {
            String[] bounds = seeds.split("-", 2);
            first = Long.parseLong(bounds[0]);
            last = Long.parseLong(bounds[bounds.length - 1]);
        }
        if (seeds.isEmpty()) {
            new BadConfigs(report, server, reference).run();
        }
        AccountsSuite suite = new AccountsSuite(report, server, reference, show);
        for (List<AccountCase> batch : batches(first, last)) {
            suite.play(batch);
        }
        suite.tell();
    }

    /** Cases that can share a configuration, in the order of their seeds. */
    private static List<List<AccountCase>> batches(long first, long last) {
        List<List<AccountCase>> batches = new ArrayList<>();
        for (long seed = first; seed <= last; seed++) {
            AccountCase next = Casting.of(seed);
            batches.stream()
                    .filter(batch -> batch.size() < CASES && next.fits(batch))
                    .findFirst()
                    .orElseGet(() -> {
                        batches.add(new ArrayList<>());
                        return batches.getLast();
                    })
                    .add(next);
        }
        return batches;
    }

    /** What a server refuses is played alone. */
    private void play(List<AccountCase> cases) throws IOException {
        List<AccountCase> taken = new ArrayList<>(cases);
        for (AccountCase each : refusedBy(reference, cases)) {
            together(List.of(each));
            taken.remove(each);
        }
        if (!together(taken)) {
            for (AccountCase each : refusedBy(server, taken)) {
                together(List.of(each));
                taken.remove(each);
            }
            if (!together(taken)) {
                throw new IOException("a server refuses to start, and does not when asked to check");
            }
        }
    }

    /** Those that are to blame: halves are checked until they are found. */
    private static List<AccountCase> refusedBy(String command, List<AccountCase> cases) throws IOException {
        if (Refusal.check(command, AccountCase.configuration(cases)).taken()) {
            return List.of();
        }
        if (cases.size() == 1) {
            return cases;
        }
        List<AccountCase> found = new ArrayList<>(refusedBy(command, cases.subList(0, cases.size() / 2)));
        found.addAll(refusedBy(command, cases.subList(cases.size() / 2, cases.size())));
        return found;
    }

    /** Returns false if a server refuses a configuration of several cases. */
    private boolean together(List<AccountCase> cases) throws IOException {
        List<String> configuration = AccountCase.configuration(cases);
        CompletableFuture<List<List<String>>> asked =
                onThread(() -> played(server, configuration, cases, server.equals(reference)));
        CompletableFuture<List<List<String>>> wanted = onThread(() -> played(reference, configuration, cases, true));
        List<List<String>> theirs = await(wanted);
        List<List<String>> ours = await(asked);
        if (theirs.size() < cases.size() || ours.size() < cases.size()) {
            return false;
        }
        for (int i = 0; i < cases.size(); i++) {
            refused += theirs.get(i).getFirst().startsWith(REFUSED) ? 1 : 0;
            compare(cases.get(i), theirs.get(i), ours.get(i));
        }
        return true;
    }

    /** What each case brought about; of a configuration that is refused the reason alone, for a single case. */
    private static List<List<String>> played(
            String command, List<String> configuration, List<AccountCase> cases, boolean honest) throws IOException {
        try (PeerServer started = PeerServer.startConfigured(command, configuration)) {
            List<List<String>> heard = new ArrayList<>();
            for (AccountCase each : cases) {
                heard.add(Stage.play(each, started, honest));
            }
            return heard;
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            if (message.startsWith("no listening port")) {
                return cases.size() > 1
                        ? List.of()
                        : List.of(List.of(REFUSED + Refusal.of(1, message).text()));
            }
            throw e;
        }
    }

    private void compare(AccountCase each, List<String> wanted, List<String> got) {
        String family = each.name().substring(0, each.name().indexOf('/'));
        tally.computeIfAbsent(family, any -> new int[1])[0]++;
        heard += (int) wanted.stream().filter(line -> line.startsWith("  ")).count();
        if (show) {
            report.detail(each.name());
            report.detail(String.join("\n", AccountCase.configuration(List.of(each))));
            report.detail(String.join("\n", wanted));
        }
        if (wanted.equals(got)) {
            return;
        }
        different.computeIfAbsent(family, any -> new ArrayList<>()).add(each.name());
        if (shown++ < SHOWN) {
            report.detail(each.name());
            report.detail(each.script());
            report.detail("--- where they differ");
            report.detail(difference(wanted, got));
        }
    }

    /** The step before the first line that differs, and from there on what both said until the next step. */
    private static String difference(List<String> wanted, List<String> got) {
        int at = 0;
        int step = 0;
        while (at < wanted.size() && at < got.size() && wanted.get(at).equals(got.get(at))) {
            if (!wanted.get(at).startsWith("  ")) {
                step = at;
            }
            at++;
        }
        return "after " + (at == 0 ? "the start" : wanted.get(step)) + "\nreference:\n" + block(wanted, step + 1)
                + "server:\n" + block(got, step + 1);
    }

    private static String block(List<String> lines, int from) {
        StringBuilder text = new StringBuilder();
        if (lines.size() == 1) {
            return lines.getFirst() + "\n";
        }
        for (int i = from; i < lines.size() && lines.get(i).startsWith("  "); i++) {
            text.append(lines.get(i)).append('\n');
        }
        return text.toString();
    }

    private void tell() {
        tally.forEach((family, count) -> {
            List<String> names = different.getOrDefault(family, List.of());
            if (names.isEmpty()) {
                report.ok("accounts/" + family + " (" + count[0] + " cases)");
            } else {
                report.fail("accounts/" + family, names.size() + " of " + count[0] + " differ: " + names);
            }
        });
        report.detail(tally.values().stream().mapToInt(count -> count[0]).sum() + " cases, of which both refuse "
                + refused + "; " + heard + " answers of the reference");
    }

    private static <T> CompletableFuture<T> onThread(Callable<T> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(task.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private static <T> T await(CompletableFuture<T> answer) throws IOException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
