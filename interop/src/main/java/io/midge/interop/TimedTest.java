package io.midge.interop;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A test with a client: one line of a report, within a time, on a virtual thread of its own. */
public final class TimedTest {
    private static final int TEST_SECONDS = 60;

    private TimedTest() {}

    /** What a test does. */
    public interface Body {
        void run() throws Exception;
    }

    public static void run(Report report, String name, Body test) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().name(name).start(() -> {
            try {
                test.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        try {
            done.get(TEST_SECONDS, TimeUnit.SECONDS);
            report.ok(name);
        } catch (ExecutionException e) {
            report.fail(name, reason(e.getCause()));
        } catch (TimeoutException e) {
            thread.interrupt();
            report.fail(name, "not done within " + TEST_SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            report.fail(name, "interrupted");
        }
    }

    private static String reason(@Nullable Throwable e) {
        if (e == null) {
            return "";
        }
        StackTraceElement[] stack = e.getStackTrace();
        String at = Arrays.stream(stack)
                .filter(frame -> frame.getClassName().endsWith("Cases"))
                .findFirst()
                .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
                .orElse("");
        return e + (e.getCause() == null ? "" : " by " + e.getCause()) + at;
    }
}
