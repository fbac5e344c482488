package io.midge.account;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.net.Loops;
import io.midge.proto.PubFrame;
import io.midge.subject.MatchCache;
import io.midge.subject.Sublist;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FanoutTest {
    private final Loops loops = new Loops(1, 1 << 20, 1 << 20, 4096);
    private final Account account = new Account(Account.GLOBAL, new Sublist<>());
    private final Account elsewhere = new Account("B", new Sublist<>());
    private final Fanout fanout = new Fanout(loops.get(0), new MatchCache<>());
    private final Member publisher = new Member();

    /** Counts what it gets, and takes it unless it is told not to. */
    private static final class Member implements Subscriber, Publisher {
        int offered;
        int taken;
        boolean refuses;

        @Override
        public boolean deliver(Subscription subscription, PubFrame frame, Fanout from, Publisher publisher) {
            offered++;
            if (refuses || publisher == this) {
                return false;
            }
            taken++;
            return true;
        }

        @Override
        public RequestInfo info(boolean detailed) {
            return RequestInfo.of("$G", 0);
        }
    }

    @AfterEach
    void stop() {
        loops.close();
    }

    private Member plain(Account in, String subject) {
        Member member = new Member();
        subscribe(in, member, subject);
        return member;
    }

    private static void subscribe(Account in, Member member, String subject) {
        assertThat(in.sublist().insert(new Subscription(member, bytes(subject), null, bytes("1"), true, false)))
                .isTrue();
    }

    private Member queue(String subject, String group) {
        Member member = new Member();
        assertThat(account.sublist()
                        .insert(new Subscription(member, bytes(subject), bytes(group), bytes("1"), true, false)))
                .isTrue();
        return member;
    }

    private boolean publish(String subject, int times, Publisher by) {
        PubFrame frame = new PubFrame();
        frame.buf = bytes("PUB " + subject);
        frame.subject(frame.buf, 4, frame.buf.length - 4);
        frame.size = 3;
        return loops.on(0, () -> {
            boolean taken = false;
            for (int i = 0; i < times; i++) {
                taken = fanout.publish(account, frame, by);
            }
            return taken;
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    @Test
    void everyPlainSubscriberAndOneOfEachGroupGetsAMessage() {
        List<Member> plain = List.of(plain(account, "a.b"), plain(account, "a.*"), plain(account, ">"));
        List<Member> one = List.of(queue("a.b", "g"), queue("a.*", "g"), queue("a.>", "g"));
        List<Member> two = List.of(queue("a.b", "h"));
        Member stranger = plain(account, "a.c");
        Member other = plain(elsewhere, "a.b");
        assertThat(publish("a.b", 300, publisher)).isTrue();
        assertThat(plain).allMatch(each -> each.taken == 300);
        assertThat(one.stream().mapToInt(each -> each.taken).sum()).isEqualTo(300);
        assertThat(two.getFirst().taken).isEqualTo(300);
        assertThat(stranger.offered + other.offered).isZero();
        assertThat(fanout.inMsgs()).isEqualTo(300);
        assertThat(fanout.inBytes()).isEqualTo(900);
    }

    @Test
    void whatNobodyListensToIsTakenByNobodyAndCounted() {
        assertThat(publish("nobody", 1, publisher)).isFalse();
        assertThat(fanout.inMsgs()).isEqualTo(1);
    }

    @Test
    void eachMemberOfAGroupIsPickedAsOftenAsTheOthers() {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            members.add(queue(i % 2 == 0 ? "q" : "*", "g"));
        }
        publish("q", 70_000, publisher);
        double chiSquare = members.stream()
                .mapToDouble(each -> (each.taken - 10_000.0) * (each.taken - 10_000.0) / 10_000)
                .sum();
        assertThat(chiSquare).as("one in a million is above").isLessThan(38.3);
    }

    @Test
    void aMemberThatCannotTakeAMessageLeavesItToTheNext() {
        List<Member> members = List.of(queue("q", "g"), queue("q", "g"), queue("q", "g"), queue("q", "g"));
        members.get(1).refuses = true;
        members.get(2).refuses = true;
        assertThat(publish("q", 4000, publisher)).isTrue();
        assertThat(members.get(0).taken + members.get(3).taken).isEqualTo(4000);
        assertThat(members.get(0).taken).isBetween(500, 3500);
        assertThat(members.get(1).offered).as("it is asked, though").isPositive();
        members.forEach(each -> each.refuses = true);
        int[] before = members.stream().mapToInt(each -> each.offered).toArray();
        assertThat(publish("q", 1, publisher)).isFalse();
        int[] after = members.stream().mapToInt(each -> each.offered).toArray();
        assertThat(Arrays.stream(after).sum() - Arrays.stream(before).sum())
                .as("each is asked once")
                .isEqualTo(4);
    }

    @Test
    void aPublisherThatDoesNotWantItsOwnLeavesItsShareToTheOthers() {
        Member self = queue("q", "g");
        Member other = queue("q", "g");
        publish("q", 1000, self);
        assertThat(self.taken).isZero();
        assertThat(other.taken).isEqualTo(1000);
    }

    @Test
    void thePlainSubscriptionOfASubscriberIsFound() {
        Member member = plain(account, "_INBOX.a.*");
        Member other = plain(account, "_INBOX.>");
        Member grouped = queue("_INBOX.a.*", "g");
        byte[] reply = bytes("x_INBOX.a.1x");
        loops.run(0, () -> {
            Subscription found = fanout.plainOf(account, member, reply, 1, 10);
            assertThat(found).isNotNull();
            assertThat(fanout.plainOf(account, other, reply, 1, 10)).isNotNull().isNotSameAs(found);
            assertThat(fanout.plainOf(account, grouped, reply, 1, 10)).isNull();
            assertThat(fanout.plainOf(account, publisher, reply, 1, 10)).isNull();
            assertThat(fanout.plainOf(elsewhere, member, reply, 1, 10)).isNull();
        });
    }
}
