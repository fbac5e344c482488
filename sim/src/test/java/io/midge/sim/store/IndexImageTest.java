package io.midge.sim.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.sim.Scheduler;
import io.midge.sim.SimDisk;
import io.midge.sim.Trace;
import io.midge.store.Store;
import io.midge.store.StreamStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That what is kept of an index at a clean stop makes no difference but in time. */
class IndexImageTest {
    private static final String NAME = "/index";

    private static List<String> images(Image image) {
        return image.files().keySet().stream()
                .filter(name -> name.endsWith(NAME))
                .toList();
    }

    private static Findings check(SmallStore small, Image image) throws IOException {
        Findings found = new Findings();
        SimDisk disk = image.disk(1);
        Store store = SmallStore.open(disk, new Scheduler(1, new Trace()), small.encrypted, 0, found);
        assertThat(store.streams()).hasSize(small.lives.size());
        for (StreamStore each : store.streams()) {
            StreamLife life = Objects.requireNonNull(small.lives.get(each.name()));
            assertThat(life.check(each)).isEmpty();
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatItSaysIsWhatSegmentsSay(boolean encrypted) throws IOException {
        int kept = 0;
        for (int seed = 1; seed <= 5; seed++) {
            SmallStore small = new SmallStore(seed, encrypted);
            Image image = small.image(true);
            kept += images(image).size();
            assertThat(check(small, image).isEmpty()).isTrue();
            Image without = image;
            for (String each : images(image)) {
                without = without.without(each);
            }
            assertThat(check(small, without).isEmpty()).isTrue();
        }
        assertThat(kept).isGreaterThan(5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneThatIsDamagedIsToldAndCostsNothing(boolean encrypted) throws IOException {
        SmallStore small = new SmallStore(3, encrypted);
        Image image = small.image(true);
        String name = images(image).getFirst();
        byte[] whole = Objects.requireNonNull(image.files().get(name));
        for (int at = 0; at < whole.length; at += 7) {
            byte[] broken = whole.clone();
            broken[at] ^= (byte) (1 << at % 8);
            Findings found = check(small, image.with(name, broken));
            assertThat(found.isEmpty()).as("byte " + at).isFalse();
            assertThat(check(small, image.with(name, Arrays.copyOf(whole, at))).isEmpty())
                    .as("cut at " + at)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneOfAnotherTimeIsOfNoAccount(boolean encrypted) throws IOException {
        SmallStore small = new SmallStore(4, encrypted);
        Image image = small.image(true);
        Map<String, byte[]> other = new SmallStore(5, encrypted).image(true).files();
        for (String each : images(image)) {
            byte[] old = other.get(each);
            if (old != null) {
                check(small, image.with(each, old));
            }
        }
    }
}
