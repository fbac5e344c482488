package io.midge.bench;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Processes that compute without end, so that a server has to share the machine. */
final class BusyProcesses implements AutoCloseable {
    private final List<Process> all = new ArrayList<>();

    BusyProcesses(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            all.add(new ProcessBuilder("/bin/sh", "-c", "while :; do :; done")
                    .redirectErrorStream(true)
                    .redirectOutput(new File("/dev/null"))
                    .start());
        }
    }

    /** Ends them; what follows has the machine to itself. */
    void end() {
        all.forEach(ServerProcess::kill);
        all.clear();
    }

    @Override
    public void close() {
        end();
    }
}
