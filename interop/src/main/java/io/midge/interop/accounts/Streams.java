package io.midge.interop.accounts;

import java.util.ArrayList;
import java.util.List;

/** Streams that are exported and imported: who hears what under which subject. */
final class Streams {
    private final Scene scene;
    /** What the exporter publishes, as patterns. */
    private final List<String> published = new ArrayList<>();
    /** What importers see, as patterns. */
    private final List<String> seen = new ArrayList<>();

    private final List<String> sids = new ArrayList<>();
    private int groups;
    /** Whether a subscription may match several imports: a queue group would pick one of them by chance. */
    private boolean several;

    private Streams(Scene scene) {
        this.scene = scene;
    }

    /** One exporter, one or two importers, subscriptions that overlap with the imports in all ways. */
    static void simple(Scene scene) {
        Streams streams = new Streams(scene);
        List<String> importers = scene.chance(35) ? List.of("I", "J") : List.of("I");
        int exports = 1 + scene.random.nextInt(2);
        for (int i = 0; i < exports; i++) {
            streams.export(i == 0 ? "s" : "t", importers);
        }
        scene.user("E", "e", "");
        List<String> listeners = new ArrayList<>(List.of("e2"));
        for (String each : importers) {
            scene.user(each, each.toLowerCase(java.util.Locale.ROOT), "");
            listeners.add(each.toLowerCase(java.util.Locale.ROOT));
        }
        scene.connect("e");
        scene.connect("e2", "e", "");
        listeners.stream().skip(1).forEach(who -> scene.connect(who, who, scene.chance(20) ? "\"verbose\":true" : ""));
        streams.act(listeners, 8 + scene.random.nextInt(8));
    }

    private void export(String first, List<String> importers) {
        String pattern = scene.patterns.below(first);
        boolean byToken = scene.chance(15) && Patterns.wildcards(pattern) > 0;
        String access = scene.chance(25)
                ? ", accounts: ["
                        + importers.stream()
                                .map(scene::name)
                                .reduce((a, b) -> a + ", " + b)
                                .orElse("") + "]"
                : "";
        int position = byToken ? List.of(pattern.split("\\.", -1)).indexOf("*") + 1 : 0;
        scene.account("E")
                .export("stream: \"" + pattern + "\"" + (byToken ? ", account_token_position: " + position : access));
        for (String each : importers) {
            // Twice for one alone: which of several mistakes is told is chance.
            int times = seen.isEmpty() && scene.chance(8) ? 2 : 1;
            for (int i = 0; i < times; i++) {
                String subject = scene.chance(60) ? pattern : scene.patterns.narrow(pattern);
                if (byToken) {
                    String[] tokens = pattern.split("\\.", -1);
                    tokens[position - 1] = scene.name(each);
                    subject = String.join(".", tokens);
                }
                imports(each, "E", subject, i == 0 ? "l" : "k");
                several |= i > 0 || first.equals("t");
                published.add(subject);
            }
        }
        published.add(pattern);
    }

    private void imports(String importer, String exporter, String subject, String first) {
        String entry = "stream: {account: " + scene.name(exporter) + ", subject: \"" + subject + "\"}";
        switch (scene.random.nextInt(4)) {
            case 0 -> {
                scene.account(importer).imports(entry);
                seen.add(subject);
            }
            case 1 -> {
                String prefix = scene.pick(first, first + ".p", first + ".");
                scene.account(importer).imports(entry + ", prefix: \"" + prefix + "\"");
                seen.add((prefix.endsWith(".") ? prefix : prefix + ".") + subject);
            }
            default -> {
                String to = scene.patterns.mapped(first, subject);
                scene.account(importer).imports(entry + ", to: \"" + to + "\"");
                seen.add(Patterns.plain(to));
            }
        }
    }

