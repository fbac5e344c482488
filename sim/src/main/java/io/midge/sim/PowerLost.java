package io.midge.sim;

/** The power is gone: an error that nobody handles, thrown by whatever touches the disk from that moment on. */
public final class PowerLost extends Error {
    private static final long serialVersionUID = 1L;

    PowerLost(String message) {
        super(message);
    }
}
