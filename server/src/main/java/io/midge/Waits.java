package io.midge;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How starting and stopping wait for what others do. Any thread but loops and lanes. */
final class Waits {
    private Waits() {}

    /** Whether it came in time. An interrupt is no end in time either, and is left to the caller. */
    static boolean atMost(CountDownLatch latch, long seconds) {
        try {
            return latch.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The same; an interrupt does not cut it short, but is not lost. */
    static boolean steadily(CountDownLatch latch, long seconds) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return latch.await(seconds, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
