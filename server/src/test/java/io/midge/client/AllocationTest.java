package io.midge.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.account.OneAccount;
import io.midge.auth.Access;
import io.midge.log.Log;
import io.midge.net.Loops;
import io.midge.net.Peer;
import io.midge.options.AuthorizationOptions;
import io.midge.options.Options;
import io.midge.options.PermissionOptions;
import io.midge.options.SecretText;
import io.midge.options.SecurityOptions;
import io.midge.options.UserOptions;
import io.midge.proto.Info;
import io.midge.subject.MatchCache;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A message on its way from the read buffer to the socket's write allocates nothing: under a byte each in a million. */
class AllocationTest {
    private static final int MESSAGES = 1_000_000;
    private static final int WARM_UP = 200_000;
    private static final int BATCH = 500;
    private static final String QUIET = "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true}\r\n";

    private final Loops loops = new Loops(1, 64 << 20, 16 << 20, 128 * 1024);
    private final Fanout fanout = new Fanout(loops.get(0), new MatchCache<>());
    private final Clients clients = new Clients(
            Options.builder().build(),
            new Info("N", "n", "127.0.0.1", 1, true, 1 << 20, "X"),
            OneAccount.on(loops.get(0)),
            List.of(fanout),
            new Access(SecurityOptions.NONE, Account.GLOBAL, 1, loops, new Random(1), new Log(loops, false, false)),
            new Log(loops, false, false));
    private final Peer publisher = client("");

    private Peer client(String lines) {
        return client(QUIET, lines);
    }

    private Peer client(String connect, String lines) {
        return loops.on(0, () -> {
            Peer peer = Peer.open(loops.get(0), clients).forgetting();
            peer.send((connect + lines).getBytes(ISO_8859_1));
            return peer;
        });
    }

    @AfterEach
    void stop() {
        loops.close();
    }

    private interface Batch {
        void send(int number);
    }

    /** Bytes that the loop's thread allocates for a million messages, after some to warm up. */
    private long allocated(int deliveries, Batch batch) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return loops.on(0, () -> {
            threads.getCurrentThreadAllocatedBytes();
            long before = 0;
            long messages = 0;
            for (int i = 0; i < (WARM_UP + MESSAGES) / BATCH; i++) {
                if (i == WARM_UP / BATCH) {
                    before = threads.getCurrentThreadAllocatedBytes();
                    messages = loops.get(0).outMsgs();
                }
                batch.send(i);
            }
            long after = threads.getCurrentThreadAllocatedBytes();
            assertThat(loops.get(0).outMsgs() - messages).isEqualTo((long) deliveries * MESSAGES);
            return after - before;
        });
    }

    private static byte[] batch(String message) {
        return message.repeat(BATCH).getBytes(ISO_8859_1);
    }

    private void assertNothingAllocated(int deliveries, String message) {
        byte[] batch = batch(message);
        assertThat(allocated(deliveries, number -> publisher.send(batch))).isLessThan(MESSAGES);
    }

    @Test
    void theCounterSeesWhatIsAllocated() {
        client("SUB foo.bar 1\r\n");
        byte[] batch = batch("PUB foo.bar 4\r\nbody\r\n");
        assertThat(allocated(1, number -> publisher.send(batch.clone()))).isGreaterThan(MESSAGES);
    }

    @Test
    void oneSubscriberOfALiteralSubject() {
        client("SUB foo.bar 1\r\n");
        assertNothingAllocated(1, "PUB foo.bar 16\r\n0123456789abcdef\r\n");
    }

    @Test
    void oneSubscriberOfAWildcard() {
        client("SUB foo.* 1\r\n");
        assertNothingAllocated(1, "PUB foo.bar 16\r\n0123456789abcdef\r\n");
    }

    @Test
    void tenSubscribers() {
        for (int i = 0; i < 10; i++) {
            client("SUB foo." + (i % 2 == 0 ? "bar" : ">") + " 1\r\n");
        }
        assertNothingAllocated(10, "PUB foo.bar 16\r\n0123456789abcdef\r\n");
    }

    @Test
    void aMessageWithHeaders() {
        client("SUB foo.bar 1\r\n");
        assertNothingAllocated(1, "HPUB foo.bar 18 22\r\nNATS/1.0\r\nA: b\r\n\r\nbody\r\n");
    }

    @Test
    void aMessageWithOddBlanks() {
        client("SUB foo.bar 1\r\n");
        assertNothingAllocated(1, "pub  foo.bar \t reply   4 \nbody\r\n");
    }

    @Test
    void aQueueGroup() {
        client("SUB foo.bar g 1\r\nSUB foo.bar g 2\r\nSUB foo.* g 3\r\n");
        assertNothingAllocated(1, "PUB foo.bar 16\r\n0123456789abcdef\r\n");
    }

    /** Permissions are asked for both, one of them twice; the reply of each message has to be noted only if it is new. */
    @Test
    void aPublisherAndASubscriberWithPermissions() {
        PermissionOptions permissions = new PermissionOptions(
                new PermissionOptions.Subjects(List.of("foo.*", "bar.>"), List.of("foo.no")),
                new PermissionOptions.Subjects(List.of("foo.>"), List.of("foo.no", "foo.*.x", "*.no q")),
                new PermissionOptions.Responses(-1, Duration.ofMinutes(1)));
        UserOptions user = new UserOptions("u", SecretText.of("p"), "", permissions, Set.of(), false);
        AuthorizationOptions authorization = new AuthorizationOptions(
                "", SecretText.NONE, SecretText.NONE, Duration.ZERO, List.of(user), null, null, false);
        clients.reload(Options.builder()
                .security(SecurityOptions.builder().authorization(authorization).build())
                .build());
        String connect = QUIET.replace("{", "{\"user\":\"u\",\"pass\":\"p\",");
        client(connect, "SUB foo.> 1\r\n");
        Peer limited = client(connect, "SUB foo.* q 1\r\n");
        byte[] batch = batch("PUB foo.bar bar.reply 16\r\n0123456789abcdef\r\n");
        assertThat(allocated(2, number -> limited.send(batch))).isLessThan(MESSAGES);
    }

    @Test
    void aRequestAndItsReply() {
        Peer service = client("SUB svc 1\r\n");
        Peer requester = client("SUB _INBOX.nuid-of-22-characters.* 1\r\n");
        byte[] requests = batch("PUB svc _INBOX.nuid-of-22-characters.42 5\r\nhello\r\n");
        byte[] replies = batch("PUB _INBOX.nuid-of-22-characters.42 5\r\nthere\r\n");
        assertThat(allocated(2, number -> {
                    requester.send(requests);
                    service.send(replies);
                }))
                .isLessThan(MESSAGES);
    }

    @Test
    void aMillionSubjectsUnderOneWildcard() {
        client("SUB sensor.*.temperature 1\r\n");
        String message = "PUB sensor.0000000.temperature 4\r\n21.5\r\n";
        byte[] batch = batch(message);
        assertThat(allocated(1, number -> {
                    for (int i = 0; i < BATCH; i++) {
                        number(batch, i * message.length() + 11, number * BATCH + i);
                    }
                    publisher.send(batch);
                }))
                .isLessThan(MESSAGES);
    }

    private static void number(byte[] b, int off, int number) {
        int rest = number;
        for (int i = off + 6; i >= off; i--) {
            b[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
