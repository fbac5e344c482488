package io.midge.interop.accounts;

import java.util.ArrayList;
import java.util.List;

/** Subjects that become others when they are published, alone and together with services. */
final class Mappings {
    private static final List<String> WORDS =
            List.of("ab-cd", "alpha", "x", "a1b2c3d4", "--", "-a-b-", "one-two-three", "\u00fc\u00f6");

    private final Scene scene;
    private final List<String> sources = new ArrayList<>();

    private Mappings(Scene scene) {
        this.scene = scene;
    }

    /** A destination that takes some wildcards of the source through functions. */
    private String destination(String first, int wildcards) {
        StringBuilder to = new StringBuilder(first);
        int tokens = 1 + scene.random.nextInt(3);
        for (int i = 0; i < tokens; i++) {
            int at = 1 + scene.random.nextInt(Math.max(1, wildcards));
            to.append('.').append(wildcards == 0 ? scene.patterns.token() : function(at, wildcards));
        }
        return to.toString();
    }

    private String function(int at, int wildcards) {
        int n = 1 + scene.random.nextInt(4);
        return switch (scene.random.nextInt(12)) {
            case 0 -> "{{wildcard(" + at + ")}}";
            case 1 -> "{{partition(" + (n * 7) + "," + at + ")}}";
            case 2 -> "{{Partition(" + n + "," + at + (wildcards > 1 ? "," + (at % wildcards + 1) : "") + ")}}";
            case 3 -> "{{partition(" + (n * 3) + ")}}";
            case 4 -> "{{split(" + at + "," + scene.pick("-", "a", "--") + ")}}";
            case 5 -> "{{splitFromLeft(" + at + "," + n + ")}}";
            case 6 -> "{{SplitFromRight(" + at + "," + n + ")}}";
            case 7 -> "{{slicefromleft(" + at + "," + n + ")}}";
            case 8 -> "{{SliceFromRight(" + at + "," + n + ")}}";
            case 9 -> "{{left(" + at + "," + n + ")}}";
            case 10 -> "{{Right(" + at + ", " + n + ")}}";
            default -> "$" + at;
        };
    }

    private String entry(String source, String first) {
        int wildcards = Patterns.wildcards(source);
        String to;
        if (source.endsWith(">")) {
            to = scene.patterns.numbered(first, source);
        } else {
            to = scene.chance(20) ? scene.patterns.numbered(first, source) : destination(first, wildcards);
        }
        String quoted = '"' + to + '"';
        return '"' + source + "\": "
                + switch (scene.random.nextInt(6)) {
                    case 0 -> "[{destination: " + quoted + ", weight: 100%}]";
                    case 1 -> "{dest: " + quoted + ", weight: 100}";
                    case 2 ->
                        "[{destination: " + quoted + ", weight: \"100%\"}, {destination: \""
                                + (source.endsWith(">") ? "never.>" : "never") + "\", weight: 0}]";
                    default -> quoted;
                };
    }

    private String source(String first) {
        String source =
                scene.chance(25) ? first + ".a.>" : scene.patterns.withWildcards(first, scene.random.nextInt(4));
        sources.add(source);
        return source;
    }

    private String published() {
        StringBuilder subject = new StringBuilder();
        for (String token : scene.pick(sources).split("\\.", -1)) {
            subject.append(subject.isEmpty() ? "" : ".");
            subject.append(token.equals("*") || token.equals(">") ? scene.pick(WORDS) : token);
        }
        return subject.toString();
    }

    /** Of one account; who subscribes to the source hears nothing. */
    static void ofAccount(Scene scene) {
        Mappings mappings = new Mappings(scene);
        List<String> entries = new ArrayList<>();
        int count = 1 + scene.random.nextInt(3);
        for (int i = 0; i < count; i++) {
            entries.add(mappings.entry(mappings.source("m" + i), scene.pick("d" + i, "d", "m" + (i + 1))));
        }
        scene.account("A").line(scene.pick("mappings", "mappings", "maps") + " {" + String.join(", ", entries) + "}");
        scene.user("A", "a", "");
        scene.connect("p", "a", scene.pick("", "\"verbose\":true", "\"pedantic\":true"));
        scene.connect("s", "a", "");
        scene.sub("s", scene.pick("d.>", "d0.>", ">", "*.>"));
        scene.sub("s", Patterns.plain(scene.pick(mappings.sources)));
        mappings.publish("p", 6);
        scene.queue("s", ">", "all");
        mappings.publish("p", 2);
    }

    private void publish(String who, int times) {
        for (int i = 0; i < times; i++) {
            switch (scene.random.nextInt(5)) {
                case 0 -> scene.hpub(who, published(), "A: b\\r\\n");
                case 1 -> scene.pub(who, published() + " inbox.x");
                default -> scene.pub(who, published());
            }
        }
    }

