package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.nkey.NkeyPrefix;
import io.midge.options.OperatorOptions;
import io.midge.pem.SmallFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Operators, and accounts of theirs that are known from the start. */
final class OperatorReader {
    private OperatorReader() {}

    /** The operators: each a file, or the token itself. */
    static List<OperatorOptions> read(Block top) {
        List<OperatorOptions> operators = new ArrayList<>();
        ConfValue value = top.value("operator", "operators", "roots", "root", "root_operators", "root_operator");
        if (value == null) {
            return operators;
        }
        for (String text : top.texts(value, "operator")) {
            try {
                operators.add(Claims.operator(token(text)));
            } catch (IOException | Claims.Invalid wrong) {
                top.problems().error(value.at(), "error parsing operator JWT: " + wrong.getMessage());
            }
        }
        return operators;
    }

    private static String token(String text) throws IOException {
        String content;
        try {
            content = new String(SmallFile.read(text), StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            if (!text.startsWith("eyJ")) {
                throw unreadable;
            }
            content = text;
        }
        Matcher decorated = Pattern.compile(
                        "-{3,}[^\\n]*-{3,}\\r?\\n([\\w\\-.=]+)\\r?\\n-{3,}[^\\n]*-{3,}(\\r?\\n|\\z)")
                .matcher(content);
        return decorated.find() ? decorated.group(1) : content;
    }

    /** Public keys of operators that are trusted without a token. */
    static List<String> trustedKeys(Block top) {
        ConfValue value = top.value("trusted", "trusted_keys");
        List<String> keys = top.texts("trusted", "trusted_keys");
        for (String key : keys) {
            if (value != null && !Nkeys.isValid(NkeyPrefix.OPERATOR, key)) {
                top.problems()
                        .error(
                                value.at(),
                                "trust key \"" + key
                                        + "\" required to be a valid public operator nkey; it starts with O");
            }
        }
        return keys;
    }

    /** Tokens of accounts by public key. */
    static Map<String, String> preload(Block top) {
        ConfValue value = top.value("resolver_preload");
        Map<String, String> preload = new HashMap<>();
        if (!(value instanceof ConfMap map)) {
            if (value != null) {
                top.problems()
                        .error(
                                value.at(),
                                "preload should be a map of account_public_key:account_jwt, not " + value.kind());
            }
            return preload;
        }
        map.entries().forEach((key, entry) -> {
            if (!(entry instanceof ConfValue.Text text)) {
                top.problems().error(entry.at(), "preload map value should be a string JWT, not " + entry.kind());
                return;
            }
            try {
                Claims.account(text.value());
                preload.put(key, text.value());
            } catch (Claims.Invalid wrong) {
                top.problems().error(entry.at(), "invalid account JWT: " + wrong.getMessage());
            }
        });
        return preload;
    }
}
