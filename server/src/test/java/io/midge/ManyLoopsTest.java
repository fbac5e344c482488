package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What must hold when publishers and subscribers are served by different threads. */
class ManyLoopsTest {
    private static final int PUBLISHERS = 8;
    private static final int MESSAGES = 3000;

    private final NatsServer server = NatsServer.builder().port(0).ioLoops(4).start();
    private final List<RawClient> clients = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        clients.forEach(RawClient::close);
        threads.shutdownNow();
        server.close();
    }

    private RawClient client() {
        RawClient client = RawClient.connect(server).barrier();
        clients.add(client);
        return client;
    }

    private RawClient subscriber(String... lines) {
        return client().send(String.join("\r\n", lines) + "\r\n").barrier();
    }

    /** Each publisher sends its numbers in order, many at once; returns when the server has handled them all. */
    private void publish(int each) throws ExecutionException, InterruptedException {
        List<Future<?>> running = new ArrayList<>();
        for (int p = 0; p < PUBLISHERS; p++) {
            RawClient client = client();
            String subject = "p." + p;
            running.add(threads.submit(() -> {
                StringBuilder batch = new StringBuilder();
                for (int i = 0; i < each; i++) {
                    String number = Integer.toString(i);
                    batch.append("PUB ").append(subject).append(' ').append(number.length());
                    batch.append("\r\n").append(number).append("\r\n");
                    if (i % 50 == 49) {
                        client.send(batch.toString());
                        batch.setLength(0);
                    }
                }
                client.send(batch.toString()).barrier();
            }));
        }
        for (Future<?> each1 : running) {
            each1.get();
        }
    }

    /** Reads messages up to the PONG; what came, as publisher * MESSAGES + number, in order for each publisher. */
    private static List<Integer> received(RawClient subscriber) {
        List<Integer> all = new ArrayList<>();
        int[] next = new int[PUBLISHERS];
        for (String line = subscriber.line(); !line.equals("PONG"); line = subscriber.line()) {
            assertThat(line).startsWith("MSG p.");
            int publisher = line.charAt(6) - '0';
            int number = Integer.parseInt(subscriber.line());
            assertThat(number).as("order of publisher %d", publisher).isGreaterThanOrEqualTo(next[publisher]);
            next[publisher] = number + 1;
            all.add(publisher * MESSAGES + number);
        }
        return all;
    }

    private List<Future<List<Integer>>> read(List<RawClient> subscribers, int messagesEach)
            throws ExecutionException, InterruptedException {
        List<Future<List<Integer>>> reading = new ArrayList<>();
        for (RawClient each : subscribers) {
            reading.add(threads.submit(() -> received(each)));
        }
        publish(messagesEach);
        subscribers.forEach(each -> each.send("PING\r\n"));
        return reading;
    }

    @Test
    void everySubscriberGetsEverythingInEachPublishersOrder() throws ExecutionException, InterruptedException {
        List<RawClient> subscribers = List.of(
                subscriber("SUB p.* 1"),
                subscriber("SUB > 1"),
                subscriber("SUB p.> 1"),
                subscriber(
                        "SUB p.0 0",
                        "SUB p.1 1",
                        "SUB p.2 2",
                        "SUB p.3 3",
                        "SUB p.4 4",
                        "SUB p.5 5",
                        "SUB p.6 6",
                        "SUB p.7 7"));
        for (Future<List<Integer>> each : read(subscribers, MESSAGES)) {
            assertThat(each.get()).hasSize(PUBLISHERS * MESSAGES).doesNotHaveDuplicates();
        }
    }

    @Test
    void aGroupGetsEachMessageOnce() throws ExecutionException, InterruptedException {
        List<RawClient> members = List.of(
                subscriber("SUB p.* g 1"),
                subscriber("SUB p.* g 1"),
                subscriber("SUB p.* g 1"),
                subscriber("SUB p.* g 1"));
        BitSet all = new BitSet();
        int count = 0;
        for (Future<List<Integer>> each : read(members, MESSAGES)) {
            List<Integer> got = each.get();
            assertThat(got).as("each member has its share").hasSizeGreaterThan(PUBLISHERS * MESSAGES / 8);
            got.forEach(all::set);
            count += got.size();
        }
        assertThat(count).isEqualTo(PUBLISHERS * MESSAGES);
        assertThat(all.cardinality()).isEqualTo(PUBLISHERS * MESSAGES);
    }

    @Test
    void aLimitedSubscriptionGetsExactlySoMany() throws ExecutionException, InterruptedException {
        List<RawClient> subscribers = new ArrayList<>();
        int[] limits = {1, 2, 99, 1000, 5001};
        for (int limit : limits) {
            subscribers.add(subscriber("SUB p.* 1", "UNSUB 1 " + limit));
        }
        List<Future<List<Integer>>> reading = read(subscribers, MESSAGES);
        for (int i = 0; i < limits.length; i++) {
            assertThat(reading.get(i).get()).hasSize(limits[i]).doesNotHaveDuplicates();
        }
    }

    @Test
    void aLimitedMemberOfAGroupLeavesTheRestToTheOthers() throws ExecutionException, InterruptedException {
        List<RawClient> members =
                List.of(subscriber("SUB p.* g 1", "UNSUB 1 100"), subscriber("SUB p.* g 1"), subscriber("SUB p.* g 1"));
        List<Future<List<Integer>>> reading = read(members, MESSAGES);
        assertThat(reading.get(0).get()).hasSize(100);
        int rest = reading.get(1).get().size() + reading.get(2).get().size();
        assertThat(rest).isEqualTo(PUBLISHERS * MESSAGES - 100);
    }

    @Test
    void whoSubscribesAgainUnderTheSameSidIsHeard() {
        RawClient subscriber = client();
        RawClient publisher = client();
        for (int i = 0; i < 2000; i++) {
            subscriber.send("SUB again 7\r\nUNSUB 7 1\r\n").barrier();
            publisher.pub("again", "x");
            subscriber.expect("MSG again 7 1\r\nx\r\n");
        }
    }
}
