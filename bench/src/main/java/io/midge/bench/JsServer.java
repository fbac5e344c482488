package io.midge.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One of the servers that are compared, with what it is told of JetStream. */
enum JsServer {
    MIDGE(Target.MIDGE, ""),
    GO(Target.GO, ""),
    /** Acknowledges what is on the disk, as Midge does. */
    GO_ALWAYS("go-always", "sync_interval: always");

    private final String id;
    private final String more;

    JsServer(String id, String more) {
        this.id = id;
        this.more = more;
    }

    String id() {
        return id;
    }

    /** Its arguments, with what it stores in a directory. */
    List<String> arguments(Path directory) throws IOException {
        Path file = directory.resolve("bench.conf");
        String text = "jetstream { store_dir: \"" + directory.resolve("store") + "\", max_mem: 2GiB, max_file: 40GiB\n"
                + more + "\n}\n";
        Files.writeString(file, text, StandardCharsets.UTF_8);
        return List.of("-c", file.toString());
    }
}
