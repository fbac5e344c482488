package io.midge.jetstream.consumer;

import static io.midge.jetstream.consumer.Rig.durable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InboxTest {
    private final Rig rig = new Rig();
    private final HandLane lane = new HandLane();
    private final List<Note> read = new ArrayList<>();
    private boolean fails;
    private final Inbox inbox = new Inbox(lane, note -> {
        read.add(note);
        if (fails) {
            fails = false;
            throw new IllegalStateException("as told");
        }
    });

    @BeforeEach
    void create() {
        rig.create(durable("C"));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void add(int count) {
        Consumer consumer = Objects.requireNonNull(rig.consumers.find("C"));
        for (int i = 0; i < count; i++) {
            inbox.add(new Note(consumer, Note.Kind.ACK, i, i, 1, new byte[0], new byte[0], new byte[0]), rig.fanout);
        }
    }

    @Test
    void theLaneIsWokenWhenThePassEnds() {
        rig.loops.run(0, () -> {
            add(10);
            assertThat(lane.isIdle()).isTrue();
        });
        lane.run();
        assertThat(read).hasSize(10);
    }

    @Test
    void theLaneIsWokenBeforeThatWhenThereIsMuch() {
        rig.loops.run(0, () -> {
            add(100);
            assertThat(lane.isIdle()).isFalse();
        });
        lane.run();
        assertThat(read).hasSize(100);
    }

    @Test
    void whatCannotBeReadKeepsNothingElseBack() {
        fails = true;
        rig.loops.run(0, () -> add(10));
        assertThatThrownBy(lane::run).hasMessage("as told");
        lane.run();
        rig.loops.run(0, () -> add(1));
        lane.run();
        assertThat(read).hasSize(11);
    }
}
