package io.midge.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The paths are those of nats-server 2.15.2. */
class GoStoreGuardTest {
    private final MemoryDisk disk = new MemoryDisk();

    @Test
    void aStreamIsRefusedByNameWithTheWayOut() {
        disk.files.put("jetstream/$G/streams/ORDERS/meta.inf", new byte[0]);
        assertThatThrownBy(() -> GoStoreGuard.check(disk, "jetstream"))
                .isInstanceOf(RefusedStoreException.class)
                .hasMessage(
                        "/data/jetstream holds JetStream data of nats-server (account $G, stream ORDERS), which this"
                                + " server does not use in place: import comes by the option --import-store, which leaves that data"
                                + " as it is; or name another store_dir");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$G/streams/ORDERS/meta.inf",
                "$G/streams/ORDERS/msgs/1.blk",
                "$G/streams/ORDERS/msgs/index.db",
                "$G/streams/ORDERS/obs/dlc/o.dat",
                "midge/streams/ORDERS/meta.inf",
                "ADWB5WO5/streams/a b/msgs/2.blk",
                "$SYS/_js_/_meta_/msgs/1.blk",
                "$SYS/_js_/S-R3F-abcdefgh/tav.idx",
            })
    void whateverIsLeftOfItIsSeen(String path) throws IOException {
        disk.files.put("jetstream/" + path, new byte[0]);
        assertThat(GoStoreGuard.find(disk, "jetstream")).isPresent();
        disk.files.clear();
        disk.files.put(path, new byte[0]);
        assertThat(GoStoreGuard.find(disk, "")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "midge/streams/0000000000000001/meta",
                "midge/streams/0000000000000001/00000001.seg",
                "midge/journal/0000000000000000.jrn",
                "$G/streams/notes.txt",
                "README",
                "lost+found/x",
            })
    void oursAndOthersIsNot(String path) {
        disk.files.put("jetstream/midge/FORMAT", new byte[0]);
        disk.files.put("jetstream/" + path, new byte[0]);
        assertThatCode(() -> GoStoreGuard.check(disk, "jetstream")).doesNotThrowAnyException();
    }

    @Test
    void anEmptyDirectoryIsFine() {
        assertThatCode(() -> GoStoreGuard.check(disk, "jetstream")).doesNotThrowAnyException();
    }
}
