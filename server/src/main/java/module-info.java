/** Midge, the NATS server for the JVM. */
@org.jspecify.annotations.NullMarked
module io.midge {
    requires static transitive org.jspecify;

    exports io.midge;
}
