package io.midge.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Fanout;
import io.midge.account.Postbox;
import io.midge.loop.DrivenLane;
import io.midge.net.Peer;
import io.midge.subject.MatchCache;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a lane publishes, as clients get it. */
class PostboxTest {
    private static final byte[] NONE = {};

    private final OneLoop server = new OneLoop();
    private final DrivenLane lane = new DrivenLane();
    private final Postbox postbox = new Postbox(lane, List.of(new Fanout(server.loops.get(0), new MatchCache<>())));

    @AfterEach
    void close() {
        server.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private Peer listener(String options, String... subjects) {
        StringBuilder lines = new StringBuilder("CONNECT {\"verbose\":false" + options + "}\r\n");
        for (int i = 0; i < subjects.length; i++) {
            lines.append("SUB ").append(subjects[i]).append(' ').append(i + 1).append("\r\n");
        }
        return server.client(lines.toString());
    }

    private void put(String subject, String shown, String reply, String headers, String payload) {
        postbox.put(
                server.account,
                bytes(subject),
                bytes(shown),
                0,
                shown.length(),
                bytes(reply),
                bytes(headers),
                0,
                headers.length(),
                bytes(payload),
                0,
                payload.length());
    }

    private String got(Peer peer) {
        lane.drain();
        server.ms(1);
        String text = peer.taken();
        int last = text.lastIndexOf("MSG ");
        return text.substring(last > 0 && text.charAt(last - 1) == 'H' ? last - 1 : Math.max(0, last));
    }

    @Test
    void aMessageIsShownUnderAnotherSubjectThanTheOneItIsSentTo() {
        Peer literal = listener("", "_INBOX.a");
        Peer wild = listener("", "_INBOX.*");
        Peer stranger = listener("", "orders.new");
        put("_INBOX.a", "orders.new", "$JS.ACK.1", "", "hello");
        assertThat(got(literal)).isEqualTo("MSG orders.new 1 $JS.ACK.1 5\r\nhello\r\n");
        assertThat(got(wild)).isEqualTo("MSG orders.new 1 $JS.ACK.1 5\r\nhello\r\n");
        assertThat(stranger.taken()).doesNotContain("hello");
    }

    @Test
    void withoutAnotherSubjectItIsAMessageAsAnyOther() {
        Peer literal = listener("", "a");
        postbox.put(server.account, bytes("a"), NONE, NONE, bytes("x"));
        assertThat(got(literal)).isEqualTo("MSG a 1 1\r\nx\r\n");
    }

    @Test
    void headersGoToThoseWhoKnowThem() {
        String headers = "NATS/1.0\r\nA: b\r\n\r\n";
        Peer knows = listener(",\"headers\":true", "_INBOX.a");
        Peer knowsNot = listener("", "_INBOX.a");
        put("_INBOX.a", "s", "", headers, "x");
        assertThat(got(knows))
                .isEqualTo("HMSG s 1 " + headers.length() + " " + (headers.length() + 1) + "\r\n" + headers + "x\r\n");
        assertThat(got(knowsNot)).isEqualTo("MSG s 1 1\r\nx\r\n");
        put("_INBOX.a", "", "r", headers, "");
        assertThat(got(knows))
                .endsWith("HMSG _INBOX.a 1 r " + headers.length() + " " + headers.length() + "\r\n" + headers + "\r\n");
    }

    @Test
    void theOrderIsThatOfPutting() {
        Peer all = listener("", "n.*");
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            put("n." + i % 7, "", "", "", "m" + i);
            expected.append('m').append(i).append("\r\n");
        }
        got(all);
        List<String> payloads = new ArrayList<>();
        all.taken().lines().filter(line -> line.startsWith("m")).forEach(payloads::add);
        assertThat(String.join("\r\n", payloads) + "\r\n").isEqualTo(expected.toString());
    }

    @Test
    void whoWaitsForRoomIsToldWhenItIsThere() {
        byte[] much = new byte[1 << 20];
        List<String> told = new ArrayList<>();
        server.loops.run(
                0,
                () -> { // which publishes nothing meanwhile
                    for (int i = 0; i < 16; i++) {
                        assertThat(postbox.hasRoom()).isTrue();
                        postbox.put(server.account, bytes("nobody"), NONE, NONE, much);
                    }
                    assertThat(postbox.hasRoom()).isFalse();
                    postbox.whenRoom(() -> told.add("one"));
                    postbox.whenRoom(() -> told.add("two"));
                    lane.drain();
                    assertThat(told).isEmpty();
                });
        server.ms(1); // the loop has published by now
        assertThat(postbox.hasRoom()).isTrue();
        lane.drain();
        assertThat(told).containsExactly("one", "two");
        lane.drain();
        assertThat(told).hasSize(2);
    }
}
