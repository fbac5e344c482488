package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.StorageType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a stream takes and shows, in memory and in files. */
class StreamTest {
    @ParameterizedTest
    @EnumSource
    void storesWhatIsPublishedAndSaysWhere(StorageType storage) {
        try (Rig rig = new Rig(storage)) {
            rig.make(config -> config);
            assertThat(rig.publish("s.a", "one")).isEqualTo("{\"stream\":\"S\",\"seq\":1}");
            assertThat(rig.publish("s.b", "two")).isEqualTo("{\"stream\":\"S\",\"seq\":2}");
            assertThat(rig.messages()).containsExactly("1 s.a one", "2 s.b two");
            assertThat(rig.info().state().messages()).isEqualTo(2);
            assertThat(rig.info().subjects()).containsEntry("s.a", 1L).containsEntry("s.b", 1L);
            assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
        }
    }
}
