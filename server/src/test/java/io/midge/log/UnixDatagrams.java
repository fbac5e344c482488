package io.midge.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** A datagram socket of this machine (Linux), as a syslog service has it. */
final class UnixDatagrams implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final CLibrary library = CLibrary.load();
    private final MethodHandle receive;
    private final int descriptor;

    UnixDatagrams(Path path) throws IOException, ReflectiveOperationException {
        receive = CLibrary.handle("recv", "JAVA_LONG", "JAVA_INT", "ADDRESS", "JAVA_LONG", "JAVA_INT");
        MethodHandle bind = CLibrary.handle("bind", "JAVA_INT", "JAVA_INT", "ADDRESS", "JAVA_INT");
        descriptor = library.call(library.socket(), 1, 2, 0);
        byte[] name = path.toString().getBytes(UTF_8);
        ByteBuffer address = ByteBuffer.allocate(name.length + 3).order(ByteOrder.nativeOrder());
        address.putShort((short) 1).put(name);
        ByteBuffer timeout = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        timeout.putLong(PATIENCE_SECONDS);
        if (library.call(bind, descriptor, address.array(), name.length + 3) != 0
                || library.call(library.setsockopt(), descriptor, 1, 20, timeout.array(), 16) != 0) {
            throw new IOException("cannot bind " + path);
        }
    }

    String next() throws Throwable {
        try (AutoCloseable arena = CLibrary.arena()) {
            Object buffer = CLibrary.outside(arena, new byte[100_000]);
            long length = (long) receive.invokeWithArguments(descriptor, buffer, 100_000L, 0);
            if (length < 0) {
                throw new AssertionError("nothing came");
            }
            byte[] bytes = new byte[(int) length];
            ((ByteBuffer) Class.forName("java.lang.foreign.MemorySegment")
                            .getMethod("asByteBuffer")
                            .invoke(buffer))
                    .get(bytes);
            return new String(bytes, UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        library.call(library.close(), descriptor);
    }
}
