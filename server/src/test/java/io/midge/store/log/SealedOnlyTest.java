package io.midge.store.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Of a stream that is encrypted nothing counts that is not, whoever wrote it. */
class SealedOnlyTest {
    private static final int COUNT = 40;

    private static Rig filled(BlockCodec codec, String what, boolean sealed) throws IOException {
        Rig rig = new Rig(codec);
        for (int i = 1; i <= COUNT; i++) {
            rig.append(i, i, "s", what + i + "x".repeat(i % 10 == 0 ? 300 : 10));
        }
        if (sealed) {
            rig.log.seal();
        } else {
            rig.log.flush();
        }
        rig.checkpoint();
        rig.log.close();
        return rig;
    }

    @Test
    void segmentsThatAreNotEncryptedAreDamage() throws IOException {
        for (boolean sealed : new boolean[] {true, false}) {
            Rig good = filled(new XorBlocks(), "good", sealed);
            Rig forged = filled(BlockCodec.NONE, "forged", sealed);
            for (String file : forged.disk.files()) {
                CrashDisk disk = good.disk.after(true);
                disk.bytes(file, forged.disk.bytes(file));
                Mark mark = forged.mark;
                for (Mark up : new Mark[] {mark, null}) {
                    Rig rig = new Rig(disk.after(true), new XorBlocks(), up);
                    while (rig.log.scrub(4096) > 0) {
                        assertThat(rig.damage).isNotEmpty();
                    }
                    for (long seq = 1; seq <= COUNT; seq++) {
                        String read = rig.read(seq);
                        assertThat(read == null || read.contains("good"))
                                .as(file + ": " + read)
                                .isTrue();
                    }
                    assertThat(rig.damage).as(file).isNotEmpty();
                    rig.log.close();
                }
            }
        }
    }

    @Test
    void whatItSaysItIsDoesNotMatter() throws IOException {
        Rig good = filled(new XorBlocks(), "good", true);
        Rig forged = filled(BlockCodec.NONE, "forged", true);
        for (String file : forged.disk.files()) {
            byte[] bytes = forged.disk.bytes(file);
            if (file.endsWith(".seg")) {
                Le.u32(bytes, 12, new XorBlocks().flags()); // the header says that it is
                Le.u32(bytes, 60, Le.crc(bytes, 0, 60));
            } else {
                Le.u32(bytes, 0, 0);
            }
            CrashDisk disk = good.disk.after(true);
            disk.bytes(file, bytes);
            Rig rig = new Rig(disk, new XorBlocks(), good.mark);
            for (long seq = 1; seq <= COUNT; seq++) {
                String read = rig.read(seq);
                assertThat(read == null || read.contains("good"))
                        .as(file + ": " + read)
                        .isTrue();
            }
        }
    }

    @Test
    void aPayloadThatIsNotEncryptedIsDamage() throws IOException {
        Rig rig = new Rig(new XorBlocks());
        byte[] forged = "forged".repeat(60).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Rig plain = new Rig();
        plain.append(1, 1, 0, 0, "s", "", forged);
        String file = Rig.DIR + "/1.big";
        var ref = plain.log.putLarge(forged, 0, forged.length);
        plain.log.syncLarge();
        rig.disk.bytes(file, plain.disk.bytes(file));
        rig.reopen();
        LargeFiles files = new LargeFiles(parts(rig, new XorBlocks()), new Handles(rig.disk, rig.cache));
        files.found(1, rig.disk.bytes(file).length);
        byte[] to = new byte[forged.length];
        assertThat(files.read(ref, to, 0)).isFalse();
        LargeFiles open = new LargeFiles(parts(rig, BlockCodec.NONE), new Handles(rig.disk, rig.cache));
        open.found(1, rig.disk.bytes(file).length);
        assertThat(open.read(ref, to, 0)).isTrue();
        assertThat(to).isEqualTo(forged);
    }

    private static Parts parts(Rig rig, BlockCodec codec) {
        return new Parts(
                rig.disk,
                Rig.DIR,
                7,
                rig.options,
                codec,
                rig.opener,
                rig.cache,
                rig.index,
                rig.deleted,
                Rig::ranges,
                rig.damage::add);
    }
}
