package io.midge.auth;

import io.midge.conf.ByteText;
import io.midge.conf.Sha256;
import io.midge.nkey.PublicKey;
import io.midge.nkey.Signature;
import io.midge.options.SecretText;
import java.nio.charset.StandardCharsets;

/** What a peer presents, and what it has to fit: to tell whether it does takes its time. Immutable. */
public sealed interface Proof {
    /** Whether it fits. */
    boolean holds();

    /** Whether another connection may present the same. */
    boolean recurs();

    /** What it counts for among those that wait to be verified: more where {@link #holds} takes long. */
    int cost();

    /** All of it, of which no other proof has the same. */
    void digest(Sha256 into);

    /**
     * A secret for a hash of bcrypt.
     *
     * @param hash what bcrypt made of the right secret
     * @param secret what was presented
     */
    record Password(SecretText hash, SecretText secret) implements Proof {
        /** It takes 50 times as long as a signature, of which no more may wait than can be verified while somebody waits. */
        private static final int COST = 16;

        @Override
        public boolean holds() {
            return Bcrypt.fits(hash.reveal(), ByteText.bytes(secret.reveal()));
        }

        @Override
        public boolean recurs() {
            return true;
        }

        @Override
        public int cost() {
            return COST;
        }

        @Override
        public void digest(Sha256 into) {
            into.update(hash.reveal().getBytes(StandardCharsets.UTF_8));
            into.update(new byte[1]);
            into.update(ByteText.bytes(secret.reveal()));
        }
    }

    /**
     * A signature under a key.
     *
     * @param key the key of whom the signature is said to be
     * @param nonce what this connection, and no other, was asked to sign
     * @param signature what was presented
     */
    record Signed(PublicKey key, String nonce, Signature signature) implements Proof {
        @Override
        public boolean holds() {
            return signature.isOf(key, nonce.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public boolean recurs() {
            return false;
        }

        @Override
        public int cost() {
            return 1;
        }

        @Override
        public void digest(Sha256 into) {
            into.update(key.raw());
            into.update(signature.bytes());
            into.update(nonce.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
