package io.midge;

import io.midge.log.Log;
import io.midge.loop.Lanes;
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
    /** What a server without a configuration file says when it is told to read it again. */
    private static final String NO_FILE =
            "Failed to reload server configuration: can only reload config when a file is "
                    + "provided using -c or --config";

    private Signals() {}

    /** INT and TERM end the process with exit code 0, after {@code stop}. HUP is for a configuration file, USR1 for the log file. */
    static void onStop(Runnable stop, Log log) {
        // On a thread that keeps the JVM alive: that of the signal does not, and the loops are gone before the last
        // line.
        Runnable exit = () -> Lanes.start("nats-stop", false, () -> {
            stop.run();
            System.exit(0);
        });
        handle("USR1", "user defined signal 1", log::reopen, log);
        handle("HUP", "hangup", () -> log.error(NO_FILE), log);
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
