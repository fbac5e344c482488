package io.midge.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import io.midge.proto.ClosedReason;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InProcessTest {
    private final Loops loops = new Loops(1, 8L << 20, 4 << 20, 4096);
    private final AtomicReference<Connection> connection = new AtomicReference<>();

    /** Says back what it hears. */
    private final Protocols echo = made -> {
        connection.set(made);
        return new Lines(line -> made.outbound().stage(loops.get(0)).line((line + "\n").getBytes(ISO_8859_1)));
    };

    private final InProcess pipe = InProcess.connect(loops.get(0), echo);

    @AfterEach
    void close() {
        pipe.close();
        loops.settle();
        assertThat(loops.used()).isZero();
        loops.close();
    }

    private Connection connection() {
        loops.settle();
        return Objects.requireNonNull(connection.get());
    }

    private void write(String text) throws IOException {
        pipe.outputStream().write(text.getBytes(ISO_8859_1));
    }

    private String read(int length) throws IOException {
        return new String(pipe.inputStream().readNBytes(length), ISO_8859_1);
    }

    @Test
    void bytesGoBothWays() throws IOException {
        write("hello\n");
        assertThat(read(6)).isEqualTo("hello\n");
        pipe.outputStream().write('x');
        pipe.outputStream().write('\n');
        assertThat(pipe.inputStream().read()).isEqualTo('x');
        assertThat(pipe.inputStream().read()).isEqualTo('\n');
        assertThat(pipe.inputStream().read(new byte[0])).isZero();
        assertThat(connection().remoteHost()).isEmpty();
    }

    @Test
    void muchMoreThanTheBuffersGoesThroughInOrder() throws IOException, InterruptedException {
        Random random = new Random(5);
        StringBuilder all = new StringBuilder();
        while (all.length() < 1_000_000) {
            all.append(Integer.toString(random.nextInt(1_000_000_000), 36).repeat(1 + random.nextInt(20)))
                    .append('\n');
        }
        Thread writer = Thread.ofPlatform().start(() -> {
            try {
                write(all.toString());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(read(all.length())).isEqualTo(all.toString());
        writer.join();
    }

    @Test
    void aWriterWaitsForAServerThatDoesNotRead() throws IOException, InterruptedException {
        Connection served = connection();
        loops.run(0, () -> served.transport().interest(false, false));
        AtomicReference<String> state = new AtomicReference<>("writing");
        Thread writer = Thread.ofPlatform().start(() -> {
            try {
                write("x".repeat(70_000));
                state.set("written");
            } catch (IOException e) {
                state.set(String.valueOf(e.getMessage()));
            }
        });
        await().until(() -> writer.getState() == Thread.State.WAITING);
        assertThat(state).hasValue("writing");
        loops.run(0, () -> served.transport().interest(true, false));
        writer.join();
        assertThat(state).hasValue("written");
    }

    @Test
    void anInterruptEndsAWait() throws InterruptedException {
        AtomicReference<String> state = new AtomicReference<>("reading");
        Thread reader = Thread.ofPlatform().start(() -> {
            try {
                read(1);
            } catch (IOException e) {
                state.set(e.getMessage() + " " + Thread.currentThread().isInterrupted());
            }
        });
        await().until(() -> reader.getState() == Thread.State.WAITING);
        reader.interrupt();
        reader.join();
        assertThat(state).hasValue("interrupted true");
    }

    @Test
    void whatTheServerSaidLastIsReadBeforeTheEnd() throws IOException {
        write("last\n");
        await().until(() -> pipe.inputStream().available() == 5);
        Connection served = connection();
        loops.run(0, () -> served.closeNow(ClosedReason.SERVER_SHUTDOWN));
        assertThat(read(100)).isEqualTo("last\n");
        assertThat(pipe.inputStream().read()).isEqualTo(-1);
        assertThatIOException().isThrownBy(() -> write("x")).withMessage("connection closed");
    }

    @Test
    void aReaderThatWaitsSeesTheEnd() throws InterruptedException {
        AtomicReference<Integer> got = new AtomicReference<>();
        Thread reader = Thread.ofPlatform().start(() -> {
            try {
                got.set(pipe.inputStream().read());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        await().until(() -> reader.getState() == Thread.State.WAITING);
        connection().close(ClosedReason.SERVER_SHUTDOWN);
        reader.join();
        assertThat(got).hasValue(-1);
    }

    @Test
    void theServerDoesWhatWasSaidBeforeTheClientClosed() throws IOException {
        AtomicReference<Lines> heard = new AtomicReference<>();
        InProcess other = InProcess.connect(loops.get(0), of -> {
            Lines made = new Lines(line -> {});
            heard.set(made);
            return made;
        });
        try (OutputStream out = other.outputStream()) {
            out.write("one\ntwo\n".getBytes(ISO_8859_1));
        }
        loops.settle();
        Lines lines = Objects.requireNonNull(heard.get());
        await().until(() -> lines.reason() != null);
        assertThat(lines.lines).containsExactly("one", "two");
        assertThat(lines.reason()).isEqualTo(ClosedReason.CLIENT_CLOSED);
        assertThat(other.inputStream().read()).isEqualTo(-1);
        assertThatIOException().isThrownBy(() -> out(other).write(1)).withMessage("connection closed");
    }

    private static OutputStream out(InProcess pipe) {
        return pipe.outputStream();
    }
}
