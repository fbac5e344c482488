package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.StorageType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Purges and deletions. */
class RemovalTest {
    private static Rig filled(StorageType storage) {
        Rig rig = new Rig(storage);
        rig.make(config -> config);
        for (int i = 1; i <= 6; i++) {
            rig.publish("s." + (i % 2 == 0 ? "even" : "odd"), "m" + i);
        }
        rig.crowd.heard.clear();
        return rig;
    }

    @ParameterizedTest
    @EnumSource
    void aPurgeRemovesAll(StorageType storage) {
        try (Rig rig = filled(storage)) {
            assertThat(rig.purge("", 0, 0)).isEqualTo("6");
            assertThat(rig.messages()).isEmpty();
            assertThat(rig.info().state().firstSeq()).isEqualTo(7);
            assertThat(rig.info().state().lastSeq()).isEqualTo(6);
            assertThat(rig.counted).isZero();
            assertThat(rig.crowd.heard).containsExactly("-1-6");
            assertThat(rig.purge("", 0, 0)).isEqualTo("0");
            assertThat(rig.publish("s.odd", "x")).contains("\"seq\":7");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPurgeRemovesWhatIsBelowASequence(StorageType storage) {
        try (Rig rig = filled(storage)) {
            assertThat(rig.purge("", 1, 0)).isEqualTo("0");
            assertThat(rig.purge("", 4, 0)).isEqualTo("3");
            assertThat(rig.info().state().firstSeq()).isEqualTo(4);
            assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
            assertThat(rig.purge(">", 100, 0)).isEqualTo("3");
            assertThat(rig.info().state().lastSeq()).isEqualTo(99);
            assertThat(rig.publish("s.odd", "x")).contains("\"seq\":100");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPurgeRemovesWhatAFilterTakes(StorageType storage) {
        try (Rig rig = filled(storage)) {
            assertThat(rig.purge("s.even", 0, 0)).isEqualTo("3");
            assertThat(rig.messages()).containsExactly("1 s.odd m1", "3 s.odd m3", "5 s.odd m5");
            assertThat(rig.crowd.heard).containsExactly("-2-2", "-4-4", "-6-6");
            assertThat(rig.info().deleted()).containsExactly(2L, 4L, 6L);
            assertThat(rig.purge("s.*", 4, 0)).isEqualTo("2");
            assertThat(rig.messages()).containsExactly("5 s.odd m5");
            assertThat(rig.purge("t.>", 0, 0)).isEqualTo("0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPurgeKeepsTheLastSoMany(StorageType storage) {
        try (Rig rig = filled(storage)) {
            assertThat(rig.purge("s.odd", 0, 1)).isEqualTo("2");
            assertThat(rig.messages()).containsExactly("2 s.even m2", "4 s.even m4", "5 s.odd m5", "6 s.even m6");
            assertThat(rig.purge("", 0, 3)).isEqualTo("1");
            assertThat(rig.purge("", 0, 9)).isEqualTo("0");
            assertThat(rig.messages()).containsExactly("4 s.even m4", "5 s.odd m5", "6 s.even m6");
            assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
        }
    }

    @Test
    void aLongPurgeIsDoneInPiecesBetweenWhichMessagesAreTaken() {
        try (Rig rig = Rig.inMemory()) {
            rig.make(config -> config);
            for (int i = 0; i < 10_000; i++) {
                rig.send("s." + i % 2, "m");
                if (i % 500 == 0) {
                    rig.settle();
                }
            }
            rig.settle();
            rig.send("s.0", "late");
            assertThat(rig.purge("s.0", 0, 0)).isIn("5000", "5001");
            assertThat(rig.info().state().messages()).isBetween(5000L, 5001L);
            assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageIsDeletedOnce(StorageType storage) {
        try (Rig rig = filled(storage)) {
            assertThat(rig.delete(3, false)).isEmpty();
            assertThat(rig.messages()).hasSize(5).doesNotContain("3 s.odd m3");
            assertThat(rig.crowd.heard).containsExactly("-3-3");
            assertThat(rig.delete(3, false)).isEqualTo("10043 sequence 3 not found");
            assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
        }
    }

    @Test
    void whatIsNotInAFileIsAnotherErrorThanWhatIsGone() {
        try (Rig rig = filled(StorageType.FILE)) {
            rig.purge("", 3, 0);
            assertThat(rig.delete(1, false)).isEqualTo("10057 no message found");
            assertThat(rig.delete(9, false)).isEqualTo("10057 stream store EOF");
        }
        try (Rig rig = filled(StorageType.MEMORY)) {
            assertThat(rig.delete(9, false)).isEqualTo("10043 sequence 9 not found");
        }
    }

    @Test
    void whatIsErasedLiesNowhereOnTheDisk() {
        try (Rig rig = filled(StorageType.FILE)) {
            rig.publish("s.secret", "a very secret text");
            assertThat(onDisk(rig, "a very secret text")).isTrue();
            String[] ended = {"pending"};
            rig.on(() -> rig.stream().delete(7, true, why -> ended[0] = why == null ? "" : why.description()));
            rig.lane().run();
            assertThat(ended[0]).isEqualTo("pending");
            rig.pass(Duration.ofSeconds(30));
            assertThat(ended[0]).isEmpty();
            assertThat(onDisk(rig, "a very secret text")).isFalse();
        }
    }

    private static boolean onDisk(Rig rig, String text) {
        return rig.disk.files.values().stream()
                .anyMatch(file -> new String(file, StandardCharsets.ISO_8859_1).contains(text));
    }

    @Test
    void aStreamMaySayThatNothingIsRemoved() {
        try (Rig rig = Rig.inMemory()) {
            rig.make(config -> config.denyDelete(true).denyPurge(true));
            rig.publish("s", "x");
            assertThat(rig.delete(1, false)).isEqualTo("10057 message delete not permitted");
            assertThat(rig.purge("", 0, 0)).isEqualTo("10110 stream purge not permitted");
            rig.update(config -> config.sealed(true));
            assertThat(rig.delete(1, false)).isEqualTo("10109 invalid operation on sealed stream");
            assertThat(rig.purge("", 0, 0)).isEqualTo("10109 invalid operation on sealed stream");
            assertThat(rig.messages()).hasSize(1);
        }
    }
}
