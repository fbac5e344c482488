package io.midge.store.journal;

import java.util.List;

/**
 * A part of the journal that could not be read.
 *
 * @param kind what is known of it
 * @param from the first LSN
 * @param to the LSN behind it
 * @param lost which entries are missing, as far as what stands around them tells; never more than that
 * @param entries how many entries could not be read; at least, where they could not be counted
 * @param possible how many of them may have been acknowledged, where that cannot be known ({@link Kind#TAIL})
 * @param quarantined the name of a file with a copy of these bytes; empty: there is none, they are where they were
 */
public record Damage(Kind kind, long from, long to, List<Lost> lost, int entries, int possible, String quarantined) {
    /** What is known of it. */
    public enum Kind {
        /** Entries of a batch that was durable. */
        ENTRIES,
        /** One or several batches that were durable: their headers, or what a codec had sealed. */
        BATCHES,
        /** The last batch: either it was damaged, or a loss of power tore it before anybody was told of it. */
        TAIL,
        /** Files or ends of files that are not there. */
        MISSING
    }

    /** Entries of a group, both ends included. */
    public record Lost(long group, long fromIndex, long toIndex) {}

    public Damage {
        lost = List.copyOf(lost);
    }
}
