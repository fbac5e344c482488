package io.midge.jetstream.consumer;

import io.midge.json.ZonedTime;
import io.midge.loop.Confined;

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
        ZonedTime until = consumer.config().pauseUntil();
        return until != null && wallNs < Times.ns(until.instant());
    }

    /** Wakes the consumer when it is over. */
    void follow() {
        alarm.cancel();
        ZonedTime until = consumer.config().pauseUntil();
        long now = Times.now(crew.stream().lane().clock());
        if (until != null && lasts(now)) {
            alarm.in(Times.ns(until.instant()) - now);
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

    /** Says that it lasts, if it does. */
    void asked() {
        if (lasts(Times.now(crew.stream().lane().clock()))) {
            tell();
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
