/** Midge, the NATS server for the JVM. */
@org.jspecify.annotations.NullMarked
module io.midge {
    requires static transitive org.jspecify;
    requires bcrypt; // an automatic module, named after its jar
    requires jdk.httpserver;
    requires jdk.unsupported; // sun.misc.Signal
    requires org.jctools.core;
    requires org.slf4j;

    exports io.midge;
    exports io.midge.options;
}
