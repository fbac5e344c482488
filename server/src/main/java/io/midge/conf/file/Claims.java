package io.midge.conf.file;

import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.nkey.NkeyException;
import io.midge.nkey.NkeyPrefix;
import io.midge.nkey.PublicKey;
import io.midge.nkey.Signature;
import io.midge.options.OperatorOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** A token of NATS: its signature checked, its claims as far as a configuration needs them. */
final class Claims {
    private static final int MAX_LENGTH = 1 << 20;
    private static final int VERSION = 2;

    /** A token that cannot be used. */
    static final class Invalid extends Exception {
        private static final long serialVersionUID = 1;

        Invalid(String message) {
            super(message);
        }

        Invalid(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private String issuer = "";
    private String subject = "";
    private String name = "";
    private String outerType = "";
    private String type = "";
    private int version;
    private List<String> signingKeys = List.of();
    private boolean scopedKeys;
    private String accountServerUrl = "";
    private String systemAccount = "";
    private String assertServerVersion = "";
    private boolean strictSigningKeyUsage;

    private Claims() {}

    /** The token of an operator. */
    static OperatorOptions operator(String token) throws Invalid {
        Claims claims = decode(token);
        if (!claims.kind().equals("operator")) {
            throw new Invalid("not operator claim");
        }
        if (claims.scopedKeys) {
            throw new Invalid("json: cannot unmarshal Operator.signing_keys: an element is no string");
        }
        return new OperatorOptions(
                token,
                claims.subject,
                claims.name,
                claims.signingKeys,
                claims.accountServerUrl,
                claims.systemAccount,
                claims.assertServerVersion,
                claims.strictSigningKeyUsage);
    }

    /** Refuses what is no token of an account. */
    static void account(String token) throws Invalid {
        if (!decode(token).kind().equals("account")) {
            throw new Invalid("not account claim");
        }
    }

    private String kind() {
        return outerType.isEmpty() ? type : outerType;
    }

    private static Claims decode(String token) throws Invalid {
        if (token.length() > MAX_LENGTH) {
            throw new Invalid("token size " + token.length() + " exceeds maximum of " + MAX_LENGTH + " bytes");
        }
        String[] chunks = token.split("\\.", -1);
        if (chunks.length != 3) {
            throw new Invalid("expected 3 chunks");
        }
        Claims claims = new Claims();
        try {
            checkHeader(bytes(chunks[0]));
            byte[] payload = bytes(chunks[1]);
            claims.read(JsonReader.of(payload));
        } catch (JsonException wrong) {
            throw new Invalid(String.valueOf(wrong.getMessage()), wrong);
        }
        claims.check(chunks);
        return claims;
    }

    private static byte[] bytes(String chunk) throws Invalid {
        String text = chunk.replace("\n", "").replace("\r", "");
        try {
            if (text.indexOf('=') < 0) {
                return Base64.getUrlDecoder().decode(text);
            }
        } catch (IllegalArgumentException wrong) {
            throw new Invalid("illegal base64 data", wrong);
        }
        throw new Invalid("illegal base64 data");
    }

    private static void checkHeader(byte[] header) throws JsonException, Invalid {
        JsonReader in = JsonReader.of(header);
        String kind = "";
        String algorithm = "";
        if (in.beginObject("jwt.Header")) {
            while (in.nextField()) {
                switch (in.field("typ", "alg")) {
                    case 0 -> kind = in.string(kind);
                    case 1 -> algorithm = in.string(algorithm);
                    default -> in.skip();
                }
            }
        }
        if (!kind.toUpperCase(Locale.ROOT).equals("JWT")) {
            throw new Invalid("not supported type \"" + kind + '"');
        }
        String lower = algorithm.toLowerCase(Locale.ROOT);
        if (!lower.equals("ed25519") && !lower.equals("ed25519-nkey")) {
            throw new Invalid("unexpected \"" + algorithm + "\" algorithm");
        }
    }

    private void read(JsonReader in) throws JsonException {
        if (!in.beginObject("jwt.ClaimsData")) {
            return;
        }
        while (in.nextField()) {
            switch (in.field("iss", "sub", "name", "type", "nats", "exp", "iat", "nbf")) {
                case 0 -> issuer = in.string(issuer);
                case 1 -> subject = in.string(subject);
                case 2 -> name = in.string(name);
                case 3 -> outerType = in.string(outerType);
                case 4 -> readNats(in);
                case 5, 6, 7 -> in.int64(0);
                default -> in.skip();
            }
        }
    }

    private void readNats(JsonReader in) throws JsonException {
        if (!in.beginObject("jwt.Operator")) {
            return;
        }
        while (in.nextField()) {
            switch (in.field(
                    "type",
                    "version",
                    "signing_keys",
                    "account_server_url",
                    "system_account",
                    "assert_server_version",
                    "strict_signing_key_usage")) {
                case 0 -> type = in.string(type);
                case 1 -> version = in.int32(version);
                case 2 -> readSigningKeys(in);
                case 3 -> accountServerUrl = in.string(accountServerUrl);
                case 4 -> systemAccount = in.string(systemAccount);
                case 5 -> assertServerVersion = in.string(assertServerVersion);
                case 6 -> strictSigningKeyUsage = in.bool(strictSigningKeyUsage);
                default -> in.skip();
            }
        }
    }

    /** Those of an account may be objects, which no one reads here. */
    private void readSigningKeys(JsonReader in) throws JsonException {
        if (in.kind() != '[') {
            signingKeys = in.strings();
            return;
        }
        List<String> keys = new ArrayList<>();
        in.beginArray("jwt.StringList");
        while (in.nextElement()) {
            if (in.kind() == '"') {
                keys.add(in.string(""));
            } else {
                scopedKeys = true;
                in.skip();
            }
        }
        signingKeys = keys;
    }

    private void check(String[] chunks) throws Invalid {
        int signedVersion = outerType.isEmpty() ? version : 1;
        if (signedVersion > VERSION) {
            throw new Invalid("JWT was generated by a newer version");
        }
        if (signedVersion < 1 && (kind().equals("operator") || kind().equals("account"))) {
            throw new Invalid("library supports version 2 or less - received " + signedVersion);
        }
        String signed = signedVersion <= 1 ? chunks[1] : chunks[0] + '.' + chunks[1];
        if (!isSigned(signed, bytes(chunks[2]))) {
            throw new Invalid("claim failed V" + Math.max(1, signedVersion) + " signature verification");
        }
        boolean operator = Nkeys.isValid(NkeyPrefix.OPERATOR, issuer);
        boolean account = !kind().equals("operator") && Nkeys.isValid(NkeyPrefix.ACCOUNT, issuer);
        if (!operator && !account) {
            throw new Invalid(
                    "unable to validate expected prefixes: the issuer is neither an operator nor an account that may sign it");
        }
    }

    private boolean isSigned(String text, byte[] signature) {
        try {
            return Signature.of(signature).isOf(PublicKey.decode(issuer), text.getBytes(StandardCharsets.UTF_8));
        } catch (NkeyException wrong) {
            return false;
        }
    }
}
