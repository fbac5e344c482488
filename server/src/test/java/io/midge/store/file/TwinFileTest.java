package io.midge.store.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TwinFileTest {
    private static final String NAME = "streams/x/meta";

    private final MemoryDisk disk = new MemoryDisk();
    private final List<String> reports = new ArrayList<>();

    private TwinFile file() {
        return new TwinFile(disk, NAME, 100_000, "call somebody");
    }

    private byte[] raw() {
        return Objects.requireNonNull(disk.files.get(NAME));
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        for (int length : new int[] {0, 1, 100, 4063, 4064, 4065, 8160, 8161, 50_000, 100_000}) {
            file().write(content(length));
            assertThat(file().read(reports::add)).isEqualTo(content(length));
            assertThat(raw().length % 8192)
                    .as("two copies, each of whole blocks")
                    .isZero();
        }
        assertThat(reports).isEmpty();
        assertThatThrownBy(() -> file().write(new byte[100_001])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theBytesAreTheseForEver() throws IOException {
        file().write("hello".getBytes(UTF_8));
        file().write("hello".getBytes(UTF_8));
        String copy = "0a6e697754694d89" + "01000000" + "05000000" + "0200000000000000" + "4cbb719a" + "b72995c4"
                + "68656c6c6f" + "00".repeat(4096 - 37);
        String hex = HexFormat.of().formatHex(raw());
        assertThat(hex).isEqualTo(copy + copy);
    }

    @Test
    void whenItIsWrittenNothingIsInPlaceBeforeItIsSafe() throws IOException {
        file().write(content(10));
        assertThat(disk.calls)
                .containsExactly(
                        "create " + NAME + ".new",
                        "write " + NAME + ".new",
                        "sync " + NAME + ".new",
                        "rename " + NAME + ".new " + NAME,
                        "syncDirectory streams/x");
    }

    @Test
    void whatFailedLeavesTheOldContentAndDoesNotHinderTheNext() throws IOException {
        file().write(content(10));
        for (String call : List.of("create", "write", "sync")) {
            disk.failing = call + " " + NAME + ".new";
            assertThatThrownBy(() -> file().write(content(20))).isInstanceOf(IOException.class);
            assertThat(file().read(reports::add)).isEqualTo(content(10));
        }
        disk.failing = "";
        file().write(content(20));
        assertThat(file().read(reports::add)).isEqualTo(content(20));
        assertThat(reports).isEmpty();
    }

    @Test
    void whenABitFlipsTheContentIsReadAndTheDamageReportedAndMended() throws IOException {
        flip(13);
    }

    @Tag("long")
    @Test
    void whichBitEverItIs() throws IOException {
        flip(1);
    }

    private void flip(int step) throws IOException {
        byte[] content = content(200);
        file().write(content);
        byte[] whole = raw().clone();
        for (int bit = 0; bit < whole.length * 8; bit += step) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            disk.files.put(NAME, damaged);
            disk.calls.clear();
            reports.clear();
            boolean read = Arrays.equals(file().read(reports::add), content);
            boolean mended = bit % 37 > 0 || Arrays.equals(file().read(reports::add), content);
            if (!read
                    || !mended
                    || reports.size() != 1
                    || !reports.getFirst().startsWith("/data/" + NAME + " was damaged (")
                    || !reports.getFirst().endsWith("mended")) {
                fail("bit " + bit + ": " + read + " " + mended + " " + reports);
            }
        }
    }

    @Test
    void aFileThatWasCutOffIsReadAsLongAsACopyIsWhole() throws IOException {
        file().write(content(5000));
        byte[] whole = raw().clone();
        for (int length = 0; length < whole.length; length++) {
            disk.files.put(NAME, Arrays.copyOf(whole, length));
            reports.clear();
            if (length < 5032) {
                assertThatThrownBy(() -> file().read(reports::add)).isInstanceOf(DamagedFileException.class);
            } else {
                assertThat(file().read(reports::add)).isEqualTo(content(5000));
                assertThat(reports).hasSize(1);
            }
        }
        disk.files.put(NAME, Arrays.copyOf(whole, 9_000_000));
        assertThat(file().read(reports::add)).isEqualTo(content(5000));
    }

    @Test
    void whenBothCopiesAreDamagedTheFileIsNamedAndWhatToDo() throws IOException {
        file().write(content(200));
        byte[] damaged = raw();
        damaged[100]++;
        damaged[4096 + 7]++;
        assertThatThrownBy(() -> file().read(reports::add))
                .isInstanceOf(DamagedFileException.class)
                .hasMessage("/data/" + NAME + " is damaged beyond use (first copy: checksum of the content is wrong;"
                        + " second copy: it does not begin as it should): call somebody");
        assertThat(reports).isEmpty();
        file().write(content(10));
        assertThat(file().read(reports::add)).isEqualTo(content(10));
    }

    @Test
    void ofTwoWholeCopiesTheNewerCounts() throws IOException {
        file().write(content(10));
        byte[] old = raw().clone();
        file().write(content(20));
        byte[] whole = raw().clone();
        for (int half = 0; half < 2; half++) {
            byte[] mixed = whole.clone();
            System.arraycopy(old, half * 4096, mixed, half * 4096, 4096);
            disk.files.put(NAME, mixed);
            reports.clear();
            assertThat(file().read(reports::add)).isEqualTo(content(20));
            assertThat(reports)
                    .containsExactly(
                            "/data/" + NAME + " was damaged (one copy is out of date), nothing is lost, mended");
        }
    }

    @Test
    void damageThatCannotBeMendedIsReportedAndTheContentServed() throws IOException {
        file().write(content(200));
        raw()[50]++;
        disk.failing = "sync " + NAME + ".new";
        assertThat(file().read(reports::add)).isEqualTo(content(200));
        assertThat(reports.getFirst()).endsWith("nothing is lost, not mended: no space left on device");
    }

    @Test
    void aFileThatIsNotThereIsNotDamage() {
        assertThatThrownBy(() -> file().read(reports::add)).isInstanceOf(NoSuchFileException.class);
    }
}
