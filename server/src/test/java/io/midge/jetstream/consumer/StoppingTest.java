package io.midge.jetstream.consumer;

import static io.midge.jetstream.consumer.Rig.durable;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.consumer.Rig.Got;
import io.midge.jetstream.consumer.Rig.Made;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams that end while something is done with their consumers. */
class StoppingTest {
    @TempDir
    Path directory;

    private Rig rig;

    @BeforeEach
    void open() {
        rig = new Rig(directory);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private boolean isHeard(String subject) {
        byte[] bytes = Rig.bytes(subject);
        return rig.account.sublist().hasInterest(bytes, 0, bytes.length);
    }

    @Test
    void aConsumerThatIsBeingMadeWhenItsStreamEndsDoesNotOutliveIt() {
        List<Made> made = new ArrayList<>();
        rig.lane.on(() -> {
            rig.consumers.create("C", durable("C").build(), StreamConsumers.Action.CREATE, false, Rig.outcome(made));
            rig.consumers.create("D", durable("D").build(), StreamConsumers.Action.CREATE, false, Rig.outcome(made));
            rig.consumers.stop(Ending.DELETED);
        });
        rig.settle();
        assertThat(made).extracting(Made::code).containsOnly(JsError.STREAM_INVALID.code());
        assertThat(made).hasSize(2);
        assertThat(isHeard("$JS.API.CONSUMER.MSG.NEXT.S.C")).isFalse();
        assertThat(rig.consumers.size()).isZero();
    }

    @Test
    void whoListensHearsThatConsumersWentWithTheirStream() {
        rig.create(durable("C"));
        rig.listen("$JS.EVENT.ADVISORY.CONSUMER.DELETED.>");
        rig.lane.on(() -> rig.consumers.stop(Ending.DELETED));
        assertThat(rig.take()).extracting(Got::to).containsExactly("$JS.EVENT.ADVISORY.CONSUMER.DELETED.S.C");
    }

    @Test
    void tenThousandRequestsBehindOneAreEndedOneAfterTheOther() {
        List<Made> made = new ArrayList<>();
        rig.lane.on(() -> {
            rig.consumers.create("C", durable("C").build(), StreamConsumers.Action.CREATE, false, Rig.outcome(made));
            for (int i = 0; i < 9_999; i++) {
                rig.consumers.create(
                        "no", durable("no").build(), StreamConsumers.Action.UPDATE, false, Rig.outcome(made));
            }
        });
        rig.settle();
        assertThat(made).hasSize(10_000);
    }

    @Test
    void whatIsDeletedRightAfterItWasMadeIsGone() {
        List<Made> made = new ArrayList<>();
        List<Optional<ApiError>> deleted = new ArrayList<>();
        rig.lane.on(() -> {
            rig.consumers.create("C", durable("C").build(), StreamConsumers.Action.CREATE, false, Rig.outcome(made));
            rig.consumers.delete("C", error -> deleted.add(Optional.ofNullable(error)));
        });
        rig.settle();
        assertThat(made.getFirst().created()).isTrue();
        assertThat(deleted).containsExactly(Optional.empty());
        assertThat(rig.consumers.size()).isZero();
    }
}
