package io.midge.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Whatever a journal's files hold, recovery ends, with entries that lie within them, or with one of its checked exceptions. Runs over
 * the seeds in the resources as a plain test; with {@code JAZZER_FUZZ=1} it looks for new ones.
 */
class JournalFuzzTest {
    private static final String FILE = "journal/0000000000000000.jrn";
    private static final String NEXT = "journal/0000000000010000.jrn";

    /** Any bytes, in two files. */
    @FuzzTest(maxDuration = "60s")
    void anyBytes(byte[] data) throws Exception {
        FaultyDisk disk = new FaultyDisk();
        int half = data.length / 2;
        disk.set(FILE, Arrays.copyOf(data, half));
        disk.set(NEXT, Arrays.copyOfRange(data, half, data.length));
        disk.set("journal/redo", data);
        recover(disk, BlockCodec.NONE);
    }

    /** Headers and envelopes with right checksums around fields that may be anything. */
    @FuzzTest(maxDuration = "60s")
    void anyFields(byte[] data) throws Exception {
        FaultyDisk disk = new FaultyDisk();
        ByteBuffer in = ByteBuffer.wrap(data);
        byte[] file = new byte[64 << 10];
        BatchHeader header = new BatchHeader(Rig.SMALL.id());
        Envelope envelope = new Envelope(Rig.SMALL.id());
        int link = 0;
        for (int page = 0; page < file.length && in.remaining() >= 24; page += Layout.PAGE) {
            int choice = in.get();
            header.lsn = (choice & 1) == 0 ? page : in.getLong();
            header.durable = in.getInt();
            header.epoch = in.get();
            header.entries = in.getShort();
            header.flags = (choice & 2) == 0 ? 0 : BatchHeader.SEALED;
            header.room = (choice & 4) == 0 ? Layout.PAGE : in.getShort() * Layout.PAGE;
            header.previous = (choice & 8) == 0 ? link : 0;
            header.length = in.getShort();
            header.raw = (choice & 16) == 0 ? header.length : in.getInt();
            header.put(file, page);
            link = header.link;
            int at = page + BatchHeader.SIZE;
            while ((choice & 32) != 0 && in.remaining() >= 12 && at < page + Layout.PAGE - 600) {
                int length = in.get() & 0xff;
                Envelope.put(file, at, length, in.getShort() & 0xffff, in.getInt(), in.get(), in.get());
                envelope.seal(file, at, at);
                at += Envelope.size(length) + (in.get() & 8);
            }
        }
        disk.set(FILE, file);
        recover(disk, BlockCodec.NONE);
        recover(disk, new TestCipher(1));
    }

    private static void recover(FaultyDisk disk, BlockCodec codec) {
        Rig rig = new Rig(disk, Rig.SMALL);
        rig.codec = codec;
        try {
            rig.recover(0);
            long end = -1;
            for (Rig.Heard each : rig.replayed) {
                assertThat(each.lsn()).isGreaterThan(end);
                end = each.lsn();
            }
            assertThat(rig.damages.toString()).isNotEmpty();
            int told = rig.replayed.size();
            rig.restart();
            Journal journal = rig.start(0);
            assertThat(rig.replayed).hasSize(told);
            Rig.append(journal, 1, 1, "goes on");
            rig.lanes.run();
        } catch (IOException | JournalException e) {
            assertThat(e).hasMessageMatching("the journal .*");
        }
    }
}
