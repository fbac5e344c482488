package io.midge.interop.accounts;

/** What is the server's own stays there; what it tells ordinary users about themselves. */
final class SystemAccount {
    private SystemAccount() {}

    /** Nobody but the system account hears of connections, and nobody can pretend to be the server. */
    static void isolation(Scene scene) {
        scene.user("A", "a", "");
        scene.user("B", "b", "");
        scene.connect("a");
        scene.sub("a", scene.pick("$SYS.>", ">", "$SYS.ACCOUNT.>", "$SYS.*.*.CONNECT"));
        boolean privileged = scene.chance(40);
        if (privileged) {
            scene.needs("$SYS");
            scene.user("$SYS", "s", "");
            scene.connect("s");
            scene.sub("s", "$SYS.ACCOUNT.x" + scene.seed + ".>");
            scene.sub("s", "hello");
        }
        scene.connect("b");
        scene.sub("b", "$SYS.ACCOUNT.>");
        String subject = "$SYS.ACCOUNT.x" + scene.seed + scene.pick(".CONNECT", ".DISCONNECT", ".SERVER.CONNS");
        scene.pub("b", subject);
        scene.hpub("b", subject, "Nats-Request-Info: {\"acc\":\"$SYS\",\"user\":\"spoofed\"}\\r\\n");
        scene.pub("b", "hello");
        if (privileged) {
            scene.pub("s", subject);
            scene.pub("s", "hello");
        }
        scene.leave("b");
        scene.pub("a", "x");
        scene.sub("a", "inbox");
        scene.pub(
                "a",
                scene.pick(
                                "$SYS.REQ.SERVER.PING",
                                "$SYS.REQ.SERVER.PING.VARZ",
                                "$SYS.REQ.ACCOUNT.x.CONNZ",
                                "$SYS.REQ.ACCOUNT.PING.SUBSZ",
                                "$SYS.REQ.SERVER.x.RELOAD",
                                "$SYS.DEBUG.SUBSCRIBERS")
                        + " inbox");
    }

    /** Each user may ask who it is. */
    static void whoAmI(Scene scene) {
        String denied = "permissions: {publish: {deny: \"$SYS.>\"}}";
        String permissions = scene.pick(
                "",
                denied,
                "permissions: {publish: {allow: [\"$SYS.REQ.USER.INFO\", x], deny: y}, subscribe: [\"inbox.*\", \"z q\"]}",
                "permissions: {publish: \">\", allow_responses: {max: 5, expires: \"1m\"}, subscribe: {deny: q}}");
        int answers = permissions.equals(denied) ? 0 : 1;
        scene.user("A", "a", permissions);
        scene.connect("a");
        scene.sub("a", "inbox.*");
        scene.ask("a", "$SYS.REQ.USER.INFO inbox.1", "", answers);
        scene.pub("a", "$SYS.REQ.USER.INFO");
        scene.ask(
                "a",
                "$SYS.REQ.USER.INFO inbox.2",
                "Nats-Request-Info: {\"acc\":\"$SYS\",\"user\":\"spoofed\"}\\r\\n",
                answers);
    }
}
