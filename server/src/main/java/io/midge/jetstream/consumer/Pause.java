package io.midge.jetstream.consumer;

import io.midge.loop.Confined;
import java.time.Instant;

/** Until when a consumer delivers nothing, and who is told that it does again. */
@Confined("stream lane")
final class Pause {
    private final Crew crew;
    private final Consumer consumer;
    private final Alarm alarm;

    Pause(Crew crew, Consumer consumer) {
        this.crew = crew;
        this.consumer = consumer;
        this.alarm = new Alarm(crew.stream().lane(), this::ends);
    }

    /** Whether it lasts, at this time of day. */
    boolean lasts(long wallNs) {
        Instant until = consumer.config().pauseUntil();
        return until != null && wallNs < Times.ns(until);
    }

    /** Wakes the consumer when it is over. */
    void follow() {
        alarm.cancel();
        Instant until = consumer.config().pauseUntil();
        long now = Times.now(crew.stream().lane().clock());
        if (until != null && lasts(now)) {
            alarm.in(Times.ns(until) - now);
        }
    }

    /** It was begun, ended or moved. */
    void configured() {
        follow();
        tell();
    }

    private void ends() {
        if (!consumer.isClosed()) {
            follow();
            if (!alarm.isSet()) {
                tell();
            }
            consumer.woken();
        }
    }

    private void tell() {
        boolean lasts = lasts(Times.now(crew.stream().lane().clock()));
        crew.advisories().paused(consumer.name(), lasts, consumer.config().pauseUntil());
    }

    void stop() {
        alarm.cancel();
    }
}
