package io.midge.nkey;

/**
 * Sixteen sums of the base point B of Ed25519 with its multiples by 2^64, 2^128 and 2^192: entry i has the multiple by
 * 2^(64j) in it where bit j of i is set. Each is kept as y + x, y - x and 2dxy, in words of 64 bits, the least first.
 */
final class BasePoints {
    private static final int WORDS_PER_ENTRY = 12;

    private static final long[] WORDS = {
        0x0000000000000001L, 0x0000000000000000L, 0x0000000000000000L, 0x0000000000000000L,
        0x0000000000000001L, 0x0000000000000000L, 0x0000000000000000L, 0x0000000000000000L,
        0x0000000000000000L, 0x0000000000000000L, 0x0000000000000000L, 0x0000000000000000L,
        0x2fbc93c6f58c3b85L, 0xcf932dc6fb8c0e19L, 0x270b4898643d42c2L, 0x07cf9d3a33d4ba65L,
        0x9d103905d740913eL, 0xfd399f05d140beb3L, 0xa5c18434688f8a09L, 0x44fd2f9298f81267L,
        0xabc91205877aaa68L, 0x26d9e823ccaac49eL, 0x5a1b7dcbdd43598cL, 0x6f117b689f0c65a8L,
        0xcd2a65e777d1f515L, 0x548991878faa60f1L, 0xb1b73bbcdabc06e5L, 0x654878cba97cc9fbL,
        0x51138ec78df6b0feL, 0x5397da89e575f51bL, 0x09207a1d717af1b9L, 0x2102fdba2b20d650L,
        0x969ee405055ce6a1L, 0x36bca7681251ad29L, 0x3a1af517aa7da415L, 0x0ad725db29ecb2baL,
        0x0055c585601e59e8L, 0x8793342b66480e60L, 0x3e14aad0fe45e44cL, 0x26ead8e64813cf2bL,
        0xcb75b8b69c8462a4L, 0x2dd86fc567d31cd7L, 0xcd1972ec881342f6L, 0x0975b5970fc12f2fL,
        0x63cf2303da5ba743L, 0x04bf9d8152f1ba6eL, 0x333790d0aa7367daL, 0x534670479df6c5eaL,
        0x583b04bfacad8ea2L, 0x29b743e8148be884L, 0x2b1e583b0810c5dbL, 0x2b5449e58eb3bbaaL,
        0x5f3a7562eb3dbe47L, 0xf7ea38548ebda0b8L, 0x00c3e53145747299L, 0x1304e9e71627d551L,
        0x789814d26adc9cfeL, 0x3c1bab3f8b48dd0bL, 0xda0fe1fff979c60aL, 0x4468de2d7c2dd693L,
        0x2118278de3bc6748L, 0xe71ffd60d0b20ef7L, 0xf551be51c67bb198L, 0x26a13664d0543d4dL,
        0x29522d3b13a339eeL, 0x855225506cd89529L, 0xdfea3ad4acf4f0f1L, 0x49d76bba7942742eL,
        0x14fa42338d56e61dL, 0x191d3946c351299aL, 0x247d576da7adb185L, 0x4e1fafe3a8fcedc2L,
        0x15e7053d236a044cL, 0x3cddbcb13b8d87e3L, 0x519960d2d321a828L, 0x4e559a0f0fc5bba4L,
        0xfe00e8769c12701cL, 0x95dcdc0a039c3b5fL, 0xc169454b0c02eb1bL, 0x727021d35f87530cL,
        0xa571040727df241eL, 0xdf45efaab2900d36L, 0xfe6edb5c60a69adeL, 0x64fcb73007bbc01dL,
        0x38ef58cc6fd390caL, 0xef786575171a98fcL, 0x8850b78fc442d65fL, 0x6f34c66d6fd086efL,
        0x93f3cbb43898dc04L, 0x0791ffb24307b727L, 0xd7bd8096ce34981dL, 0x0b598b8e8b849f6dL,
        0x11cfc18a0cc2f689L, 0x81114607b529ce2aL, 0x0a9bc046c00b5940L, 0x412128b0b1ac66c8L,
        0xa66dcc9dc80c1ac0L, 0x97a05cf41b38a436L, 0xa7ebf3be95dbd7c6L, 0x7da0b8f68d7e7dabL,
        0xef782014385675a6L, 0xa2649f30aafda9e8L, 0x4cd1eb505cdfa8cbL, 0x46115aba1d4dc0b3L,
        0xd40f1953c3b5da76L, 0x1dac6f7321119e9bL, 0x03cc6021feb25960L, 0x5a5f887e83674b4bL,
        0x0a8d60180ca2c1f4L, 0x815eb0dbcc68df40L, 0xd7e67a47b82f4e99L, 0x45a02890607f15c0L,
        0xfef366d1fd41f184L, 0x8b694a1101cfe11eL, 0x4b39e15e0150a74dL, 0x4013f03d6ad351baL,
        0xbd0282dc6ee065ccL, 0x36b994fd224ae646L, 0x534e9ad8febce874L, 0x482255c1d9f06e4fL,
        0x3c03eacf71cef800L, 0x90367544ca8afebbL, 0x383fea286a29c477L, 0x4e8593b0bc655462L,
        0x12de114aa3e5638cL, 0xba2a4aa929c4f20dL, 0x56b0d29d7b8b13a3L, 0x6bb91a497b9b7944L,
        0x2a49e646c5e7d206L, 0xb13ef9cd9263c445L, 0x50ab6ce8edab529eL, 0x20cf7d79b0ebe39bL,
        0xcbd28f4e8ae75c48L, 0x3cde029144000b60L, 0x373bb9c898bc2170L, 0x7c1188539f570886L,
        0x7db4939df0fe7dcaL, 0xf50eb90fcba951ceL, 0x098be61c357e1d1dL, 0x023562378899469dL,
        0x20f6effae15a4c03L, 0x2f470a943c778e05L, 0x79f50a03fc99de67L, 0x38d20188d1061483L,
        0x23e811ad0e6315dfL, 0x0b650d05e2aeb290L, 0xb7ba0f59a75d586cL, 0x043eedd45e1f4deeL,
        0xf6c147f2c7073217L, 0xc651b919f3afd20cL, 0x258fdbfd7041f802L, 0x173c4fa94f45073eL,
        0x3d71ea60928df9c4L, 0x5b7e78063373562dL, 0xd9b0514ca29552b2L, 0x1e2a7024993cc472L,
        0x601a0fbcd45c811fL, 0x24b7bc7d92ec0803L, 0xa0cae62b17d2407fL, 0x5fcb43ee06225b26L,
        0x310509b93509fba4L, 0x0d8db37605631b75L, 0x97deccba52401c87L, 0x044649f411b2e773L,
        0x0c0d24ad9598215fL, 0x1b7f9026cc36628cL, 0x338e2f557016dceaL, 0x0c8a1bfa5cc0e58fL,
        0x8de703b5681d104cL, 0x3d2f7a591263cb45L, 0xae710c171ce56c63L, 0x6b857c7efcc3e6caL,
        0x79d256b48b2801c0L, 0x7e9fbeac3c400fc4L, 0xa751ab1d4733ba41L, 0x09de2bf5dd418acaL,
        0x3bf10ff3eff0687fL, 0x5ebaea34f1e37ba2L, 0xe49e61261d66034dL, 0x5b466e2ac3b242caL,
        0x137eeb6747fbb842L, 0x79df5c7560811a8bL, 0x5a2ba76f71f8c89aL, 0x09952a563bc8ffc2L,
        0xa2a8cb4bdc7ef83cL, 0x96b5c6fa5f93c226L, 0xd4ebeb1b0664e3a5L, 0x409b4adce5c6cf2fL,
        0x44d53db9834350c4L, 0x89299305a5f505b4L, 0xfb22faa25949ff2fL, 0x69b968a704657d64L
    };

    private BasePoints() {}

    /** The words of an entry; reads all of them, so that neither time nor cache tells which one was wanted. */
    static long[] entry(int wanted) {
        long[] out = new long[WORDS_PER_ENTRY];
        int at = 0;
        for (int entry = 0; entry < 16; entry++) {
            long mask = ((long) (entry ^ wanted) - 1) >> 63; // all ones where they are equal
            for (int i = 0; i < WORDS_PER_ENTRY; i++) {
                out[i] |= WORDS[at++] & mask;
            }
        }
        return out;
    }
}
