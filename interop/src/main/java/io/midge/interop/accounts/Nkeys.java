package io.midge.interop.accounts;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Users that are known by a key. Made for this suite: nobody else knows them. */
final class Nkeys {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /** Two bytes say what a seed is for. */
    private static final int PREFIX = 2;

    private static final int RAW = 32;

    private record Pair(String seed, String key) {}

    private static final List<Pair> ALL = List.of(
            new Pair(
                    "SUADWMK724MILLMNHMWRSIZDMCDYRXKXMF6DHESU74YDSVYUPIIV2KQLUA",
                    "UCPXNNRHWZ56O6TTRZPZL5KUMAEQCW324CVHJQL22GV2J7OAHZ3NJZPV"),
            new Pair(
                    "SUAEE5OPDEAPDZ4G4FL7T446BOQS4IAHWG6AHIHIRTSMTPBJF777XKEN7U",
                    "UDYGWM3CJGMNJSMAJ5OM377LNSKAO6RYTMDHWFXXI3HUE7JYNTMJ247Q"),
            new Pair(
                    "SUAAXDKB43PS3H44GCR52X6S2TRFGPQDEM4O5RYBOPHDEYOGPKYIZ6XAI4",
                    "UC52Y2SI6PWIZMUB4UQNDZLY5OLWELOI235UCUR4AGLUCNHLSFKASFCQ"),
            new Pair(
                    "SUACM67UJ4PBNQOU4RFFLOBBYMFLT5RTTEREHJPJM3TVMQFGNUFGZ5E62Y",
                    "UAIGPPUC5LOFNJ5CUVHG2UMMPXLTSTUUSNM2SIJ7ZHCYUMFA4FO7V7AY"),
            new Pair(
                    "SUAO7CX5QFHQJ6EH73PPEDYTVKYHEZTPHMGXB6W2PWKOLYRR4FOGEBZ3DA",
                    "UAOJG22WQXILR3JQHIBWR52AECVOQJRCW3CDBCEI764ORNLUMCE7C4H3"),
            new Pair(
                    "SUAHDADOSTWSHR6VO546FO3JU2PKVRFYLQBBZL54QXCF7SHOS35G67C7YA",
                    "UCBYCAQHLWEYWR4HNASSVNDK3G5GV7UWTGQISDAMII2WNABWZIEWBLMZ"));

    static final int COUNT = ALL.size();

    private Nkeys() {}

    static String key(int index) {
        return ALL.get(index).key;
    }

    /** The nonce of an INFO signed, as CONNECT has it. */
    static String signature(int index, String nonce) {
        byte[] seed = decode(ALL.get(index).seed);
        try {
            PrivateKey key = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(
                            NamedParameterSpec.ED25519, Arrays.copyOfRange(seed, PREFIX, PREFIX + RAW)));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(nonce.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] decode(String text) {
        byte[] bytes = new byte[text.length() * 5 / 8];
        int bits = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            held = held << 5 | ALPHABET.indexOf(text.charAt(i));
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[at++] = (byte) (held >> bits);
                held &= (1 << bits) - 1;
            }
        }
        return bytes;
    }
}
