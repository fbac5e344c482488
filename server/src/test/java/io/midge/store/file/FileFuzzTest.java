package io.midge.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.midge.store.op.BadFrameException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Any bytes are a stream's meta or a checkpoint, written in the one way there is, or are refused; and any file is read or named as
 * damaged. Runs over the seeds in the resources as a plain test; with {@code JAZZER_FUZZ=1} it looks for new ones.
 */
class FileFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyBytesAreAMetaOrRefused(byte[] data) {
        try {
            assertThat(StreamMeta.decode(data, 0, data.length).encode()).isEqualTo(data);
        } catch (BadFrameException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    @FuzzTest(maxDuration = "60s")
    void anyBytesAreACheckpointOrRefused(byte[] data) {
        try {
            assertThat(Checkpoint.decode(data, 0, data.length).encode()).isEqualTo(data);
        } catch (BadFrameException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    @FuzzTest(maxDuration = "60s")
    void anyFileIsReadOrNamed(byte[] data) throws IOException {
        MemoryDisk disk = new MemoryDisk();
        disk.files.put("x", data);
        TwinFile file = new TwinFile(disk, "x", 1000, "call somebody");
        List<String> reports = new ArrayList<>();
        try {
            byte[] content = file.read(reports::add);
            assertThat(file.read(reports::add)).isEqualTo(content);
            assertThat(reports).hasSizeLessThan(2);
        } catch (DamagedFileException damaged) {
            assertThat(damaged).hasMessageStartingWith("/data/x ").hasMessageEndingWith(": call somebody");
        }
        file.write(data.length > 1000 ? new byte[0] : data);
        assertThat(file.read(reports::add)).isEqualTo(data.length > 1000 ? new byte[0] : data);
    }
}
