package io.midge.log;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Calls into the C library, through {@code java.lang.foreign}: by reflection, because that is final from Java 22 on and
 * this compiles for 21. A byte array among the arguments is handed over as a copy outside of the heap.
 */
final class CLibrary {
    private static final String FOREIGN = "java.lang.foreign.";

    private final MethodHandle socket;
    private final MethodHandle connect;
    private final MethodHandle setsockopt;
    private final MethodHandle send;
    private final MethodHandle close;

    private CLibrary() throws ReflectiveOperationException {
        socket = handle("socket", "JAVA_INT", "JAVA_INT", "JAVA_INT", "JAVA_INT");
        connect = handle("connect", "JAVA_INT", "JAVA_INT", "ADDRESS", "JAVA_INT");
        setsockopt = handle("setsockopt", "JAVA_INT", "JAVA_INT", "JAVA_INT", "JAVA_INT", "ADDRESS", "JAVA_INT");
        send = handle("send", "JAVA_LONG", "JAVA_INT", "ADDRESS", "JAVA_LONG", "JAVA_INT");
        close = handle("close", "JAVA_INT", "JAVA_INT");
    }

    static CLibrary load() throws IOException {
        try {
            return new CLibrary();
        } catch (InvocationTargetException e) {
            throw new IOException("no access to the C library: " + e.getCause(), e);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IOException("no access to the C library before Java 22: " + e, e);
        }
    }

    MethodHandle socket() {
        return socket;
    }

    MethodHandle connect() {
        return connect;
    }

    MethodHandle setsockopt() {
        return setsockopt;
    }

    MethodHandle send() {
        return send;
    }

    MethodHandle close() {
        return close;
    }

    /** Calls a function; what it returns is cut to 32 bits. */
    int call(MethodHandle handle, Object... arguments) throws IOException {
        try (AutoCloseable arena = arena()) {
            Object[] values = arguments.clone();
            for (int i = 0; i < values.length; i++) {
                if (values[i] instanceof byte[] bytes) {
                    values[i] = outside(arena, bytes);
                }
            }
            return ((Number) handle.invokeWithArguments(values)).intValue();
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("no access to the C library: " + e, e);
        }
    }

    static MethodHandle handle(String name, String result, String... parameters) throws ReflectiveOperationException {
        Class<?> linkerClass = Class.forName(FOREIGN + "Linker");
        Class<?> segment = Class.forName(FOREIGN + "MemorySegment");
        Class<?> layout = Class.forName(FOREIGN + "MemoryLayout");
        Class<?> descriptorClass = Class.forName(FOREIGN + "FunctionDescriptor");
        Class<?> option = Class.forName(FOREIGN + "Linker$Option");
        Object linker = linkerClass.getMethod("nativeLinker").invoke(null);
        Object lookup = linkerClass.getMethod("defaultLookup").invoke(linker);
        Optional<?> address = (Optional<?>) Class.forName(FOREIGN + "SymbolLookup")
                .getMethod("find", String.class)
                .invoke(lookup, name);
        Object layouts = Array.newInstance(layout, parameters.length);
        for (int i = 0; i < parameters.length; i++) {
            Array.set(layouts, i, layout(parameters[i]));
        }
        Object descriptor =
                descriptorClass.getMethod("of", layout, layouts.getClass()).invoke(null, layout(result), layouts);
        Object options = Array.newInstance(option, 0);
        return (MethodHandle) linkerClass
                .getMethod("downcallHandle", segment, descriptorClass, options.getClass())
                .invoke(linker, address.orElseThrow(), descriptor, options);
    }

    private static Object layout(String name) throws ReflectiveOperationException {
        return Class.forName(FOREIGN + "ValueLayout").getField(name).get(null);
    }

    static AutoCloseable arena() throws ReflectiveOperationException {
        return (AutoCloseable)
                Class.forName(FOREIGN + "Arena").getMethod("ofConfined").invoke(null);
    }

    /** A copy of these bytes that lives as long as the arena. */
    static Object outside(Object arena, byte[] bytes) throws ReflectiveOperationException {
        Object segment = Class.forName(FOREIGN + "SegmentAllocator")
                .getMethod("allocate", long.class)
                .invoke(arena, (long) bytes.length);
        ByteBuffer buffer = (ByteBuffer) Class.forName(FOREIGN + "MemorySegment")
                .getMethod("asByteBuffer")
                .invoke(segment);
        buffer.put(bytes);
        return segment;
    }
}
