package io.midge.proto;

import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.options.SecretText;
import java.nio.charset.StandardCharsets;

/**
 * What a client says of itself in CONNECT (wire.md 1.6). Fields that are absent keep what an earlier CONNECT of the same
 * connection said, or the defaults.
 *
 * @param verbose wants {@code +OK} for each operation; default true
 * @param pedantic wants subjects of publishes checked; default true
 * @param echo wants its own messages; default true
 * @param headers knows HMSG
 * @param noResponders wants a 503 when nobody listens to a request
 * @param protocol 0, or 1 when it takes an INFO at any time
 * @param name its name, for monitoring
 * @param lang its library's language
 * @param version its library's version
 * @param picksAccount it asks for an account of its choice, which nobody may
 * @param credentials who it says it is, and how it proves it
 */
public record ConnectOptions(
        boolean verbose,
        boolean pedantic,
        boolean echo,
        boolean headers,
        boolean noResponders,
        int protocol,
        String name,
        String lang,
        String version,
        boolean picksAccount,
        Credentials credentials) {

    /** One that presents no credentials. */
    public ConnectOptions(
            boolean verbose,
            boolean pedantic,
            boolean echo,
            boolean headers,
            boolean noResponders,
            int protocol,
            String name,
            String lang,
            String version,
            boolean picksAccount) {
        this(
                verbose,
                pedantic,
                echo,
                headers,
                noResponders,
                protocol,
                name,
                lang,
                version,
                picksAccount,
                Credentials.NONE);
    }

    /** Before the first CONNECT. */
    public static final ConnectOptions DEFAULTS =
            new ConnectOptions(true, true, true, false, false, 0, "", "", "", false);

    /** The JSON is none, or a field has the wrong type; the message is nats-server's. */
    public static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(JsonException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private static final String[] FIELDS = {
        "verbose",
        "pedantic",
        "echo",
        "headers",
        "no_responders",
        "protocol",
        "name",
        "lang",
        "version",
        "account",
        "new_account",
        "tls_required",
        "user",
        "pass",
        "auth_token",
        "nkey",
        "jwt",
        "sig",
        "proxy_sig",
        "remote_account",
        "import",
        "export",
    };

    /** Reads the JSON of a CONNECT over what was said {@code before}. */
    public static ConnectOptions parse(byte[] b, int off, int len, ConnectOptions before) throws MalformedException {
        try {
            return read(JsonReader.of(b, off, len), before);
        } catch (JsonException e) {
            throw new MalformedException(e);
        }
    }

    private static ConnectOptions read(JsonReader in, ConnectOptions before) throws JsonException {
        boolean verbose = before.verbose;
        boolean pedantic = before.pedantic;
        boolean echo = before.echo;
        boolean headers = before.headers;
        boolean noResponders = before.noResponders;
        int protocol = before.protocol;
        String name = before.name;
        String lang = before.lang;
        String version = before.version;
        String user = before.credentials.user();
        SecretText password = before.credentials.password();
        SecretText token = before.credentials.token();
        String nkey = before.credentials.nkey();
        String signature = before.credentials.signature();
        String account = "";
        boolean newAccount = false;
        if (in.beginObject("server.ClientOpts")) {
            while (in.nextField()) {
                switch (in.field(FIELDS)) {
                    case 0 -> verbose = in.bool(verbose);
                    case 1 -> pedantic = in.bool(pedantic);
                    case 2 -> echo = in.bool(echo);
                    case 3 -> headers = in.bool(headers);
                    case 4 -> noResponders = in.bool(noResponders);
                    case 5 -> protocol = clamped(in.int64(protocol));
                    case 6 -> name = in.string(name);
                    case 7 -> lang = in.string(lang);
                    case 8 -> version = in.string(version);
                    case 9 -> account = in.string(account);
                    case 10 -> newAccount = in.bool(newAccount);
                    case 11 -> in.bool(false);
                    case 12 -> user = in.string(user);
                    case 13 -> password = SecretText.of(in.string(password.reveal()));
                    case 14 -> token = SecretText.of(in.string(token.reveal()));
                    case 15 -> nkey = in.string(nkey);
                    case 16, 18, 19 -> in.string("");
                    case 17 -> signature = in.string(signature);
                    case 20, 21 -> permissions(in);
                    default -> in.skip();
                }
            }
        }
        boolean picks = newAccount || !account.isEmpty() || before.picksAccount;
        Credentials credentials = new Credentials(user, password, token, nkey, signature);
        return new ConnectOptions(
                verbose, pedantic, echo, headers, noResponders, protocol, name, lang, version, picks, credentials);
    }

    // Said by servers to each other; of a client only its form matters.
    static void permissions(JsonReader in) throws JsonException {
        if (in.beginObject("server.SubjectPermission")) {
            while (in.nextField()) {
                if (in.field("allow", "deny") < 0) {
                    in.skip();
                } else {
                    in.strings();
                }
            }
        }
    }

    // Only 0 and 1 are allowed: all others may become one that is not.
    private static int clamped(long number) {
        return number == 0 || number == 1 ? (int) number : -1;
    }

    /** The same with other credentials. */
    public ConnectOptions with(Credentials other) {
        return new ConnectOptions(
                verbose, pedantic, echo, headers, noResponders, protocol, name, lang, version, picksAccount, other);
    }

    /** How logs describe the client: {@code "v1.2:go:name"}, empty when it said nothing of it. */
    public String description() {
        StringBuilder text = new StringBuilder();
        if (!version.isEmpty()) {
            text.append('v').append(version);
        }
        if (!lang.isEmpty()) {
            text.append(text.isEmpty() ? "" : ":").append(lang);
        }
        if (!name.isEmpty()) {
            text.append(text.isEmpty() ? "" : ":").append(name);
        }
        return text.isEmpty() ? "" : Quoted.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
