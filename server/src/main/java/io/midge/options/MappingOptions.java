package io.midge.options;

import java.util.List;

/**
 * Messages on one subject are delivered on others.
 *
 * @param source the subject, wildcards allowed
 * @param destinations where they go; what their weights leave of a hundred stays on the subject, unless it is among them
 */
public record MappingOptions(String source, List<Destination> destinations) {
    public MappingOptions {
        destinations = List.copyOf(destinations);
    }

    /**
     * Where a part of the messages goes.
     *
     * @param subject the subject, which may hold functions; empty: nowhere
     * @param weight how many of a hundred
     * @param cluster only for messages that are published in this cluster; empty: in all that have no list of their own
     */
    public record Destination(String subject, int weight, String cluster) {}
}
