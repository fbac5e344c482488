package io.midge;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client relies on when it subscribes, drains and unsubscribes. */
class UnsubscribeTest {
    private final NatsServer server = NatsServer.builder().port(0).ioLoops(2).start();
    private final RawClient subscriber = RawClient.connect(server).barrier();
    private final RawClient publisher = RawClient.connect(server).barrier();

    @AfterEach
    void close() {
        subscriber.close();
        publisher.close();
        server.close();
    }

    @Test
    void nothingComesBehindThePongThatFollowsAnUnsub() {
        subscriber.send("SUB foo 1\r\n").barrier();
        publisher.pub("foo", "1").barrier();
        subscriber.send("UNSUB 1\r\nPING\r\n").expect("MSG foo 1 1\r\n1\r\nPONG\r\n");
        publisher.pub("foo", "2").barrier();
        subscriber.barrier();
    }

    @Test
    void whatWasPublishedBeforeThePublishersPongIsThereBeforeTheSubscribersPong() {
        subscriber.send("SUB foo 1\r\n").barrier();
        for (int i = 0; i < 2000; i++) {
            publisher.send("PING\r\nPUB foo 1\r\nx\r\nPING\r\n").expect("PONG\r\nPONG\r\n");
            subscriber.send("PING\r\n").expect("MSG foo 1 1\r\nx\r\nPONG\r\n");
        }
    }

    @Test
    void aSecondConnectDropsAllSubscriptionsHoweverManyBeforeItsPong() {
        int count = 50_000;
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("SUB a.").append(i).append(' ').append(i).append("\r\n");
        }
        subscriber.send(lines.toString()).barrier();
        subscriber.send("CONNECT {}\r\nSUB a.0 new\r\n").barrier();
        for (int i = 0; i < count; i += 500) {
            publisher.pub("a." + i, "x");
        }
        publisher.barrier();
        subscriber.expect("MSG a.0 new 1\r\nx\r\n").barrier();
    }

    @Test
    void aLimitCountsFromTheSubscriptionOn() {
        subscriber.send("SUB foo 1\r\n").barrier();
        publisher.pub("foo", "1").pub("foo", "2").barrier();
        subscriber
                .expect("MSG foo 1 1\r\n1\r\nMSG foo 1 1\r\n2\r\n")
                .send("UNSUB 1 3\r\n")
                .barrier();
        publisher.pub("foo", "3").pub("foo", "4").barrier();
        subscriber.expect("MSG foo 1 1\r\n3\r\n").barrier();
        subscriber.send("SUB foo 1\r\n").barrier();
        publisher.pub("foo", "5").barrier();
        subscriber.expect("MSG foo 1 1\r\n5\r\n").send("UNSUB 1 1\r\n").barrier();
        publisher.pub("foo", "6").barrier();
        subscriber.barrier();
    }

    @Test
    void aDrainedMemberLeavesItsShareToTheOthers() {
        subscriber.send("SUB foo g 1\r\nSUB foo g 2\r\n").barrier();
        subscriber.send("UNSUB 1\r\n").barrier();
        for (int i = 0; i < 100; i++) {
            publisher.pub("foo", "x");
        }
        publisher.barrier();
        subscriber.expect("MSG foo 2 1\r\nx\r\n".repeat(100)).barrier();
    }

    @Test
    void whatIsOnItsWayIsDeliveredToAClientThatEndsItsOutput() {
        subscriber.send("SUB foo 1\r\n").barrier();
        subscriber.pub("foo", "x".repeat(100_000)).endOutput();
        subscriber.expect("MSG foo 1 100000\r\n" + "x".repeat(100_000) + "\r\n").expectEnd();
    }
}
