package io.midge.store.journal;

/** A journal that cannot be read for a reason that somebody has to do away with: nothing of it was touched. */
public final class JournalException extends Exception {
    private static final long serialVersionUID = 1L;

    public JournalException(String message) {
        super(message);
    }

    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
