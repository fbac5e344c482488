package io.midge.options;

/**
 * Monitoring over HTTP (monitoring.md).
 *
 * @param host address of the listener; empty (default): that of the clients' one
 * @param port TCP port for HTTP, 0 (default) for none, -1 for a free one
 * @param httpsPort TCP port for HTTPS, 0 (default) for none, -1 for a free one
 * @param basePath prefix of every path; empty (default): none
 * @param profPort TCP port for profiles, 0 (default) for none
 * @param profBlockRate sampling rate of blocking, 0 (default) for none
 */
public record MonitorOptions(String host, int port, int httpsPort, String basePath, int profPort, int profBlockRate) {
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
        private String host = "";
        private int port;
        private int httpsPort;
        private String basePath = "";
        private int profPort;
        private int profBlockRate;

        private Builder() {}

        private Builder(MonitorOptions from) {
            host = from.host;
            port = from.port;
            httpsPort = from.httpsPort;
            basePath = from.basePath;
            profPort = from.profPort;
            profBlockRate = from.profBlockRate;
        }

        /** Address of the listener. */
        public Builder host(String value) {
            host = value;
            return this;
        }

        /** TCP port for HTTP, 0 (default) for none, -1 for a free one. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** TCP port for HTTPS, 0 (default) for none, -1 for a free one. */
        public Builder httpsPort(int value) {
            httpsPort = value;
            return this;
        }

        /** Prefix of every path. */
        public Builder basePath(String value) {
            basePath = value;
            return this;
        }

        /** TCP port for profiles, 0 (default) for none. */
        public Builder profPort(int value) {
            profPort = value;
            return this;
        }

        /** Sampling rate of blocking, 0 (default) for none. */
        public Builder profBlockRate(int value) {
            profBlockRate = value;
            return this;
        }

        /** The options so far. */
        public MonitorOptions build() {
            return new MonitorOptions(host, port, httpsPort, basePath, profPort, profBlockRate);
        }
    }
}
