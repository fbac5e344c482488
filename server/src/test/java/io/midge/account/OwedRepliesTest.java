package io.midge.account;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.options.PermissionOptions.Responses;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OwedRepliesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private long now = -5; // a clock may begin anywhere

    private boolean give(OwedReplies replies, String subject) {
        byte[] b = ("PUB " + subject).getBytes(ISO_8859_1);
        return replies.give(b, 4, b.length - 4, now);
    }

    private void owe(OwedReplies replies, String subject) {
        byte[] b = subject.getBytes(ISO_8859_1);
        replies.owe(b, 0, b.length, now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void aReplyMayBeGivenAsOftenAsIsSaid() {
        OwedReplies replies = new OwedReplies(new Responses(2, MINUTE));
        assertThat(give(replies, "r")).isFalse();
        owe(replies, "r");
        assertThat(give(replies, "r")).isTrue();
        assertThat(give(replies, "s")).isFalse();
        assertThat(give(replies, "r")).isTrue();
        assertThat(give(replies, "r")).isFalse();
        assertThat(replies.size()).isZero();
    }

    @Test
    void andAnyNumberOfTimesIfThatIsNegative() {
        OwedReplies replies = new OwedReplies(new Responses(-1, MINUTE));
        owe(replies, "r");
        for (int i = 0; i < 1000; i++) {
            assertThat(give(replies, "r")).isTrue();
        }
    }

    @Test
    void untilItsTimeIsOver() {
        OwedReplies replies = new OwedReplies(new Responses(5, MINUTE));
        owe(replies, "r");
        pass(MINUTE);
        assertThat(give(replies, "r")).isTrue();
        pass(Duration.ofNanos(1));
        assertThat(give(replies, "r")).isFalse();
        assertThat(replies.size()).isZero();
    }

    @Test
    void orNeverIfThatIsNegativeOrTooLongToCount() {
        for (Duration expires : new Duration[] {Duration.ofSeconds(-1), Duration.ofSeconds(Long.MAX_VALUE)}) {
            OwedReplies replies = new OwedReplies(new Responses(5, expires));
            owe(replies, "r");
            pass(Duration.ofDays(365));
            assertThat(give(replies, "r")).isTrue();
        }
    }

    @Test
    void whatIsAskedTwiceCountsAsGivenOnce() {
        OwedReplies replies = new OwedReplies(new Responses(2, MINUTE));
        owe(replies, "r");
        owe(replies, "r");
        assertThat(give(replies, "r")).isTrue();
        assertThat(give(replies, "r")).isFalse();
        owe(replies, "r");
        assertThat(give(replies, "r")).isTrue();
        assertThat(give(replies, "r")).isTrue();
        assertThat(give(replies, "r")).isFalse();
    }

    @Test
    void whatIsOverIsForgottenAsNewOnesCome() {
        OwedReplies replies = new OwedReplies(new Responses(1, MINUTE));
        for (int i = 0; i < 1000; i++) {
            owe(replies, "r." + i);
            pass(Duration.ofSeconds(1));
        }
        assertThat(replies.size()).isEqualTo(61);
    }

    @Test
    void thereIsNoMoreThanABoundedNumber() {
        OwedReplies replies = new OwedReplies(new Responses(-1, Duration.ofSeconds(-1)));
        for (int i = 0; i < OwedReplies.MOST + 10; i++) {
            owe(replies, "r." + i);
        }
        assertThat(replies.size()).isEqualTo(OwedReplies.MOST);
        assertThat(give(replies, "r.9")).isFalse();
        assertThat(give(replies, "r.10")).isTrue();
    }

    @Test
    void norOfMoreThanABoundedLength() {
        OwedReplies replies = new OwedReplies(new Responses(-1, Duration.ofSeconds(-1)));
        String subject = "r".repeat(4000);
        for (int i = 0; i < 10_000; i++) {
            owe(replies, subject + i);
        }
        assertThat(replies.size()).isBetween(4000, (int) (OwedReplies.MOST_BYTES / 4000));
        for (int i = 0; i < 10_000; i++) {
            boolean last = i >= 10_000 - 4000;
            assertThat(give(replies, subject + i) || !last).isTrue();
        }
    }

    @Test
    void whatWasGivenMakesRoom() {
        OwedReplies replies = new OwedReplies(new Responses(1, Duration.ofSeconds(-1)));
        String subject = "r".repeat(4000);
        for (int i = 0; i < 10_000; i++) {
            owe(replies, subject + i);
            assertThat(give(replies, subject + i)).isTrue();
        }
        owe(replies, "r");
        assertThat(replies.size()).isEqualTo(1);
    }

    @Test
    void oneLoopAsksAndAnotherAnswers() throws InterruptedException {
        OwedReplies replies = new OwedReplies(new Responses(1, MINUTE));
        AtomicInteger given = new AtomicInteger();
        Thread answers = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 20_000; i++) {
                while (!give(replies, "r." + i)) {
                    Thread.onSpinWait();
                }
                given.incrementAndGet();
            }
        });
        for (int i = 0; i < 20_000; i++) {
            owe(replies, "r." + i);
        }
        answers.join();
        assertThat(given).hasValue(20_000);
        assertThat(replies.size()).isZero();
    }
}
