package io.midge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
    @TempDir
    Path dir;

    @Test
    void itHasDigitsAlsoWhereMoreStoodBefore() throws IOException {
        Path file = Files.writeString(dir.resolve("pid"), "x".repeat(100));
        PidFile.write(file.toString());
        assertThat(Files.readString(file))
                .isEqualTo(Long.toString(ProcessHandle.current().pid()));
    }

    @Test
    void withoutANameThereIsNone() throws IOException {
        PidFile.write("");
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void whatCannotBeWrittenIsSaid() {
        assertThatIOException()
                .isThrownBy(() -> PidFile.write(dir + "/none/pid"))
                .withMessage("Could not write pidfile: open " + dir + "/none/pid: no such file or directory");
        assertThatIOException()
                .isThrownBy(() -> PidFile.write(dir.toString()))
                .withMessageStartingWith("Could not write pidfile: ");
    }
}
