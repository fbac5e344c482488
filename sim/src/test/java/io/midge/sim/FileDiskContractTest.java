package io.midge.sim;

import io.midge.disk.Disk;
import io.midge.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class FileDiskContractTest extends DiskContract {
    @TempDir
    Path dir;

    @Override
    Disk make() throws IOException {
        return FileDisk.at(dir.resolve("disk"), InstantSource.system());
    }
}
