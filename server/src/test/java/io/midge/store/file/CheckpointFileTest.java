package io.midge.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.store.op.BadFrameException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckpointFileTest {
    private static final Checkpoint CHECKPOINT = new Checkpoint(
            3,
            65_536,
            10,
            List.of(
                    new Checkpoint.Mark(2, 1, 300, 65_536, 5, 1, 1, 5, 1_763_737_200_000_000_000L, 5, 250, 1, 80),
                    new Checkpoint.Mark(9, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)));

    private final MemoryDisk disk = new MemoryDisk();
    private final List<String> reports = new ArrayList<>();

    @Test
    void whatIsWrittenIsRead() throws IOException {
        CheckpointFile file = new CheckpointFile(disk);
        assertThat(file.exists()).isFalse();
        file.write(CHECKPOINT);
        assertThat(file.exists()).isTrue();
        assertThat(new CheckpointFile(disk).read(reports::add)).isEqualTo(CHECKPOINT);
        assertThat(reports).isEmpty();
    }

    @Test
    void tenThousandGroupsAreRead() throws IOException {
        Random random = new Random(1);
        List<Checkpoint.Mark> marks = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            marks.add(new Checkpoint.Mark(
                    i * 3L,
                    random.nextInt(1 << 20),
                    random.nextInt(1 << 23),
                    random.nextLong(1L << 50),
                    random.nextLong(1L << 40),
                    random.nextInt(9),
                    random.nextLong(1L << 62),
                    Long.MAX_VALUE,
                    random.nextLong(),
                    random.nextLong(1L << 40),
                    random.nextLong(1L << 50),
                    random.nextInt(1 << 20),
                    random.nextLong(1L << 30)));
        }
        Checkpoint checkpoint = new Checkpoint(Integer.MAX_VALUE, Long.MAX_VALUE, 30_000, marks);
        new CheckpointFile(disk).write(checkpoint);
        assertThat(new CheckpointFile(disk).read(reports::add)).isEqualTo(checkpoint);
    }

    @Test
    void theBytesAreTheseForEver() {
        assertThat(HexFormat.of().formatHex(CHECKPOINT.encode()))
                .isEqualTo("434b5054" + "01" + "03" + "808004" + "0a" + "02"
                        + "02" + "01" + "ac02" + "808004" + "05" + "01" + "01" + "05" + "8080a3b2f0e886fa30" + "05"
                        + "fa01"
                        + "01" + "50"
                        + "06" + "00" + "00" + "00" + "00" + "00" + "01" + "00" + "00" + "00" + "00" + "00" + "00");
    }

    @Test
    void whatIsCutOffOrGoesOnIsRefused() throws BadFrameException {
        byte[] bytes = CHECKPOINT.encode();
        assertThat(Checkpoint.decode(bytes, 0, bytes.length)).isEqualTo(CHECKPOINT);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Checkpoint.decode(cut, 0, cut.length)).isInstanceOf(BadFrameException.class);
        }
        byte[] more = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> Checkpoint.decode(more, 0, more.length)).isInstanceOf(BadFrameException.class);
    }

    @Test
    void groupsThatAreOutOfOrderAreAMistakeOfOurs() {
        List<Checkpoint.Mark> marks = new ArrayList<>(CHECKPOINT.marks());
        marks.add(marks.getFirst());
        assertThatThrownBy(() -> new Checkpoint(1, 0, 100, marks).encode()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Checkpoint(1, 0, 9, CHECKPOINT.marks()).encode())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatCannotBeUnderstoodIsNamedWithWhatToDo() throws IOException {
        new TwinFile(disk, "checkpoint", 1000, "").write(new byte[20]);
        assertThatThrownBy(() -> new CheckpointFile(disk).read(reports::add))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageStartingWith("/data/checkpoint cannot be understood (it is no checkpoint): ")
                .hasMessageContaining("from a backup");
    }
}