    /** Literal sources: what is lost on purpose, and requests that nobody answers. */
    static void lost(Scene scene) {
        String lost = scene.pick(
                "m: [{destination: m, weight: 0%}]",
                "m: [{destination: d, weight: 0%}, {destination: m, weight: 0%}]",
                "m: [{destination: d, weight: 0}]",
                "m: []",
                "m: [{destination: d, weight: 100%}, {destination: m, weight: 0}]");
        scene.account("A").line("mappings {" + lost + "}");
        scene.user("A", "a", "");
        scene.connect("a");
        scene.connect("b", "a", "");
        scene.sub("a", "inbox");
        scene.pub("a", "m inbox");
        scene.sub("b", ">");
        scene.pub("a", "m");
        scene.pub("a", "m inbox");
        scene.pub("a", "d");
    }

    /** At the top level: of the global account, and of no other. */
    static void global(Scene scene) {
        Mappings mappings = new Mappings(scene);
        String first = "g" + scene.seed;
        for (int i = 0; i < 1 + scene.random.nextInt(2); i++) {
            scene.mapping(
                    mappings.entry(mappings.source(first + "-" + i), scene.pick(first + "-d", first + "-" + (i + 1))));
        }
        scene.globalUser("g", "");
        scene.user("A", "a", "");
        scene.connect("g");
        scene.connect("h", "g", "");
        scene.connect("a");
        scene.sub("h", first + "-d.>");
        scene.sub("h", Patterns.plain(mappings.sources.getFirst()));
        scene.sub("a", ">");
        mappings.publish("g", 4);
        mappings.publish("a", 2);
    }

    /** A mapping before the import of a service, one behind it, or both; with and without permissions. */
    static void services(Scene scene) {
        Mappings mappings = new Mappings(scene);
        String subject = scene.patterns.withWildcards("r", scene.random.nextInt(3));
        String to = scene.chance(50) ? "" : scene.patterns.mapped("q", subject);
        String local = to.isEmpty() ? subject : Patterns.plain(to);
        scene.account("E").export("service: \"" + subject + "\"" + scene.pick("", ", response: stream"));
        scene.account("I")
                .imports("service: {account: " + scene.name("E") + ", subject: \"" + subject + "\"}"
                        + (to.isEmpty() ? "" : ", to: \"" + to + "\"") + scene.pick("", ", share: true"));
        int kind = scene.random.nextInt(3);
        if (kind != 1) {
            String source = scene.patterns.withWildcards("m", Patterns.wildcards(local));
            mappings.sources.add(source);
            scene.account("I").line("mappings {\"" + source + "\": \"" + mapped(local) + "\"}");
        }
        if (kind != 0) {
            scene.account("E")
                    .line("mappings {\"" + subject + "\": \"" + mapped(subject.replaceFirst("r", "z")) + "\"}");
        }
        mappings.sources.add(local);
        scene.user("E", "e", "");
        scene.user(
                "I",
                "i",
                scene.pick(
                        "", "", "permissions: {publish: {allow: \"m.>\"}}", "permissions: {publish: {deny: \"m.>\"}}"));
        scene.connect("e");
        scene.connect("i");
        scene.sub("e", scene.pick("r.>", "z.>", ">"));
        if (!subject.contains(".")) {
            scene.sub("e", scene.pick("r", "z"));
        }
        scene.sub("i", "inbox.*");
        for (int i = 0; i < 5; i++) {
            scene.pub("i", mappings.published() + " inbox." + i);
            scene.pub("e", "{e.reply}");
        }
    }

    /** A mapping in the account that exports a stream or imports it. */
    static void streams(Scene scene) {
        Mappings mappings = new Mappings(scene);
        String subject = scene.patterns.withWildcards("s", scene.random.nextInt(3));
        scene.account("E").export("stream: \"" + subject + "\"");
        String to = scene.chance(50) ? "" : scene.patterns.mapped("l", subject);
        String local = to.isEmpty() ? subject : Patterns.plain(to);
        scene.account("I")
                .imports("stream: {account: " + scene.name("E") + ", subject: \"" + subject + "\"}"
                        + (to.isEmpty() ? "" : ", to: \"" + to + "\""));
        String source = scene.pick(scene.patterns.withWildcards("m", Patterns.wildcards(subject)), subject);
        String target = source.equals(subject) ? subject.replaceFirst("s", "t") : subject;
        scene.account("E").line("mappings {\"" + source + "\": \"" + mapped(target) + "\"}");
        if (scene.chance(40)) {
            scene.account("I")
                    .line("mappings {\"" + local + "\": \"" + mapped(local.replaceFirst("[sl]", "y")) + "\"}");
        }
        mappings.sources.addAll(List.of(source, subject));
        scene.user("E", "e", "");
        scene.user("I", "i", "");
        scene.connect("e");
        scene.connect("i");
        scene.sub("i", scene.patterns.related(local));
        scene.sub("i", local);
        scene.sub("e", ">");
        for (int i = 0; i < 5; i++) {
            scene.pub("e", mappings.published());
        }
        scene.pub("i", scene.patterns.instance(local));
    }

    /** Each wildcard in its place. */
    private static String mapped(String pattern) {
        StringBuilder to = new StringBuilder();
        int n = 0;
        for (String token : pattern.split("\\.", -1)) {
            to.append(to.isEmpty() ? "" : ".").append(token.equals("*") ? "$" + ++n : token);
        }
        return to.toString();
    }
}
