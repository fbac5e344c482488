package io.midge;

import io.midge.log.Log;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * What the process does on a signal. {@code sun.misc.Signal} is the only way to hear one; it is called by reflection
 * because the compiler's warning about it cannot be switched off alone (docs/DECISIONS.md).
 *
 * <p>Threads: the JVM starts one for each signal.
 */
final class Signals {
    private Signals() {}

    /** INT and TERM end the process with exit code 0, after {@code stop}. */
    static void onStop(Runnable stop, Log log) {
        Runnable exit = () -> {
            stop.run();
            System.exit(0);
        };
        handle("INT", "interrupt", exit, log);
        handle("TERM", "terminated", exit, log);
    }

    private static void handle(String name, String text, Runnable action, Log log) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler call = (proxy, method, args) -> {
                if (method.getName().equals("handle")) {
                    log.info("Trapped \"" + text + "\" signal");
                    action.run();
                    return null;
                }
                return objectMethod(proxy, method, args);
            };
            Object mine = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, call);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), mine);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            log.warn("Signal " + name + " cannot be handled on this platform: " + e.getMessage());
        }
    }

    private static Object objectMethod(Object proxy, Method method, Object[] args) {
        return switch (method.getName()) {
            case "equals" -> proxy == args[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "signal handler";
        };
    }
}
