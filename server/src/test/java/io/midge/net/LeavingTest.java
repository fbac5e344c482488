package io.midge.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.proto.ClosedReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A peer that is sent away because the server ends, over a transport that would be reset if input were left unread. */
class LeavingTest {
    private final Loops loops = new Loops(1, 8L << 20, 1 << 20, 4096);
    private final Socket socket = new Socket();
    private final Lines protocol = new Lines(line -> {});
    private final Connection connection = loops.on(0, () -> {
        Connection made = new Connection(loops.get(0));
        made.open(socket, any -> protocol);
        return made;
    });

    /** A socket of which the test sees everything. Used on the loop. */
    private static final class Socket implements Transport {
        final ArrayDeque<String> coming = new ArrayDeque<>();
        int room = Integer.MAX_VALUE;
        int taken;
        boolean broken;
        boolean peerEnded;
        boolean reads;
        boolean writes;
        boolean outputEnded;
        boolean closed;

        @Override
        public int read(ByteBuffer into) throws IOException {
            if (broken) {
                throw new IOException("reset");
            }
            String next = coming.poll();
            if (next == null) {
                return peerEnded ? -1 : 0;
            }
            into.put(next.getBytes(StandardCharsets.US_ASCII));
            return next.length();
        }

        @Override
        public int write(ByteBuffer from) {
            int n = Math.min(room, from.remaining());
            from.position(from.position() + n);
            room -= n;
            taken += n;
            return n;
        }

        @Override
        public void interest(boolean read, boolean write) {
            reads = read;
            writes = write;
        }

        @Override
        public boolean endOutput() {
            outputEnded = !broken;
            return outputEnded;
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public String remoteHost() {
            return "127.0.0.1";
        }

        @Override
        public int remotePort() {
            return 1;
        }

        @Override
        public String path() {
            return "";
        }
    }

    @AfterEach
    void close() {
        loops.run(0, () -> connection.closeNow(ClosedReason.WRITE_ERROR));
        loops.run(0, connection::finish);
        assertThat(loops.used()).isZero();
        loops.close();
    }

    private void leave() {
        loops.run(0, () -> connection.closeNow(ClosedReason.SERVER_SHUTDOWN));
    }

    private void backlog(int bytes) {
        loops.run(0, () -> {
            socket.room = 0;
            connection.outbound().stage(loops.get(0)).line(new byte[bytes]);
        });
        assertThat(socket.writes).isTrue();
    }

    private void say(String text) {
        loops.run(0, () -> {
            socket.coming.add(text);
            connection.ready(true, false);
        });
    }

    private void take(int bytes) {
        loops.run(0, () -> {
            socket.room = bytes;
            connection.ready(false, true);
        });
    }

    private void endOfPeer() {
        loops.run(0, () -> {
            socket.peerEnded = true;
            connection.ready(true, false);
        });
    }

    @Test
    void whatItSaysIsReadAndDroppedUntilItEndsToo() {
        leave();
        assertThat(socket.outputEnded).isTrue();
        assertThat(socket.closed).isFalse();
        assertThat(socket.reads).isTrue();
        assertThat(protocol.reason()).as("told at once").isEqualTo(ClosedReason.SERVER_SHUTDOWN);
        say("too late\n");
        say("again\n");
        assertThat(socket.coming).isEmpty();
        assertThat(protocol.lines).isEmpty();
        assertThat(socket.closed).isFalse();
        endOfPeer();
        assertThat(socket.closed).isTrue();
    }

    @Test
    void itIsNotWaitedForLongIfItHasGotEverything() {
        leave();
        loops.pass(99, TimeUnit.MILLISECONDS);
        assertThat(socket.closed).isFalse();
        loops.pass(1, TimeUnit.MILLISECONDS);
        assertThat(socket.closed).isTrue();
    }

    @Test
    void whatIsQueuedComesBeforeTheEndOfOutput() {
        backlog(1000);
        leave();
        say("too late\n");
        take(600);
        assertThat(socket.outputEnded).isFalse();
        take(600);
        assertThat(socket.taken).isEqualTo(1000);
        assertThat(socket.outputEnded).isTrue();
        assertThat(socket.writes).isFalse();
        assertThat(socket.reads).isTrue();
        say("still there\n");
        assertThat(socket.coming).as("all that came").hasSize(1);
        loops.run(0, () -> connection.ready(true, false));
        assertThat(socket.coming).isEmpty();
        assertThat(protocol.lines).isEmpty();
        loops.pass(9, TimeUnit.SECONDS); // its kernel has got it, it has not
        assertThat(socket.closed).isFalse();
        endOfPeer();
        assertThat(socket.closed).isTrue();
    }

    @Test
    void itIsCutIfItDoesNotEnd() {
        backlog(1000);
        leave();
        take(1000);
        loops.pass(9_999, TimeUnit.MILLISECONDS);
        assertThat(socket.closed).isFalse();
        loops.pass(1, TimeUnit.MILLISECONDS);
        assertThat(socket.closed).isTrue();
    }

    @Test
    void oneThatEndedItsSideStillGetsWhatIsQueued() {
        backlog(1000);
        leave();
        endOfPeer();
        assertThat(socket.closed).isFalse();
        assertThat(socket.reads).as("its end would be seen again and again").isFalse();
        take(1000);
        assertThat(socket.taken).isEqualTo(1000);
        endOfPeer();
        assertThat(socket.closed).isTrue();
    }

    @Test
    void oneThatIsGoneIsLetGo() {
        leave();
        loops.run(0, () -> {
            socket.broken = true;
            connection.ready(true, false);
        });
        assertThat(socket.closed).isTrue();
    }

    @Test
    void oneThatIsGoneWhenOutputEndsIsLetGo() {
        socket.broken = true;
        leave();
        assertThat(socket.closed).isTrue();
    }
}
