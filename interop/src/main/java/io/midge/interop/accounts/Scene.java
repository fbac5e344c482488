package io.midge.interop.accounts;

import io.midge.interop.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A case while it is written. Names of accounts and users end with the seed, so that no two cases share one. */
final class Scene {
    private static final String PASSWORD = "pw";

    final Random random;
    final Patterns patterns;
    final long seed;

    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final List<String> users = new ArrayList<>();
    private final List<String> mappings = new ArrayList<>();
    private final List<String> defaults = new ArrayList<>();
    private final List<String> top = new ArrayList<>();
    private final Set<String> single = new HashSet<>();
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Integer> sids = new HashMap<>();
    private int payloads;

    /** Entries of an account's block. */
    static final class Account {
        private final List<String> users = new ArrayList<>();
        private final List<String> exports = new ArrayList<>();
        private final List<String> imports = new ArrayList<>();
        private final List<String> others = new ArrayList<>();

        Account export(String entry) {
            exports.add("{" + entry + "}");
            return this;
        }

        Account imports(String entry) {
            imports.add("{" + entry + "}");
            return this;
        }

        Account line(String line) {
            others.add(line);
            return this;
        }

        private String text(String name) {
            StringBuilder text = new StringBuilder("  " + name + " {\n");
            list(text, "users", users);
            list(text, "exports", exports);
            list(text, "imports", imports);
            others.forEach(line -> text.append("    ").append(line).append('\n'));
            return text.append("  }").toString();
        }

        private static void list(StringBuilder text, String key, List<String> entries) {
            if (!entries.isEmpty()) {
                text.append("    ").append(key).append(": [");
                entries.forEach(entry -> text.append("\n      ").append(entry));
                text.append("\n    ]\n");
            }
        }
    }

    Scene(long seed) {
        this.seed = seed;
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        patterns = new Patterns(random);
    }

    // --- the configuration ---

    String name(String letter) {
        return letter.startsWith("$") ? letter : letter + seed;
    }

    Account account(String letter) {
        return accounts.computeIfAbsent(letter, any -> new Account());
    }

    /** A user with a password; more: further members, such as permissions. */
    void user(String account, String user, String more) {
        account(account).users.add("{user: " + name(user) + ", password: " + PASSWORD + more(more) + "}");
    }

    void nkeyUser(String account, int nkey, String more) {
        account(account).users.add("{nkey: " + Nkeys.key(nkey) + more(more) + "}");
    }

    void globalUser(String user, String more) {
        users.add("  {user: " + name(user) + ", password: " + PASSWORD + more(more) + "}");
    }

    private static String more(String more) {
        return more.isEmpty() ? "" : ", " + more;
    }

    void mapping(String entry) {
        mappings.add("  " + entry);
    }

    /** Permissions of who has none, in the global account. */
    void defaults(String permissions) {
        defaults.add("  default_permissions: " + permissions);
    }

    void top(String line) {
        top.add(line);
    }

    /** The case needs something that a configuration has once. */
    void needs(String what) {
        single.add(what);
    }

    // --- the script ---

    String credentials(String user) {
        return "\"user\":\"" + name(user) + "\",\"pass\":\"" + PASSWORD + "\"";
    }

    /** Somebody of the user's name connects. */
    void connect(String user) {
        connect(user, user, "");
    }

    void connect(String who, String user, String more) {
        connectWith(who, credentials(user) + (more.isEmpty() ? "" : "," + more), -1);
    }

    void connectWith(String who, String options, int nkey) {
        steps.add(new Step.Connect(who, options, nkey, false));
    }

    void connectPatiently(String who, String user) {
        steps.add(new Step.Connect(who, credentials(user), -1, true));
    }

    void leave(String who) {
        steps.add(new Step.Leave(who));
    }

    void say(String who, String text) {
        steps.add(new Step.Say(who, text, List.of(), 0));
    }

    /** Subscribes; returns the sid. */
    int sub(String who, String subject) {
        int sid = sids.merge(who, 1, Integer::sum);
        say(who, "SUB " + subject + " " + sid);
        return sid;
    }

    int queue(String who, String subject, String queue) {
        int sid = sids.merge(who, 1, Integer::sum);
        say(who, "SUB " + subject + " " + queue + " " + sid);
        return sid;
    }

    void unsub(String who, int sid, int max) {
        say(who, "UNSUB " + sid + (max == 0 ? "" : " " + max));
    }

    /** Publishes a text of its own; subject may hold a reply subject as well. */
    void pub(String who, String subject) {
        steps.add(new Step.Say(who, pub(subject), List.of(), 0));
    }

    /** Of these connections only the sum of their messages counts. */
    void pubCounted(String who, String subject, List<String> counted) {
        steps.add(new Step.Say(who, pub(subject), List.copyOf(counted), 0));
    }

    /** Asks the server itself. */
    void ask(String who, String subject, String headers, int answers) {
        steps.add(new Step.Say(
                who, headers.isEmpty() ? pub(subject) : hpubText(subject, headers, "x"), List.of(), answers));
    }

    private String pub(String subject) {
        String payload = "m" + ++payloads;
        return "PUB " + subject + " " + payload.length() + "\\r\\n" + payload;
    }

    void pubEmpty(String who, String subject) {
        say(who, "PUB " + subject + " 0\\r\\n");
    }

    /** Publishes a text of its own with these lines of headers, in the form of {@link Text}. */
    void hpub(String who, String subject, String headers) {
        say(who, hpubText(subject, headers, "m" + ++payloads));
    }

    static String hpubText(String subject, String headers, String payload) {
        String block = "NATS/1.0\\r\\n" + headers + "\\r\\n";
        int size = Text.unescape(block).length();
        return "HPUB " + subject + " " + size + " " + (size + payload.length()) + "\\r\\n" + block + payload;
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    @SafeVarargs
    final <T> T pick(T... of) {
        return of[random.nextInt(of.length)];
    }

    <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    AccountCase finish(String family) {
        List<String> texts = new ArrayList<>();
        accounts.forEach((letter, account) -> texts.add(account.text(name(letter))));
        return new AccountCase(
                family + "/" + seed,
                texts,
                List.copyOf(users),
                List.copyOf(defaults),
                List.copyOf(mappings),
                List.copyOf(top),
                Set.copyOf(single),
                List.copyOf(steps));
    }
}
