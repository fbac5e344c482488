package io.midge.jetstream.consumer;

import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.account.Subscriber;
import io.midge.account.Subscription;
import io.midge.conf.ByteText;
import io.midge.conf.Sha256;
import io.midge.jetstream.config.AckPolicy;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.Levels;
import io.midge.loop.Confined;
import io.midge.proto.PubFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a consumer listens to: acknowledgements, pull requests, answers to flow control. */
@Confined("stream lane")
final class Ears {
    private static final byte[] LEVEL = "\r\nNats-Required-Api-Level:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SID = {'c'};
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int HASH = 8;

    private final List<Subscription> listed = new ArrayList<>();
    private final StreamDoor stream;
    private final Inbox inbox;

    Ears(StreamDoor stream, Inbox inbox) {
        this.stream = stream;
        this.inbox = inbox;
    }

    /** Listens from now on. */
    void open(Consumer consumer) {
        ConsumerConfig config = consumer.config();
        String place = stream.name() + "." + consumer.name();
        String domain = stream.domain().isEmpty() ? "_" : stream.domain();
        String longPlace = domain + "." + hash(stream.account()) + "." + place;
        if (config.ackPolicy() != AckPolicy.NONE && config.ackPolicy() != AckPolicy.FLOW_CONTROL) {
            Subscriber acks = (listed, frame, from, publisher) -> inbox.add(Note.ack(consumer, frame), from);
            listen("$JS.ACK." + place + ".*.*.*.*.*", acks);
            listen("$JS.ACK." + longPlace + ".*.*.*.*.>", acks);
        }
        listen("$JS.API.CONSUMER.MSG.NEXT." + place, (listed, frame, from, publisher) -> pull(consumer, frame, from));
        if (config.flowControl()) {
            Subscriber answers = (listed, frame, from, publisher) -> inbox.add(Note.flow(consumer, frame), from);
            listen("$JS.FC." + place + ".*", answers);
            listen("$JS.FC." + longPlace + ".*", answers);
        }
    }

    private boolean pull(Consumer consumer, PubFrame frame, Fanout from) {
        return frame.replyLen == 0 || inbox.add(Note.pull(consumer, frame, isTooNew(frame)), from);
    }

    private void listen(String subject, Subscriber subscriber) {
        byte[] bytes = ByteText.bytes(subject);
        Subscription subscription = new Subscription(subscriber, bytes, null, SID, false, true);
        if (stream.account().sublist().insert(subscription)) {
            listed.add(subscription);
        }
    }

    /** Listens no more; what is on its way may still come. */
    void close() {
        for (Subscription each : listed) {
            each.close();
            stream.account().sublist().remove(each);
        }
        listed.clear();
    }

    /** Whether a request wants a newer server than this. */
    static boolean isTooNew(PubFrame frame) {
        int end = frame.bodyOff + frame.headerLen;
        for (int at = frame.bodyOff; at + LEVEL.length <= end; at++) {
            if (startsWith(frame.buf, at)) {
                int from = at + LEVEL.length;
                int to = from;
                while (to < end && frame.buf[to] != '\r') {
                    to++;
                }
                return !Levels.answers(new String(frame.buf, from, to - from, StandardCharsets.ISO_8859_1).strip());
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] b, int at) {
        for (int i = 0; i < LEVEL.length; i++) {
            if (b[at + i] != LEVEL[i]) {
                return false;
            }
        }
        return true;
    }

    /** By which an account is known in subjects. */
    private static String hash(Account account) {
        Sha256 sha = new Sha256();
        sha.update(ByteText.bytes(account.name()));
        byte[] digest = sha.finish();
        StringBuilder hash = new StringBuilder(HASH);
        for (int i = 0; i < HASH; i++) {
            hash.append(DIGITS.charAt((digest[i] & 0xff) % DIGITS.length()));
        }
        return hash.toString();
    }
}
