package io.midge.interop.jnats;

import io.nats.client.AuthHandler;
import io.nats.client.NKey;
import java.io.IOException;
import java.security.GeneralSecurityException;

/** A user who signs with a key. */
record KeyHandler(NKey key) implements AuthHandler {
    @Override
    public byte[] sign(byte[] nonce) {
        try {
            return key.sign(nonce);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    @Override
    public char[] getID() {
        try {
            return key.getPublicKey();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no key", e);
        }
    }

    @Override
    public char[] getJWT() {
        return new char[0];
    }
}
