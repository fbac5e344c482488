package io.midge.options;

/**
 * What concerns the process that a server runs in.
 *
 * @param pidFile file that receives the process id, in digits without a newline; empty (default): none
 * @param portsFileDir directory for the file that lists the ports in use; empty (default): none
 * @param ioLoops event loops that serve client sockets, 0 (default) for half of the cores and at least one
 * @param outboundBudget bytes that may wait for all connections together, 0 (default) for a quarter of the memory and at least eight times {@code max_pending}, but never more than three quarters of the JVM's direct memory
 * @param readBufferSize bytes of the read buffer of each event loop; default 128 KiB
 */
public record ProcessOptions(
        String pidFile, String portsFileDir, int ioLoops, long outboundBudget, int readBufferSize) {
    static final int DEFAULT_READ_BUFFER_SIZE = 128 << 10;

    public ProcessOptions {
        readBufferSize = readBufferSize == 0 ? DEFAULT_READ_BUFFER_SIZE : readBufferSize;
    }

    /** A builder that holds every default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that holds these values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects values; one that is not set keeps its default. */
    public static final class Builder {
        private String pidFile = "";
        private String portsFileDir = "";
        private int ioLoops;
        private long outboundBudget;
        private int readBufferSize = DEFAULT_READ_BUFFER_SIZE;

        private Builder() {}

        private Builder(ProcessOptions from) {
            pidFile = from.pidFile;
            portsFileDir = from.portsFileDir;
            ioLoops = from.ioLoops;
            outboundBudget = from.outboundBudget;
            readBufferSize = from.readBufferSize;
        }

        /** File that receives the process id, in digits without a newline. */
        public Builder pidFile(String value) {
            pidFile = value;
            return this;
        }

        /** Directory for the file that lists the ports in use. */
        public Builder portsFileDir(String value) {
            portsFileDir = value;
            return this;
        }

        /** Event loops that serve client sockets, 0 (default) for half of the cores and at least one. */
        public Builder ioLoops(int value) {
            ioLoops = value;
            return this;
        }

        /** Bytes that may wait for all connections together, 0 (default) for a quarter of the memory and at least eight times {@code max_pending}, but never more than three quarters of the JVM's direct memory. */
        public Builder outboundBudget(long value) {
            outboundBudget = value;
            return this;
        }

        /** Bytes of the read buffer of each event loop. */
        public Builder readBufferSize(int value) {
            readBufferSize = value;
            return this;
        }

        /** The options so far. */
        public ProcessOptions build() {
            return new ProcessOptions(pidFile, portsFileDir, ioLoops, outboundBudget, readBufferSize);
        }
    }
}
