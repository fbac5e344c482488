package io.midge.proto;

import io.midge.options.SecretText;
import java.nio.charset.StandardCharsets;

/**
 * Who a peer says it is, and how it proves it; empty is what it did not say.
 *
 * @param user name of the user
 * @param password password of the user
 * @param token token that needs no name
 * @param nkey public key of the user
 * @param signature what the key's owner made of the nonce
 */
public record Credentials(String user, SecretText password, SecretText token, String nkey, String signature) {
    /** Nothing was said. */
    public static final Credentials NONE = new Credentials("", SecretText.NONE, SecretText.NONE, "", "");

    /** What a log shows of a name is cut here: a name may be as long as a control line. */
    private static final int SHOWN = 256;

    /** Without a signature. */
    public Credentials(String user, SecretText password, SecretText token, String nkey) {
        this(user, password, token, nkey, "");
    }

    /** Neither user nor password nor token, keys aside. */
    public boolean isAnonymous() {
        return user.isEmpty() && password.isEmpty() && token.isEmpty();
    }

    /** Who this is in an error line of nats-server's, {@code User "x"}; empty when nobody. */
    public String who() {
        if (!nkey.isEmpty()) {
            return "Nkey " + quoted(nkey);
        }
        if (!user.isEmpty()) {
            return "User " + quoted(user);
        }
        return token.isEmpty() ? "" : "Token \"[REDACTED]\"";
    }

    /** Everything that this says who it is, which only one thing of may count; empty when nobody. */
    public String all() {
        return nkey.isEmpty() || user.isEmpty() ? who() : who() + ", User " + quoted(user);
    }

    /** Who this is in the name of a connection, {@code user:x}; empty when nobody. */
    public String label() {
        if (!nkey.isEmpty()) {
            return "nkey:" + cut(nkey);
        }
        if (!user.isEmpty()) {
            return "user:" + cut(user);
        }
        return token.isEmpty() ? "" : "token";
    }

    /** Who this is on a page of monitoring, in full and without a secret; empty when nobody. */
    public String shown() {
        if (!nkey.isEmpty()) {
            return nkey;
        }
        return user.isEmpty() && !token.isEmpty() ? "[REDACTED]" : user;
    }

    private static String quoted(String text) {
        return Quoted.of(cut(text).getBytes(StandardCharsets.UTF_8));
    }

    private static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
