package io.midge.interop.accounts;

import java.util.ArrayList;
import java.util.List;

/** Limits of accounts: connections, subscriptions, payload. */
final class Limits {
    private Limits() {}

    static void connections(Scene scene) {
        int most = 1 + scene.random.nextInt(3);
        scene.account("A").line("limits: {max_connections: " + most + "}");
        scene.account("B");
        scene.user("A", "a", "");
        scene.user("A", "b", "");
        scene.user("B", "c", "");
        List<String> open = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            scene.connect("a" + i, scene.pick("a", "b"), "");
            open.add("a" + i);
        }
        scene.connect("over", scene.pick("a", "b"), scene.pick("", "\"verbose\":true"));
        scene.connect("c");
        scene.sub(open.getFirst(), "x");
        scene.pub(open.getLast(), "x");
        scene.leave(open.getLast());
        scene.connectPatiently("again", "b");
        scene.connect("over2", "a", "");
    }

    static void subscriptions(Scene scene) {
        int most = 1 + scene.random.nextInt(3);
        scene.account("A").line("limits: {" + scene.pick("max_subs", "max_subscriptions") + ": " + most + "}");
        scene.user("A", "a", "");
        scene.user("A", "b", "");
        scene.user("E", "e", "");
        scene.account("E").export("stream: \"s.>\"").export("service: \"r.>\"");
        scene.account("A")
                .imports("stream: {account: " + scene.name("E") + ", subject: \"s.>\"}"
                        + scene.pick("", ", prefix: l", ", to: \"l.>\""));
        if (scene.chance(50)) {
            scene.account("A").imports("service: {account: " + scene.name("E") + ", subject: \"r.>\"}");
        }
        scene.connect("a", "a", scene.pick("", "\"verbose\":true"));
        scene.connect("b");
        scene.connect("e");
        for (int i = 0; i < most + 2; i++) {
            scene.sub("a", scene.pick("s.a", "l.s.a", "l.a", "l.>", "x", ">", "s.>"));
        }
        scene.sub("b", "s.a");
        scene.sub("b", "l.>");
        scene.pub("e", "s.a");
        scene.unsub("a", 1, 0);
        scene.pub("e", "s.a");
        scene.sub("a", scene.pick("l.>", "s.>"));
        scene.pub("e", "s.a");
        scene.pub("a", "r.a inbox");
    }

    static void payload(Scene scene) {
        int most = 4 + scene.random.nextInt(8);
        scene.account("A").line("limits: {max_payload: " + most + "}");
        scene.user("A", "a", "");
        scene.user("A", "b", "");
        scene.user("E", "e", "");
        scene.account("E").export("stream: \"s\"").export("service: \"r\"");
        String exporter = scene.name("E");
        scene.account("A").imports("stream: {account: " + exporter + ", subject: s}");
        scene.account("A")
                .imports("service: {account: " + exporter + ", subject: r}" + scene.pick("", ", share: true"));
        for (String each : List.of("a", "b", "e")) {
            scene.connect(each);
        }
        scene.sub("b", ">");
        scene.sub("e", "r");
        String text = "x".repeat(most);
        scene.say("a", "PUB x " + most + "\\r\\n" + text);
        scene.say("e", "PUB s " + 2 * most + "\\r\\n" + text + text);
        scene.say("a", "PUB r inbox " + most + "\\r\\n" + text);
        scene.say(
                "a",
                scene.chance(50)
                        ? "PUB " + scene.pick("x", "r") + " " + (most + 1) + "\\r\\n" + text + "y"
                        : Scene.hpubText("x", "A: b\\r\\n", "x"));
        scene.pub("b", "x");
    }
}
