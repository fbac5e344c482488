package io.midge.store.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class FormatFileTest {
    private final MemoryDisk disk = new MemoryDisk();

    private void refused(String text) {
        assertThatThrownBy(() -> new FormatFile(disk).check())
                .isInstanceOf(RefusedStoreException.class)
                .hasMessage(text);
    }

    @Test
    void aNewStoreGetsItAndKeepsIt() throws IOException {
        disk.files.put("LOCK", new byte[0]);
        assertThat(new FormatFile(disk).check()).isTrue();
        assertThat(disk.files.get("FORMAT")).isEqualTo("midge store 1\n".getBytes(UTF_8));
        assertThat(disk.calls)
                .containsExactly(
                        "create FORMAT.new",
                        "write FORMAT.new",
                        "sync FORMAT.new",
                        "rename FORMAT.new FORMAT",
                        "syncDirectory ");
        assertThat(new FormatFile(disk).check()).isFalse();
        disk.files.put("FORMAT", "midge store 1\r\n".getBytes(UTF_8));
        assertThat(new FormatFile(disk).check()).isFalse();
    }

    @Test
    void anotherVersionIsRefused() {
        disk.files.put("FORMAT", "midge store 2\n".getBytes(UTF_8));
        refused("/data/FORMAT says \"midge store 2\", a version that this server does not know; it knows 1: start the"
                + " version that wrote the directory, or name another store_dir");
    }

    @Test
    void anythingElseIsRefused() {
        disk.files.put("FORMAT", "mydge store\u0007 1\n".getBytes(UTF_8));
        refused(
                "/data/FORMAT says \"mydge store? 1\", which is not what this server writes: if it wrote the directory, put"
                        + " the line \"midge store 1\" back, else name another store_dir");
        disk.files.put("FORMAT", new byte[100_000]);
        assertThatThrownBy(() -> new FormatFile(disk).check())
                .isInstanceOf(RefusedStoreException.class)
                .hasMessageContaining("which is not what this server writes");
    }

    @Test
    void aStoreWithoutItIsNotNew() {
        disk.files.put("streams/0000000000000001/meta", new byte[0]);
        refused(
                "/data has streams but no file FORMAT: put the file back, with the line \"midge store 1\", if this server"
                        + " wrote the directory, or name another store_dir");
    }
}
