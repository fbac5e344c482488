package io.midge.store.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.store.op.BadFrameException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamMetaTest {
    private static final StreamMeta META = new StreamMeta(
            "$G",
            "ORDERS",
            7,
            1_763_737_200_000_000_000L,
            StreamMeta.Storage.FILE,
            StreamMeta.Compression.S2,
            "{\"name\":\"ORDERS\"}".getBytes(UTF_8),
            new byte[] {1, 2, 3});

    private final MemoryDisk disk = new MemoryDisk();
    private final List<String> reports = new ArrayList<>();

    @Test
    void whatIsWrittenIsRead() throws IOException {
        META.write(disk, "streams/0000000000000007");
        assertThat(StreamMeta.read(disk, "streams/0000000000000007", reports::add))
                .isEqualTo(META);
        StreamMeta other = META.with(new byte[0], StreamMeta.Compression.NONE).rewrapped(new byte[] {9});
        assertThat(other).isNotEqualTo(META);
        other.write(disk, "streams/0000000000000007");
        assertThat(StreamMeta.read(disk, "streams/0000000000000007", reports::add))
                .isEqualTo(other);
        assertThat(reports).isEmpty();
    }

    @Test
    void theBytesAreTheseForEver() {
        assertThat(HexFormat.of().formatHex(META.encode()))
                .isEqualTo("4d455441" + "01" + "022447" + "064f5244455253" + "07" + "8080a3b2f0e886fa30" + "00" + "01"
                        + "117b226e616d65223a224f5244455253227d" + "03010203");
    }

    @Test
    void whatIsCutOffOrGoesOnIsRefused() throws BadFrameException {
        byte[] bytes = META.encode();
        assertThat(StreamMeta.decode(bytes, 0, bytes.length)).isEqualTo(META);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> StreamMeta.decode(cut, 0, cut.length)).isInstanceOf(BadFrameException.class);
        }
        byte[] more = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> StreamMeta.decode(more, 0, more.length)).isInstanceOf(BadFrameException.class);
    }

    @Test
    void anotherVersionIsNamed() throws IOException {
        byte[] bytes = META.encode();
        bytes[4] = 2;
        new TwinFile(disk, "streams/a/meta", 1000, "").write(bytes);
        assertThatThrownBy(() -> StreamMeta.read(disk, "streams/a", reports::add))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageStartingWith(
                        "/data/streams/a/meta cannot be understood (version 2 is not known here, only 1;")
                .hasMessageContaining("put the file back from a backup");
    }
}
