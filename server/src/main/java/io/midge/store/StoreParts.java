package io.midge.store;

import io.midge.disk.Disk;
import io.midge.options.StoreCipher;
import io.midge.store.seal.Keys;
import java.util.random.RandomGenerator;

/**
 * What a store is made of.
 *
 * @param disk its own directory
 * @param keys what encrypts it, if anything does
 * @param cipher with which
 * @param chance that nobody can guess; all lanes ask it
 */
public record StoreParts(
        Disk disk,
        StoreLanes lanes,
        StoreOptions options,
        Keys keys,
        StoreCipher cipher,
        RandomGenerator chance,
        StoreListener listener) {}
