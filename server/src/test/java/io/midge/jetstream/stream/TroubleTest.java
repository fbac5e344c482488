package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What publishers hear of a disk that is full or broken. */
class TroubleTest {
    private final Rig rig = Rig.inFiles();

    @BeforeEach
    void make() {
        rig.make(config -> config);
        for (int i = 1; i <= 3; i++) {
            rig.publish("s.a", "m" + i, "Nats-Msg-Id: " + i);
        }
    }

    @AfterEach
    void close() {
        rig.sick.ails(null, "");
        rig.close();
    }

    private String fillUp(String why, String where) {
        rig.sick.ails(why, where);
        String answer = "";
        for (int i = 0; i < 200 && !answer.contains("error"); i++) {
            answer = rig.publish("s.b", "x".repeat(500), "Nats-Msg-Id: b" + i);
        }
        return answer;
    }

    @Test
    void withoutRoomMessagesAreRefusedByThatNameAndReadsGoOn() {
        String answer = fillUp("No space left on device", "streams");
        assertThat(answer).contains("10047").contains("insufficient storage resources available");
        long there = rig.info().state().messages();
        assertThat(rig.publish("s.c", "x", "Nats-Msg-Id: later")).contains("10047");
        assertThat(rig.messages()).hasSize((int) there).startsWith("1 s.a m1");
        rig.sick.ails(null, "");
        rig.pass(Duration.ofSeconds(3));
        assertThat(rig.publish("s.c", "x", "Nats-Msg-Id: later")).contains("\"seq\":" + (there + 1));
        assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
    }

    @Test
    void withoutRoomNothingIsRemovedAndThatIsSaid() {
        fillUp("No space left on device", "streams");
        assertThat(rig.purge("", 0, 0)).startsWith("10047");
        assertThat(rig.delete(1, false)).startsWith("10047");
        assertThat(rig.update(config -> config.maxMsgs(5))).startsWith("10047");
        assertThat(rig.stream().config().maxMsgs()).isEqualTo(-1);
        rig.sick.ails(null, "");
        rig.pass(Duration.ofSeconds(3));
        assertThat(rig.delete(1, false)).isEmpty();
    }

    @Test
    void aStreamWhoseFilesAreBrokenRefusesAndIsReported() {
        String answer = fillUp("Input/output error", "streams");
        assertThat(answer).contains("10077");
        assertThat(rig.publish("s.c", "x")).contains("10077").contains("Input/output error");
        assertThat(rig.news).anyMatch(each -> each.startsWith("failed: "));
        assertThat(rig.messages()).startsWith("1 s.a m1");
    }

    @Test
    void aJournalThatIsFullForAMomentHoldsUpAndRefusesNobody() {
        for (int i = 0; i < 3_000; i++) { // more than all batches of the journal take, and its disk does nothing
            rig.send("s.d", "y".repeat(100));
        }
        rig.loops.settle();
        rig.lane().run();
        rig.pass(Duration.ofSeconds(1));
        List<String> answers = rig.answers();
        assertThat(answers).hasSize(3_000).noneMatch(each -> each.contains("error"));
        assertThat(rig.info().state().messages()).isEqualTo(3_003);
    }

    @Test
    void aStreamThatFailsOfItselfGoesNoFurther() {
        rig.crowd.fails = true;
        rig.send("s.e", "x");
        try {
            rig.settle();
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("a defect");
        }
        rig.settle();
        assertThat(rig.news).anyMatch(each -> each.startsWith("failed: it failed"));
        assertThat(rig.purge("", 0, 0)).startsWith("10059");
        assertThat(rig.messages()).hasSize(4); // it was applied, and can be read
    }
}
