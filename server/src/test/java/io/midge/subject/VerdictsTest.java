package io.midge.subject;

import static io.midge.subject.Sub.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictsTest {
    private final Verdicts verdicts = new Verdicts();
    private final Object asker = new Object();

    private int find(Object who, String subject) {
        byte[] b = bytes("<" + subject + ">");
        return verdicts.find(who, b, 1, b.length - 2);
    }

    private void keep(Object who, String subject, int verdict) {
        byte[] b = bytes("(" + subject + ")");
        verdicts.keep(who, b, 1, b.length - 2, verdict);
    }

    @Test
    void whatWasKeptIsFoundByWhoKeptIt() {
        keep(asker, "foo.bar", 3);
        keep(asker, "foo.baz", 0);
        assertThat(find(asker, "foo.bar")).isEqualTo(3);
        assertThat(find(asker, "foo.baz")).isZero();
        assertThat(find(asker, "foo.ba")).isEqualTo(Verdicts.UNKNOWN);
        assertThat(find(new Object(), "foo.bar")).isEqualTo(Verdicts.UNKNOWN);
    }

    @Test
    void equalSubjectsOfTwoAskersHaveTwoAnswers() {
        Object other = new Object();
        keep(asker, "foo", 1);
        keep(other, "foo", 2);
        assertThat(find(asker, "foo")).isEqualTo(1);
        assertThat(find(other, "foo")).isEqualTo(2);
    }

    @Test
    void theBufferMayChangeAfterwards() {
        byte[] b = bytes("foo");
        verdicts.keep(asker, b, 0, 3, 1);
        b[0] = 'x';
        assertThat(find(asker, "foo")).isEqualTo(1);
        assertThat(find(asker, "xoo")).isEqualTo(Verdicts.UNKNOWN);
    }

    @Test
    void whoAsksForAMillionSubjectsNeedsNoMoreThanTheTable() {
        for (int i = 0; i < 1_000_000; i++) {
            String subject = "s." + i;
            keep(asker, subject, i & 15);
            assertThat(find(asker, subject)).isEqualTo(i & 15);
        }
        assertThat(verdicts.size()).isLessThanOrEqualTo(Verdicts.ENTRIES);
    }

    @Test
    void allThatIsFoundLaterIsRight() {
        for (int i = 0; i < 20_000; i++) {
            keep(asker, "s." + i, i & 15);
        }
        int found = 0;
        for (int i = 0; i < 20_000; i++) {
            int verdict = find(asker, "s." + i);
            found += verdict == Verdicts.UNKNOWN ? 0 : 1;
            assertThat(verdict).isIn(Verdicts.UNKNOWN, i & 15);
        }
        assertThat(found).isBetween(1, Verdicts.ENTRIES);
    }

    @Test
    void fewSubjectsStayWhereTheyAre() {
        int found = 0;
        for (int round = 0; round < 100; round++) { // each asker has its own places, and one in a thousand bad luck
            Object one = new Object();
            Verdicts table = new Verdicts();
            for (int i = 0; i < 200; i++) {
                byte[] b = bytes("orders.eu." + i);
                table.keep(one, b, 0, b.length, 1);
            }
            for (int i = 0; i < 200; i++) {
                byte[] b = bytes("orders.eu." + i);
                found += table.find(one, b, 0, b.length) == 1 ? 1 : 0;
            }
        }
        assertThat(found).isGreaterThan(100 * 195);
    }

    @Test
    void inboxesAndLongSubjectsAreNotKept() {
        String longest = "x".repeat(Verdicts.LONGEST);
        keep(asker, "_INBOX.abc", 1);
        keep(asker, longest + "x", 1);
        assertThat(verdicts.size()).isZero();
        keep(asker, longest, 1);
        assertThat(find(asker, longest)).isEqualTo(1);
        assertThat(find(asker, longest + "x")).isEqualTo(Verdicts.UNKNOWN);
        assertThat(find(asker, "_INBOX.abc")).isEqualTo(Verdicts.UNKNOWN);
    }
}
