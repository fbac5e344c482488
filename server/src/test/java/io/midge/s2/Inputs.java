package io.midge.s2;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Bytes to encode, of several kinds; the same for the same seed. */
enum Inputs {
    /** Nothing comes twice. */
    NOISE {
        @Override
        void fill(SplittableRandom chance, byte[] to) {
            chance.nextBytes(to);
        }
    },
    /** Few values, so that short copies are everywhere. */
    CRUMBS {
        @Override
        void fill(SplittableRandom chance, byte[] to) {
            int values = 2 + chance.nextInt(14);
            for (int i = 0; i < to.length; i++) {
                to[i] = (byte) chance.nextInt(values);
            }
        }
    },
    /** The same byte for long. */
    RUNS {
        @Override
        void fill(SplittableRandom chance, byte[] to) {
            int at = 0;
            while (at < to.length) {
                int end = Math.min(to.length, at + 1 + chance.nextInt(1 << (1 + chance.nextInt(16))));
                byte value = (byte) chance.nextInt();
                while (at < end) {
                    to[at++] = value;
                }
            }
        }
    },
    /** A text of a few hundred words. */
    TEXT {
        @Override
        void fill(SplittableRandom chance, byte[] to) {
            String[] words = new String[300];
            for (int i = 0; i < words.length; i++) {
                words[i] = Integer.toString(chance.nextInt(1 << (5 + chance.nextInt(25))), 36) + ' ';
            }
            int at = 0;
            while (at < to.length) {
                byte[] word = words[chance.nextInt(words.length)].getBytes(StandardCharsets.US_ASCII);
                int length = Math.min(word.length, to.length - at);
                System.arraycopy(word, 0, to, at, length);
                at += length;
            }
        }
    },
    /** Noise, and pieces of what was there before, near and far, long and short. */
    PIECES {
        @Override
        void fill(SplittableRandom chance, byte[] to) {
            int at = 0;
            while (at < to.length) {
                int length = Math.min(to.length - at, 1 + chance.nextInt(1 << (1 + chance.nextInt(12))));
                if (at == 0 || chance.nextInt(3) == 0) {
                    for (int i = 0; i < length; i++) {
                        to[at++] = (byte) chance.nextInt();
                    }
                } else {
                    int offset = 1 + chance.nextInt(Math.min(at, 1 << (1 + chance.nextInt(24))));
                    for (int i = 0; i < length; i++) {
                        to[at] = to[at - offset];
                        at++;
                    }
                }
            }
        }
    };

    abstract void fill(SplittableRandom chance, byte[] to);

    byte[] make(long seed, int length) {
        byte[] made = new byte[length];
        fill(new SplittableRandom(seed * 31 + name().hashCode()), made);
        return made;
    }
}
