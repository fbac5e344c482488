package io.midge.jetstream.config;

import java.util.List;

/** Where a stream is to live. */
public record Placement(String cluster, List<String> tags, String preferred) {
    public Placement {
        tags = List.copyOf(tags);
    }
}
