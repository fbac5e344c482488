package io.midge.store.seal;

import io.midge.options.SecretText;
import io.midge.options.StoreCipher;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import javax.crypto.SecretKey;

/**
 * The server's key and the one before it, and the records in which streams keep keys of their own, wrapped by them. When the server's
 * key changes, records are written anew and blocks stay as they are.
 *
 * <pre>
 *   record   0  u8   1: the version      what is wrapped: a secret of 32 bytes, encrypted
 *            1  u8   cipher                with HKDF-SHA256(salt, the server's key, "midge key wrap 1")
 *            2       salt, 16 bytes        for: bytes 0 to 17 and whose key it is
 *           18       nonce, 12 bytes
 *           30       secret and tag, 48 bytes
 *           78  u32  CRC32C of all before, which tells damage from a wrong key
 * </pre>
 *
 * The server's key is any text; nothing makes a guess at it slow, so it should be long and random.
 *
 * <p>Of one thread at a time.
 */
public final class Keys {
    private static final byte VERSION = 1;
    private static final int SALT_AT = 2;
    private static final int NONCE_AT = 18;
    private static final int SECRET_AT = 30;
    private static final int CRC_AT = SECRET_AT + DataKey.LENGTH + Aead.TAG;

    /** How long a record is. */
    public static final int RECORD = CRC_AT + 4;

    private static final String PURPOSE = "midge key wrap 1";
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final SecretText key;
    private final SecretText previous;
    private final StoreCipher cipher;
    private final RandomGenerator chance;

    /**
     * As {@code jetstream { key, prev_key, cipher }} say.
     *
     * @param key none: nothing is encrypted
     * @param previous none: there was no other
     * @param chance what keys are made of: not to be foretold
     */
    public Keys(SecretText key, SecretText previous, StoreCipher cipher, RandomGenerator chance) {
        this.key = key;
        this.previous = previous;
        this.cipher = cipher;
        this.chance = chance;
    }

    /** A key, and the record that is to be kept of it from now on, unless it is there already. */
    public record Held(DataKey key, Optional<byte[]> newRecord) {}

    /** Whether the server has a key. */
    public boolean encrypts() {
        return !key.isEmpty();
    }

    /**
     * Makes a key.
     *
     * @param owner whose it is: its record opens for nobody else
     */
    public Held make(String owner) {
        if (key.isEmpty()) {
            throw new IllegalStateException("no key is set");
        }
        byte[] secret = new byte[DataKey.LENGTH];
        chance.nextBytes(secret);
        Held made = new Held(new DataKey(secret), Optional.of(wrap(secret, owner)));
        Arrays.fill(secret, (byte) 0);
        return made;
    }

    /**
     * Opens a key with the server's, or with the one before: then it comes with a new record, and so it does if the cipher changed.
     *
     * @param owner whose it is
     * @param where where the record lies, for the operator
     * @throws WrongKeyException it was wrapped by another key, or the server has none
     * @throws BadBlockException the record is damaged
     */
    public Held open(byte[] record, String owner, String where) throws WrongKeyException, BadBlockException {
        StoreCipher kind = check(record, owner, where);
        if (key.isEmpty()) {
            throw new WrongKeyException(owner + " is encrypted (" + where
                    + "), and no key is set: set jetstream { key } to the one it was" + " written with");
        }
        Optional<byte[]> secret = unwrap(record, kind, key, owner);
        boolean stays = secret.isPresent() && kind == cipher;
        if (secret.isEmpty() && !previous.isEmpty()) {
            secret = unwrap(record, kind, previous, owner);
        }
        byte[] plain = secret.orElseThrow(() -> new WrongKeyException(owner + " is encrypted (" + where
                + ") with another key than jetstream { key }"
                + (previous.isEmpty() ? "" : " and { prev_key }")
                + ": set key to the one it was written with, or prev_key to it beside the new key"));
        Held opened = new Held(new DataKey(plain), stays ? Optional.empty() : Optional.of(wrap(plain, owner)));
        Arrays.fill(plain, (byte) 0);
        return opened;
    }

    /** Which cipher, and nothing of the keys. */
    @Override
    public String toString() {
        return "Keys for " + cipher;
    }

    private static StoreCipher check(byte[] record, String owner, String where) throws BadBlockException {
        if (record.length != RECORD || crc(record) != (int) U32.get(record, CRC_AT)) {
            throw new BadBlockException("the record of the key of " + owner + " is damaged (" + where + ")");
        }
        if (record[0] != VERSION) {
            throw new BadBlockException("the record of the key of " + owner + " (" + where + ") is of version "
                    + record[0] + ", which this server does not know");
        }
        return Aead.kind(record[1]);
    }

    private byte[] wrap(byte[] secret, String owner) {
        byte[] record = new byte[RECORD];
        byte[] drawn = new byte[SECRET_AT - SALT_AT];
        chance.nextBytes(drawn);
        record[0] = VERSION;
        record[1] = Aead.code(cipher);
        System.arraycopy(drawn, 0, record, SALT_AT, drawn.length);
        SecretKey wrapping = wrapping(record, cipher, key);
        byte[] nonce = Arrays.copyOfRange(record, NONCE_AT, SECRET_AT);
        new Aead(cipher).seal(wrapping, nonce, about(record, owner), secret, 0, secret.length, record, SECRET_AT);
        U32.set(record, CRC_AT, crc(record));
        return record;
    }

    private static Optional<byte[]> unwrap(byte[] record, StoreCipher kind, SecretText by, String owner) {
        SecretKey wrapping = wrapping(record, kind, by);
        byte[] nonce = Arrays.copyOfRange(record, NONCE_AT, SECRET_AT);
        byte[] secret = new byte[DataKey.LENGTH];
        try {
            new Aead(kind)
                    .open(wrapping, nonce, about(record, owner), record, SECRET_AT, CRC_AT - SECRET_AT, secret, 0);
        } catch (BadBlockException e) {
            return Optional.empty();
        }
        return Optional.of(secret);
    }

    private static SecretKey wrapping(byte[] record, StoreCipher kind, SecretText by) {
        byte[] salt = Arrays.copyOfRange(record, SALT_AT, NONCE_AT);
        byte[] text = by.reveal().getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Hkdf.derive(salt, text, PURPOSE.getBytes(StandardCharsets.US_ASCII), Aead.KEY);
        SecretKey wrapping = Aead.key(kind, bytes);
        Arrays.fill(text, (byte) 0);
        Arrays.fill(bytes, (byte) 0);
        return wrapping;
    }

    private static byte[] about(byte[] record, String owner) {
        byte[] name = Objects.requireNonNull(owner).getBytes(StandardCharsets.UTF_8);
        byte[] about = Arrays.copyOf(record, NONCE_AT + name.length);
        System.arraycopy(name, 0, about, NONCE_AT, name.length);
        return about;
    }

    private static int crc(byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(record, 0, CRC_AT);
        return (int) crc.getValue();
    }
}
