package io.midge;

import io.midge.log.Log;
import io.midge.loop.Lanes;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the process does on a signal: each is logged, then acted on, one after the other; an end waits for none. {@code sun.misc.Signal} is the
 * only way to hear one; it is called by reflection because the compiler's warning about it cannot be switched off alone
 * (docs/DECISIONS.md).
 *
 * <p>Threads: the JVM starts one for each signal.
 */
final class Signals {
    /** The variable that tells HotSpot which signal to suspend threads by, instead of USR2. */
    static final String SUSPEND_BY = "_JAVA_SR_SIGNUM";

    /** Signals that may wait while another is acted on; nats-server keeps one. */
    private static final int WAITING = 16;

    /**
     * What is done, on the thread of a signal and not two at a time, except that {@code stop} and {@code lameDuck} run on
     * threads of their own and return when the server has ended: the process ends then, with exit code 0.
     */
    record Actions(Runnable stop, Runnable lameDuck, Runnable reload, Runnable reopenLog) {}

    /** Those that are heard, with nats-server's names for them. */
    private enum Kind {
        HUP("hangup"),
        INT("interrupt"),
        TERM("terminated"),
        USR1("user defined signal 1"),
        USR2("user defined signal 2");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    private final Actions actions;
    private final Log log;
    private final ArrayBlockingQueue<Kind> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicInteger pending = new AtomicInteger();

    private final AtomicBoolean leaving = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();

    private Signals(Actions actions, Log log) {
        this.actions = actions;
        this.log = log;
    }

    /**
     * Listens from now on. {@code suspendBy} is the value of {@link #SUSPEND_BY}, null when there is none: without it USR2
     * stays HotSpot's, because every thread that a profiler or a flight recording suspends would be heard as lame duck.
     */
    static void listen(Actions actions, @Nullable String suspendBy, Log log) {
        Signals signals = new Signals(actions, log);
        signals.handle(Kind.HUP);
        signals.handle(Kind.INT);
        signals.handle(Kind.TERM);
        signals.handle(Kind.USR1);
        if (leavesUsr2(suspendBy)) {
            signals.handle(Kind.USR2);
        } else {
            log.warn("Signal USR2 (lame duck) is not handled: the JVM itself uses it, unless " + SUSPEND_BY
                    + "=40 is in its environment, as ./nats-server sees to");
        }
    }

    /**
     * Makes what {@link #listen} needs and takes a start 10 ms, the class of the handlers, on a thread of its own: they are
     * heard as early as if it had not been called, but {@code listen} returns sooner.
     */
    static void prepare() {
        Lanes.start("nats-signals", true, () -> {
            try {
                handler((proxy, method, args) -> null);
            } catch (ReflectiveOperationException e) {
                // Not our moment to say so: listen() does.
            }
        });
    }

    private static Object handler(InvocationHandler call) throws ReflectiveOperationException {
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        return Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, call);
    }

    /** Whether HotSpot, told this, suspends threads by another signal than USR2, which is 12. */
    static boolean leavesUsr2(@Nullable String suspendBy) {
        try {
            int number = suspendBy == null ? 0 : Integer.parseInt(suspendBy);
            return number > 12 && number <= 64; // HotSpot takes no others
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private void handle(Kind kind) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler call = (proxy, method, args) -> {
                if (method.getName().equals("handle")) {
                    trapped(kind);
                    return null;
                }
                return objectMethod(proxy, method, args);
            };
            Object mine = handler(call);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(kind.name()), mine);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            log.warn("Signal " + kind + " cannot be handled on this platform: " + cause.getMessage());
        }
    }

    private static Object objectMethod(Object proxy, Method method, Object[] args) {
        return switch (method.getName()) {
            case "equals" -> proxy == args[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "signal handler";
        };
    }

    // Whoever comes while another is at work leaves the signal to that one; but an end does not wait, as another may
    // hang
    // in a file system.
    private void trapped(Kind kind) {
        if (kind == Kind.INT || kind == Kind.TERM) {
            act(kind);
            return;
        }
        if (!waiting.offer(kind) || pending.getAndIncrement() > 0) {
            return;
        }
        do {
            Kind first = waiting.poll();
            if (first != null) {
                act(first);
            }
        } while (pending.decrementAndGet() > 0);
    }

    private void act(Kind kind) {
        if (stopping.get()) {
            return;
        }
        log.info("Trapped \"" + kind.text + "\" signal");
        try {
            switch (kind) {
                case HUP -> actions.reload().run();
                case USR1 -> actions.reopenLog().run();
                case INT -> stop();
                case TERM -> {
                    if (!leaving.get()) { // else the end is near, and whoever cannot wait for it sends INT
                        stop();
                    }
                }
                case USR2 -> {
                    if (leaving.compareAndSet(false, true)) {
                        exitAfter("nats-lame-duck", actions.lameDuck());
                    }
                }
            }
        } catch (RuntimeException | Error e) {
            log.error("Signal " + kind + " could not be acted on", e);
        }
    }

    private void stop() {
        if (stopping.compareAndSet(false, true)) {
            exitAfter("nats-stop", actions.stop());
        }
    }

    // On a thread that keeps the JVM alive: that of the signal does not, and the loops are gone before the last line.
    private static void exitAfter(String lane, Runnable action) {
        Lanes.start(lane, false, () -> {
            action.run();
            System.exit(0);
        });
    }
}