    private void act(List<String> listeners, int steps) {
        List<String> importers =
                listeners.stream().filter(each -> !each.equals("e2")).toList();
        importers.forEach(each -> subscribe(each, seen));
        for (int i = 0; i < steps; i++) {
            switch (scene.random.nextInt(10)) {
                case 0, 1 -> subscribe(scene.pick(importers), seen);
                case 2 -> subscribe("e2", published);
                case 3 -> {
                    if (!sids.isEmpty()) {
                        scene.say(owner(i), unsubText(i));
                    }
                }
                case 4 -> scene.pub(scene.pick(importers), scene.patterns.instance(scene.pick(seen)));
                case 5 -> scene.hpub("e", scene.patterns.instance(scene.pick(published)), "Some: thing\\r\\n");
                case 6 -> scene.pub("e", scene.patterns.instance(scene.pick(published)) + " inbox.e");
                default -> scene.pub("e", scene.patterns.instance(scene.pick(published)));
            }
        }
        scene.pub("e", scene.patterns.instance(scene.pick(published)));
    }

    private String owner(int step) {
        return sids.get(step % sids.size()).split(" ", -1)[0];
    }

    private String unsubText(int step) {
        String[] sid = sids.remove(step % sids.size()).split(" ", -1);
        // Of messages from another account nats-server does not count any; nor does it sum up those of several imports.
        return "UNSUB " + sid[1] + (sid[0].equals("e2") && scene.chance(60) ? " " + (1 + scene.random.nextInt(3)) : "");
    }

    private void subscribe(String who, List<String> patterns) {
        String subject = scene.patterns.related(scene.pick(patterns));
        int sid = !several && scene.chance(20)
                ? scene.queue(who, subject, "q" + who + ++groups)
                : scene.sub(who, subject);
        sids.add(who + " " + sid);
    }

    /** A stream that is imported, exported again and imported by the next. */
    static void chain(Scene scene) {
        Streams streams = new Streams(scene);
        int length = 3 + scene.random.nextInt(2);
        String subject = scene.patterns.below("s");
        streams.published.add(subject);
        String before = "A";
        scene.user("A", "a", "");
        scene.account("A").export("stream: \"" + subject + "\"");
        List<String> listeners = new ArrayList<>(List.of("e2"));
        for (int i = 1; i < length; i++) {
            String letter = "ABCD".substring(i, i + 1);
            String user = letter.toLowerCase(java.util.Locale.ROOT);
            scene.user(letter, user, "");
            streams.imports(letter, before, scene.chance(70) ? subject : scene.patterns.narrow(subject), "l" + i);
            subject = streams.seen.getLast();
            scene.account(letter)
                    .export("stream: \"" + (scene.chance(70) ? subject : scene.patterns.wide(subject)) + "\"");
            before = letter;
            listeners.add(user);
        }
        scene.connect("e", "a", "");
        scene.connect("e2", "a", "");
        listeners.stream().skip(1).forEach(scene::connect);
        streams.act(listeners, 6 + scene.random.nextInt(6));
    }

    /** Queue groups in several accounts: one member hears of it, whoever that is. */
    static void queues(Scene scene) {
        Streams streams = new Streams(scene);
        String subject = scene.patterns.below("s");
        scene.account("E").export("stream: \"" + subject + "\"");
        scene.user("E", "e", "");
        List<String> members = new ArrayList<>();
        scene.connect("e");
        int importers = 1 + scene.random.nextInt(3);
        for (int i = 0; i < importers; i++) {
            String letter = "IJK".substring(i, i + 1);
            String user = letter.toLowerCase(java.util.Locale.ROOT);
            scene.user(letter, user, "");
            streams.imports(letter, "E", subject, "l");
            for (int n = 0; n < 1 + scene.random.nextInt(2); n++) {
                scene.connect(user + n, user, "");
                members.add(user + n);
            }
        }
        if (scene.chance(50)) {
            scene.connect("e0", "e", "");
            members.add("e0");
        }
        for (String member : members) {
            String wanted = member.startsWith("e") ? subject : streams.seen.get("ijk".indexOf(member.charAt(0)));
            scene.queue(member, scene.chance(60) ? wanted : scene.patterns.wide(wanted), scene.pick("q", "q", "r"));
        }
        for (int i = 0; i < 5; i++) {
            scene.pubCounted("e", scene.patterns.instance(subject), members);
        }
        String last = members.removeLast();
        scene.unsub(last, 1, 0);
        scene.pubCounted("e", scene.patterns.instance(subject), members);
    }
}
