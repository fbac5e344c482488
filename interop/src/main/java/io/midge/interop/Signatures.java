package io.midge.interop;

import io.nats.client.NKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts signatures into what a transcript sends: {@code $SIG(SEED)} stands for that of the nonce which the connection was
 * greeted with, {@code $SIG(SEED,b)} for that of connection b's, and {@code $PADDED(…)} for the same in the usual alphabet.
 */
final class Signatures {
    private static final Pattern PLACE = Pattern.compile("\\$(SIG|PADDED)\\((\\w+)(?:,(\\w+))?\\)");

    private Signatures() {}

    /**
     * The text with its signatures.
     *
     * @param own the connection that it is sent on
     * @param nonces by connection
     */
    static String fill(String text, String own, Function<String, String> nonces) throws IOException {
        Matcher place = PLACE.matcher(text);
        StringBuilder out = new StringBuilder();
        while (place.find()) {
            String connection = place.group(3) == null ? own : place.group(3);
            byte[] signature = sign(place.group(2), nonces.apply(connection));
            Base64.Encoder encoder =
                    place.group(1).equals("SIG") ? Base64.getUrlEncoder().withoutPadding() : Base64.getEncoder();
            place.appendReplacement(out, Matcher.quoteReplacement(encoder.encodeToString(signature)));
        }
        return place.appendTail(out).toString();
    }

    private static byte[] sign(String seed, String nonce) throws IOException {
        try {
            return NKey.fromSeed(seed.toCharArray()).sign(nonce.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot sign with " + seed, e);
        }
    }
}
