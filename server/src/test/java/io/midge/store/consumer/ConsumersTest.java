package io.midge.store.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConsumersTest {
    private final Consumers consumers = new Consumers();
    private final List<byte[]> file = new ArrayList<>();

    private static ConsumerOp create(String name) {
        return new ConsumerOp.Create(name, AckPolicy.EXPLICIT, 0, 99, new Blob(new byte[] {7}));
    }

    private void write(boolean everything) throws IOException {
        consumers.write(everything, 5, (buf, off, length) -> file.add(Arrays.copyOfRange(buf, off, off + length)));
    }

    private Consumers read() throws BadFrameException {
        Consumers read = new Consumers();
        OpFrame frame = new OpFrame();
        for (byte[] each : file) {
            frame.read(each, 0, each.length);
            read.read(each, frame.bodyOffset(), frame.bodyLength());
        }
        return read;
    }

    @Test
    void numbersAreNeverGivenTwiceNotEvenAfterARestart() throws IOException, BadFrameException {
        consumers.apply(1, create("a"));
        consumers.apply(2, create("b"));
        write(true);
        consumers.apply(2, new ConsumerOp.Delete());
        assertThat(consumers.nextNumber()).isEqualTo(3);
        write(false);
        assertThat(read().nextNumber()).isEqualTo(3);
        assertThat(read().find("b")).isNull();
        file.clear();
        write(true);
        assertThat(read().nextNumber()).isEqualTo(3);
    }

    @Test
    void howLongEverythingIsCanBeAskedAtAnyTime() throws IOException {
        for (int i = 1; i <= 20; i++) {
            consumers.apply(i, create("c" + i));
        }
        write(true);
        consumers.apply(3, new ConsumerOp.Delivered(5, 5, 0, Rows.of(4)));
        consumers.apply(4, new ConsumerOp.Delete());
        long length = consumers.length();
        assertThat(consumers.isChanged()).isTrue();
        file.clear();
        write(false);
        assertThat(file.stream().mapToLong(each -> each.length).sum())
                .as("what has changed")
                .isLessThan(length);
        file.clear();
        write(true);
        assertThat(file.stream().mapToLong(each -> each.length).sum()).isEqualTo(length);
    }

    @Test
    void whatIsAppliedAgainOrToNobodyDoesNothing() {
        consumers.apply(1, create("a"));
        consumers.apply(1, new ConsumerOp.Delivered(5, 5, 0, Rows.of(4)));
        consumers.apply(1, create("a"));
        assertThat(Objects.requireNonNull(consumers.find(1)).state().deliveredStream())
                .isEqualTo(5);
        consumers.apply(7, new ConsumerOp.Delivered(5, 5, 0, Rows.of(4)));
        consumers.apply(7, new ConsumerOp.Delete());
        consumers.apply(0, create("zero"));
        assertThat(consumers.size()).isEqualTo(1);
    }

    @Test
    void theBytesAreTheseForEver() throws IOException {
        consumers.apply(1, create("a"));
        consumers.apply(1, new ConsumerOp.Delivered(9, 20, 1000, Rows.of(4, 11, 3, 2, 990)));
        consumers.apply(1, new ConsumerOp.Acked(2, 10, 1001, Rows.of(2)));
        consumers.apply(1, new ConsumerOp.Redelivered(Rows.of(3, 12, 2, 1000)));
        consumers.apply(2, create("b"));
        consumers.apply(2, new ConsumerOp.Delete());
        write(false);
        assertThat(file).hasSize(1);
        String hex = HexFormat.of().formatHex(file.getFirst());
        assertThat(hex.substring(16, 18)).as("type").isEqualTo("0b");
        assertThat(hex.substring(48, 80)).as("next number, time").isEqualTo("0300000000000000" + "0500000000000000");
        assertThat(hex.substring(80))
                .isEqualTo("01" + "03" + "0202"
                        + "01" + "01" + "0161" + "c601" + "0107"
                        + "02" + "02" + "0a" + "07" + "0a" + "d00f" + "02"
                        + "02" + "000213" + "000014" + "01" + "0b02" + "00".repeat(2));
    }

    @Test
    void manyAreCutIntoFramesAndReadAgain() throws IOException, BadFrameException {
        Random random = new Random(3);
        TreeMap<Long, String> live = new TreeMap<>();
        for (int round = 0; round < 17; round++) {
            for (int i = 0; i < 500; i++) {
                long number = consumers.nextNumber();
                consumers.apply(number, create("c" + number));
                live.put(number, "c" + number);
            }
            for (int i = 0; i < 300; i++) {
                long number = 1 + random.nextLong(consumers.nextNumber());
                consumers.apply(number, new ConsumerOp.Delete());
                live.remove(number);
            }
            if (round % 7 == 6) {
                file.clear();
            }
            write(round % 7 == 6 || round == 0);
            Consumers read = read();
            TreeMap<Long, String> found = new TreeMap<>();
            read.forEach(each -> found.put(each.number(), each.name()));
            assertThat(found).isEqualTo(live);
            assertThat(read.size()).isEqualTo(live.size());
        }
        assertThat(file).hasSizeGreaterThan(3);
        file.forEach(each -> assertThat(each.length).isLessThan(70_000));
    }

    @Test
    void aNameThatIsTakenOverIsReadAsItsNewOwners() throws IOException, BadFrameException {
        consumers.apply(1, create("a"));
        write(true);
        consumers.apply(1, new ConsumerOp.Delete());
        consumers.apply(2, create("a"));
        write(false);
        Consumers read = read();
        assertThat(read.size()).isEqualTo(1);
        assertThat(Objects.requireNonNull(read.find("a")).number()).isEqualTo(2);
        assertThat(read.isChanged()).isFalse();
    }

    @Test
    void thoseAheadOfTheirStreamAreRepairedAndNamed() throws IOException {
        consumers.apply(1, create("a"));
        consumers.apply(2, create("b"));
        consumers.apply(1, new ConsumerOp.Delivered(9, 20, 1000, Rows.of(4, 11, 3, 2, 990)));
        write(true);
        List<String> reports = new ArrayList<>();
        consumers.repair(11, reports::add);
        assertThat(reports)
                .containsExactly(
                        "a: it delivered more than the stream has, which ends at 11: delivered 9:20, ack floor 0:0,"
                                + " 2 pending, 0 redelivered; now delivered 3:11, ack floor 0:0, 1 pending, 0 redelivered");
        assertThat(consumers.isChanged()).isTrue();
        consumers.repair(11, reports::add);
        assertThat(reports).hasSize(1);
    }

    @Test
    void whatWasNotWrittenCountsAsChangedStill() {
        consumers.apply(1, create("a"));
        assertThatThrownBy(() -> consumers.write(false, 0, (buf, off, length) -> {
                    throw new IOException("no space left on device");
                }))
                .isInstanceOf(IOException.class);
        assertThat(consumers.isChanged()).isTrue();
    }
}
