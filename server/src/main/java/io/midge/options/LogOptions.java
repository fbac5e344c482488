package io.midge.options;

/**
 * What is logged and where (config.md 2).
 *
 * @param debug log debug lines; default false
 * @param trace log each protocol line; default false
 * @param traceVerbose trace the system account too; default false
 * @param traceHeaders trace only the headers of messages; default false
 * @param logtime put a time stamp on each log line; default true
 * @param logtimeUtc the time stamp is in UTC; default false: local time
 * @param file file that log lines are appended to; empty (default): standard error
 * @param sizeLimit bytes after which the file is rotated, 0 (default) for never
 * @param maxFiles log files kept, the current one included, 0 (default) for all
 * @param syslog log to the machine's syslog; default false
 * @param remoteSyslog URL of a syslog server, {@code udp://host:514}; empty (default): none
 * @param maxTracedMsgLen bytes of a payload that a trace line shows, 0 (default) for all
 */
public record LogOptions(
        boolean debug,
        boolean trace,
        boolean traceVerbose,
        boolean traceHeaders,
        boolean logtime,
        boolean logtimeUtc,
        String file,
        long sizeLimit,
        long maxFiles,
        boolean syslog,
        String remoteSyslog,
        int maxTracedMsgLen) {
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
        private boolean debug;
        private boolean trace;
        private boolean traceVerbose;
        private boolean traceHeaders;
        private boolean logtime = true;
        private boolean logtimeUtc;
        private String file = "";
        private long sizeLimit;
        private long maxFiles;
        private boolean syslog;
        private String remoteSyslog = "";
        private int maxTracedMsgLen;

        private Builder() {}

        private Builder(LogOptions from) {
            debug = from.debug;
            trace = from.trace;
            traceVerbose = from.traceVerbose;
            traceHeaders = from.traceHeaders;
            logtime = from.logtime;
            logtimeUtc = from.logtimeUtc;
            file = from.file;
            sizeLimit = from.sizeLimit;
            maxFiles = from.maxFiles;
            syslog = from.syslog;
            remoteSyslog = from.remoteSyslog;
            maxTracedMsgLen = from.maxTracedMsgLen;
        }

        /** Log debug lines. */
        public Builder debug(boolean value) {
            debug = value;
            return this;
        }

        /** Log each protocol line. */
        public Builder trace(boolean value) {
            trace = value;
            return this;
        }

        /** Trace the system account too. */
        public Builder traceVerbose(boolean value) {
            traceVerbose = value;
            return this;
        }

        /** Trace only the headers of messages. */
        public Builder traceHeaders(boolean value) {
            traceHeaders = value;
            return this;
        }

        /** Put a time stamp on each log line. */
        public Builder logtime(boolean value) {
            logtime = value;
            return this;
        }

        /** The time stamp is in UTC. */
        public Builder logtimeUtc(boolean value) {
            logtimeUtc = value;
            return this;
        }

        /** File that log lines are appended to. */
        public Builder file(String value) {
            file = value;
            return this;
        }

        /** Bytes after which the file is rotated, 0 (default) for never. */
        public Builder sizeLimit(long value) {
            sizeLimit = value;
            return this;
        }

        /** Log files kept, the current one included, 0 (default) for all. */
        public Builder maxFiles(long value) {
            maxFiles = value;
            return this;
        }

        /** Log to the machine's syslog. */
        public Builder syslog(boolean value) {
            syslog = value;
            return this;
        }

        /** URL of a syslog server, {@code udp://host:514}. */
        public Builder remoteSyslog(String value) {
            remoteSyslog = value;
            return this;
        }

        /** Bytes of a payload that a trace line shows, 0 (default) for all. */
        public Builder maxTracedMsgLen(int value) {
            maxTracedMsgLen = value;
            return this;
        }

        /** The options so far. */
        public LogOptions build() {
            return new LogOptions(
                    debug,
                    trace,
                    traceVerbose,
                    traceHeaders,
                    logtime,
                    logtimeUtc,
                    file,
                    sizeLimit,
                    maxFiles,
                    syslog,
                    remoteSyslog,
                    maxTracedMsgLen);
        }
    }
}
