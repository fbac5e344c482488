package io.midge.store.log;

import io.midge.store.op.BadFrameException;
import java.io.IOException;
import java.util.List;

/** The parts of a footer, in the order in which they stand there. The order is on disk and never changes. */
enum Section {
    /** The distinct subjects: length and bytes of each, in the order in which they came. */
    DICTIONARY,
    /** Of each message: how far its sequence is from the one before, less one. */
    SEQUENCES,
    /** Of each message: how far it starts from the one before, in units of 8 bytes. */
    POSITIONS,
    /** Of each message: which of the subjects it has. */
    SUBJECTS,
    /** Of each message: how much later it is than the one before. */
    TIMES,
    /** Of each message: what it counts in the accounting of nats-server's file store. */
    SIZES,
    /** Of messages that have any: time to live and flags. */
    EXTRAS,
    /** Of frames that are not messages: type and position. */
    OTHERS,
    /** Of messages whose payload lies elsewhere: where. */
    LARGES,
    /** Where to start to look for a sequence ({@link Marks}). */
    MARKS,
    /** CRC32C of each page of the file up to the footer ({@link PageSums}); nothing: not known. */
    PAGES,
    /** What the segment is as a whole ({@link Summary}). */
    SUMMARY;

    static final List<Section> ALL = List.of(values());

    /** Where it stands among them. */
    @SuppressWarnings("EnumOrdinal") // the order is what is on disk
    int place() {
        return ordinal();
    }

    /** Where sections come from: a file, or those who make them. */
    interface Source {
        /**
         * A section to be read.
         *
         * @throws BadFrameException it is damaged
         */
        Cursor section(Section which) throws IOException, BadFrameException;
    }
}
