package io.midge.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.midge.loop.Clock;
import io.midge.loop.Lane;
import io.midge.options.SecretText;
import io.midge.options.StoreCipher;
import io.midge.store.file.Checkpoint;
import io.midge.store.file.DamagedFileException;
import io.midge.store.file.FormatFile;
import io.midge.store.file.MemoryDisk;
import io.midge.store.file.RefusedStoreException;
import io.midge.store.file.StreamMeta;
import io.midge.store.file.StreamMeta.Compression;
import io.midge.store.file.StreamMeta.Storage;
import io.midge.store.file.TwinFile;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import io.midge.store.seal.Keys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The store's own files: any bytes in them are read as far as they make sense, and the rest is named. */
class StoreFuzzTest {
    private static final long GROUP = 1;

    private final List<String> told = new ArrayList<>();

    private static final class NoLane implements Lane {
        @Override
        public void execute(Runnable task) {
            throw new IllegalStateException("nothing runs here");
        }

        @Override
        public Delayed schedule(long delayNanos, Runnable task) {
            throw new IllegalStateException("nothing runs here");
        }

        @Override
        public boolean inLane() {
            return true;
        }

        @Override
        public Clock clock() {
            return Clock.system();
        }
    }

    private StoreParts parts(MemoryDisk disk, String key) {
        Lane lane = new NoLane();
        SplittableRandom chance = new SplittableRandom(1);
        SecretText secret = key.isEmpty() ? SecretText.NONE : SecretText.of(key);
        return new StoreParts(
                disk,
                new StoreLanes(lane, lane, lane, List.of(lane)),
                StoreOptions.tiny(),
                new Keys(secret, SecretText.NONE, StoreCipher.CHACHA, chance),
                StoreCipher.CHACHA,
                chance,
                new StoreListener() {
                    @Override
                    public void warning(String line) {
                        told.add(line);
                    }

                    @Override
                    public void damage(Damage damage) {
                        told.add(damage.what());
                    }

                    @Override
                    public void failed(String line) {
                        told.add(line);
                    }
                });
    }

    /** As they are, and as the content of a file that is whole. */
    @FuzzTest(maxDuration = "60s")
    void anyBytesAreKeysOrRefused(byte[] data) throws IOException {
        MemoryDisk disk = new MemoryDisk();
        disk.files.put("keys", data);
        keys(disk);
        if (data.length <= 4096) {
            disk.files.remove("keys");
            new TwinFile(disk, "keys", 4096, "").write(data);
            keys(disk);
        }
    }

    private void keys(MemoryDisk disk) throws IOException {
        for (String key : List.of("", "a key")) {
            try {
                assertThat(JournalKey.of(parts(disk, key)).codec()).isNotNull();
            } catch (StoreException | DamagedFileException refused) {
                assertThat(refused.getMessage()).contains("keys");
            }
        }
    }

    /** A store may be encrypted from some time on: what was written before is read, and nothing else that is not sealed. */
    @Test
    void theFileOfKeysSaysSinceWhenAllIsSealed() throws IOException {
        StoreOptions tiny = StoreOptions.tiny();
        MemoryDisk disk = new MemoryDisk();
        assertThat(JournalKey.of(parts(disk, "a key")).options(tiny).sealedFrom())
                .isZero();
        disk = new MemoryDisk();
        JournalKey none = JournalKey.of(parts(disk, ""));
        none.recovered(4096);
        assertThat(none.options(tiny).sealedFrom()).isEqualTo(Long.MAX_VALUE);
        assertThat(JournalKey.of(parts(disk, "a key")).options(tiny).sealedFrom())
                .isEqualTo(Long.MAX_VALUE);
        JournalKey again = JournalKey.of(parts(disk, "a key")); // the one before has ended too soon
        assertThat(again.options(tiny).sealedFrom()).isEqualTo(Long.MAX_VALUE);
        again.recovered(8192);
        JournalKey later = JournalKey.of(parts(disk, "a key"));
        later.recovered(12288);
        assertThat(later.options(tiny).sealedFrom()).isEqualTo(8192);
    }

    @FuzzTest(maxDuration = "60s")
    void anyTextIsThisFormatOrRefused(byte[] data) throws IOException {
        MemoryDisk disk = new MemoryDisk();
        disk.files.put("FORMAT", data);
        try {
            assertThat(new FormatFile(disk).check()).isFalse();
            assertThat(new String(data, StandardCharsets.UTF_8).strip()).isEqualTo("midge store 1");
        } catch (RefusedStoreException refused) {
            assertThat(refused.getMessage()).matches("[ -~]+");
        }
    }

    /** Whole frames around any bytes, and any bytes between them. */
    @FuzzTest(maxDuration = "60s")
    void anyConsumerFileIsReadAsFarAsItMakesSense(byte[] data) throws IOException {
        MemoryDisk disk = new MemoryDisk();
        byte[] file = file(data);
        disk.files.put(StreamFiles.consumerFile(GROUP, 1), file);
        StreamMeta meta = new StreamMeta("A", "s", GROUP, 1, Storage.FILE, Compression.NONE, new byte[0], new byte[0]);
        for (long length : new long[] {file.length, file.length + 100, file.length / 2}) {
            Checkpoint.Mark mark = new Checkpoint.Mark(GROUP, 0, 0, 0, 0, 0, 1, 50, 5, 0, 0, 1, length);
            open(disk, meta, mark);
        }
        open(disk, meta, null);
    }

    private void open(MemoryDisk disk, StreamMeta meta, Checkpoint.@org.jspecify.annotations.Nullable Mark mark)
            throws IOException {
        told.clear();
        StreamStore stream = new StreamOpener(parts(disk, "")).open(meta, mark);
        stream.consumers().forEach(each -> {
            assertThat(each.state().fault(stream.lastSeq())).isEmpty();
            assertThat(each.number()).isLessThan(stream.consumers().nextNumber());
            assertThat(stream.consumers().find(each.name())).isSameAs(each);
        });
        assertThat(told).allMatch(line -> !line.isEmpty());
        stream.close();
    }

    private static byte[] file(byte[] data) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ByteBuffer in = ByteBuffer.wrap(data);
        OpFrame frame = new OpFrame();
        while (in.remaining() > 2) {
            int choice = in.get();
            byte[] body = new byte[Math.min(in.get() & 0xff, in.remaining())];
            in.get(body);
            if ((choice & 1) == 0) {
                byte[] bytes = Arrays.copyOf(new byte[OpFrame.HEADER], OpFrame.size(body.length));
                System.arraycopy(body, 0, bytes, OpFrame.HEADER, body.length);
                OpType type = (choice & 6) == 6 ? OpType.CONSUMER : OpType.CONSUMERS;
                frame.put(bytes, 0, type, 0, 1, 1, body.length);
                file.writeBytes(bytes);
            } else {
                file.writeBytes(body);
            }
        }
        return file.toByteArray();
    }
}
