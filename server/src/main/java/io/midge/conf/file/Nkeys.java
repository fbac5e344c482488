package io.midge.conf.file;

import io.midge.nkey.NkeyException;
import io.midge.nkey.NkeyPrefix;
import io.midge.nkey.PublicKey;

/** Public keys as the text of a configuration. */
final class Nkeys {
    private Nkeys() {}

    /** Whether the text is a public key for this. */
    static boolean isValid(NkeyPrefix prefix, String text) {
        try {
            PublicKey.decode(prefix, text);
            return true;
        } catch (NkeyException wrong) {
            return false;
        }
    }

    /** Whether the text is a public key, whatever it is for. */
    static boolean isValid(String text) {
        try {
            PublicKey.decode(text);
            return true;
        } catch (NkeyException wrong) {
            return false;
        }
    }
}
