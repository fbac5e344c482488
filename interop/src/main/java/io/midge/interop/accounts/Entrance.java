package io.midge.interop.accounts;

import java.util.List;

/** Who comes in, and into which account. */
final class Entrance {
    private Entrance() {}

    /** By name or key, rightly or wrongly. */
    static void credentials(Scene scene) {
        int key = scene.random.nextInt(Nkeys.COUNT);
        int other = (key + 1) % Nkeys.COUNT;
        scene.needs("nkey " + key);
        scene.needs("nkey " + other);
        scene.user("A", "a", "");
        scene.user("B", "b", "");
        scene.nkeyUser("A", key, scene.pick("", "permissions: {publish: \"x\"}"));
        scene.connect("a");
        scene.connect("b");
        scene.connectWith("k", "", key);
        scene.sub("a", ">");
        scene.sub("b", ">");
        scene.sub("k", ">");
        scene.pub("k", "x");
        scene.pub("k", "y");
        scene.pub("b", "x");
        switch (scene.random.nextInt(9)) {
            case 0 -> scene.connectWith("wrong", "\"user\":\"" + scene.name("a") + "\",\"pass\":\"other\"", -1);
            case 1 -> scene.connectWith("wrong", "\"user\":\"nobody" + scene.seed + "\",\"pass\":\"pw\"", -1);
            case 2 -> scene.connectWith("wrong", "", other);
            case 3 -> scene.connectWith("wrong", "\"nkey\":\"" + Nkeys.key(other) + "\"", key);
            case 4 -> scene.connectWith("wrong", "\"sig\":\"AAAA\"", key);
            case 5 -> scene.connectWith("wrong", "\"sig\":null", key);
            case 6 -> scene.connectWith("right", "\"user\":\"" + scene.name("b") + "\",\"pass\":\"other\"", key);
            case 7 -> scene.connectWith("wrong", scene.credentials("b") + ",\"nkey\":\"" + Nkeys.key(other) + "\"", -1);
            default -> scene.connectWith("wrong", "\"auth_token\":\"pw\"", -1);
        }
        scene.pub("a", "z");
    }

    /** Who says nothing is somebody. */
    static void anonymous(Scene scene) {
        scene.needs("no_auth_user");
        int key = scene.random.nextInt(Nkeys.COUNT);
        scene.user("A", "a", scene.pick("", "permissions: {publish: \"x\"}"));
        scene.user("B", "b", "");
        if (scene.chance(30)) {
            scene.needs("nkey " + key);
            scene.nkeyUser("B", key, "");
            scene.top("no_auth_user: " + Nkeys.key(key));
        } else {
            scene.top("no_auth_user: " + scene.name("a"));
        }
        scene.connect("a");
        scene.connect("b");
        scene.connectWith("n", scene.pick("", "\"user\":\"\"", "\"name\":\"x\""), -1);
        scene.connectWith(
                "p", scene.pick("\"user\":\"x" + scene.seed + "\"", "\"auth_token\":\"x\"", "\"pass\":\"x\""), -1);
        List.of("a", "b", "n").forEach(each -> scene.sub(each, ">"));
        scene.pub("n", "x");
        scene.pub("n", "y");
        scene.pub("b", "x");
    }

    /** A second CONNECT moves a connection to another account, or ends it. */
    static void again(Scene scene) {
        scene.user("A", "a", "");
        scene.user("B", "b", scene.pick("", "permissions: {subscribe: \"x\"}"));
        scene.account("A").export("stream: \"s\"");
        scene.account("B").imports("stream: {account: " + scene.name("A") + ", subject: \"s\"}");
        scene.connect("a");
        scene.connect("b");
        scene.connect("c", "a", "");
        scene.sub("c", "x");
        scene.sub("b", "x");
        scene.say("c", "CONNECT {\"protocol\":1," + scene.credentials(scene.pick("a", "b")) + "}");
        scene.pub("b", "x");
        scene.pub("a", "x");
        scene.sub("c", "s");
        scene.pub("a", "s");
        scene.pub("c", "x");
        scene.say("c", "CONNECT {\"user\":\"" + scene.name("b") + "\",\"pass\":\"other\"}");
        scene.pub("a", "x");
    }
}
