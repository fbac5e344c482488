package io.midge.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.loop.Clock;
import io.midge.loop.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whom a group of one member tells of what. */
class SoloTest {
    private static final class NoLane implements Lane {
        @Override
        public void execute(Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Delayed schedule(long delayNanos, Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean inLane() {
            return true;
        }

        @Override
        public Clock clock() {
            throw new UnsupportedOperationException();
        }
    }

    /** A log that takes everything, and makes it durable when it is told to. */
    private static final class Taking implements GroupLog {
        private final List<Long> indexes = new ArrayList<>();
        private @Nullable Listener listener;
        private String failure = "";
        private int told;

        @Override
        public long append(long group, long index, int term, byte kind, byte[] buf, int off, int len) {
            indexes.add(index);
            return 100L * index;
        }

        @Override
        public String failure() {
            return failure;
        }

        @Override
        public void listen(long group, Listener hears) {
            listener = hears;
        }

        @Override
        public void forget(long group) {}

        void durable() {
            Entry entry = new Entry();
            entry.index = indexes.get(told++);
            listener().durable(entry);
        }

        Listener listener() {
            return Objects.requireNonNull(listener);
        }
    }

    private final Taking log = new Taking();
    private final List<String> ends = new ArrayList<>();
    private long refuses;
    private final Solo solo = new Solo(1, "one", log, new NoLane(), this::apply, 0, 1);

    private void apply(Entry entry) {
        if (entry.index == refuses) {
            throw new IllegalStateException("no");
        }
    }

    private boolean propose(String name) {
        return solo.propose((byte) 1, new byte[1], 0, 1, new Replicator.Proposal() {
            @Override
            public void committed(long index) {
                ends.add(name + " is " + index);
            }

            @Override
            public void failed(String why) {
                ends.add(name + " failed");
            }
        });
    }

    @Test
    void eachHearsOfItsOwnEntry() {
        assertThat(propose("a") && propose("b") && propose("c")).isTrue();
        log.durable();
        log.durable();
        assertThat(ends).containsExactly("a is 1", "b is 2");
        assertThat(solo.inFlight()).isEqualTo(1);
    }

    @Test
    void whatCannotBeAppliedEndsAllThatWaits() {
        refuses = 2;
        assertThat(propose("a") && propose("b") && propose("c")).isTrue();
        log.durable();
        assertThatThrownBy(log::durable).hasMessage("no");
        log.durable(); // the third: nobody is to take it for the second's end
        assertThat(ends).containsExactly("a is 1", "b failed", "c failed");
        assertThat(solo.failure()).contains("entry 2 could not be applied");
        assertThat(propose("d")).isFalse();
    }

    @Test
    void whatWasLostEndsAllThatWaits() {
        assertThat(propose("a") && propose("b")).isTrue();
        log.listener().lost(1, "the disk is gone");
        assertThat(ends).containsExactly("a failed", "b failed");
        assertThat(solo.failure()).isEqualTo("the disk is gone");
        log.durable();
        assertThat(solo.applied()).isZero();
    }
}
