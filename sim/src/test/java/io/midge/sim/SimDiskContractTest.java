package io.midge.sim;

import io.midge.disk.Disk;

class SimDiskContractTest extends DiskContract {
    @Override
    Disk make() {
        return new SimDisk(7);
    }
}
