package io.midge.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Tenant.Got;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests through service imports, their replies, and what is left of them: nothing. */
class ServicesTest {
    private static final String S = """
            S { exports: [
              { service: one, threshold: 1s }
              { service: several, response: stream, threshold: 1s }
              { service: parts, response: chunked, threshold: 1s }
              { service: geo.*.*, threshold: 1s }
              { service: old, threshold: 1s }
              { service: lost, threshold: 1s }
            ], mappings: { old: one, lost: [ { destination: one, weight: 0 }, { destination: lost, weight: 0 } ] } }
            """;
    private static final String A = """
            A { imports: [
              { service: { account: S, subject: one } }
              { service: { account: S, subject: several } }
              { service: { account: S, subject: parts } }
              { service: { account: S, subject: "geo.*.*" }, to: "near.$2.$1" }
              { service: { account: S, subject: old } }
              { service: { account: S, subject: lost } }
            ] }
            """;

    private final Tenants tenants = new Tenants(S, A);
    private final Tenant service = tenants.in("S");
    private final Tenant user = tenants.in("A");

    @AfterEach
    void nothingIsLeft() {
        tenants.assertSettled();
        tenants.close();
    }

    private Got asked(String subject, String reply) {
        assertThat(user.pub(subject, reply, "", "?")).isTrue();
        return service.one();
    }

    // ---- how many replies there are

    @Test
    void theSecondAnswerOfASingletonIsDropped() {
        service.sub("one");
        tenants.in("S").sub("one");
        user.sub("in");
        String reply = asked("one", "in").reply();
        assertThat(service.pub(reply, "1")).isTrue();
        assertThat(service.pub(reply, "2")).as("as if it had been taken").isTrue();
        assertThat(user.heard()).containsExactly("in 1");
        assertThat(tenants.owed("S")).isZero();
    }

    @Test
    void anEmptyAnswerOfASingletonIsOneToo() {
        service.sub("one");
        user.sub("in");
        String reply = asked("one", "in").reply();
        service.pub(reply, "");
        service.pub(reply, "2");
        assertThat(user.heard()).containsExactly("in ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"several", "parts"})
    void ofSeveralAnswersAnEmptyOneIsTheLast(String subject) {
        service.sub(subject);
        user.sub("in");
        String reply = asked(subject, "in").reply();
        service.pub(reply, "1");
        service.pub(reply, "", "Status: 200\r\n", "");
        service.pub(reply, "2");
        assertThat(tenants.owed("S")).isEqualTo(1);
        service.pub(reply, "");
        service.pub(reply, "3");
        assertThat(user.heard()).containsExactly("in 1", "in ", "in 2", "in ");
    }

    // ---- time

    @Test
    void aReplyIsOwedForAsLongAsItsExportSays() {
        service.sub("one");
        user.sub("in");
        String first = asked("one", "in").reply();
        tenants.passes(600);
        String second = asked("one", "in").reply();
        tenants.passes(399);
        assertThat(tenants.owed("S")).isEqualTo(2);
        tenants.passes(1);
        assertThat(tenants.owed("S")).isEqualTo(1);
        service.pub(first, "late");
        service.pub(second, "in time");
        assertThat(user.heard()).containsExactly("in in time");
    }

    @Test
    void eachReplyRenewsTheTimeOfSeveral() {
        service.sub("several");
        user.sub("in");
        String busy = asked("several", "in").reply();
        String silent = asked("several", "in").reply();
        for (int i = 0; i < 5; i++) {
            tenants.passes(700);
            service.pub(busy, "" + i);
        }
        service.pub(silent, "late");
        assertThat(user.heard()).containsExactly("in 0", "in 1", "in 2", "in 3", "in 4");
        tenants.passes(999);
        assertThat(tenants.owed("S")).isEqualTo(1);
        tenants.passes(1);
        service.pub(busy, "late");
        assertThat(user.took()).isEmpty();
    }

    @Test
    void timePassesForEachExportAlone() {
        service.sub("one");
        service.sub("several");
        user.sub("in");
        asked("one", "in");
        tenants.passes(500);
        asked("several", "in");
        tenants.passes(500);
        assertThat(tenants.owed("S")).isEqualTo(1);
        tenants.passes(500);
        tenants.assertSettled();
        asked("one", "in");
        tenants.passes(1000);
    }

    // ---- who does not wait any more

    @Test
    void aReplyIsOwedUntilNobodyListensForItAnyMore() {
        service.sub("one");
        Subscription literal = user.sub("inbox.1.a");
        Subscription wildcard = user.sub("inbox.*.a");
        Tenant other = tenants.in("A");
        other.sub("*.1.>");
        Subscription elsewhere = user.sub("inbox.2.>");
        String reply = asked("one", "inbox.1.a").reply();
        user.unsub(elsewhere);
        user.unsub(wildcard);
        user.unsub(literal);
        assertThat(tenants.owed("S")).isEqualTo(1);
        other.close();
        assertThat(tenants.owed("S")).isZero();
        user.sub("inbox.1.a");
        service.pub(reply, "late");
        assertThat(user.took()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"inbox.1", "inbox.*", "inbox.>", "*.1", ">", "*.*"})
    void anySubscriptionThatEndsIsLookedAt(String subject) {
        service.sub("one");
        Subscription waiting = user.sub(subject);
        asked("one", "inbox.1");
        asked("one", "inbox.1");
        user.unsub(waiting);
        tenants.assertSettled();
    }

    @Test
    void onlyThoseRequestsAreGivenUpWhoseRepliesNobodyHears() {
        service.sub("several");
        Subscription one = user.sub("inbox.1.*");
        user.sub("inbox.2.*");
        asked("several", "inbox.1.a");
        asked("several", "inbox.1.b");
        String kept = asked("several", "inbox.2.a").reply();
        user.unsub(one);
        assertThat(tenants.owed("S")).isEqualTo(1);
        service.pub(kept, "");
        assertThat(user.heard()).containsExactly("inbox.2.a ");
    }

    @Test
    void whoeverHasManyRequestsLeavesNoneOfThemBehind() {
        service.sub("one");
        Tenant other = tenants.in("A");
        Subscription kept = other.sub("in.1.*");
        Subscription own = user.sub("in.>");
        int many = 5 * Awaited.LOOKS / 2;
        tenants.loops.run(0, () -> {
            for (int i = 0; i < many; i++) {
                user.publish("one", "in." + i % 20 + '.' + i, "", "");
            }
        });
        service.took();
        user.unsub(user.sub("*.*.never"));
        assertThat(tenants.owed("S")).isEqualTo(many);
        user.unsub(own);
        untilOwed(many / 20);
        other.unsub(kept);
        untilOwed(0);
    }

    // Much is looked at by and by.
    private void untilOwed(int count) {
        for (int i = 0; i < 1000 && tenants.owed("S") != count; i++) {
            tenants.loops.settle();
        }
        assertThat(tenants.owed("S")).isEqualTo(count);
    }

    @Test
    void whoWaitsForOneAnswerOnly() {
        service.sub("several");
        Subscription inbox = user.sub("inbox.1");
        user.unsub(inbox, 2);
        String reply = asked("several", "inbox.1").reply();
        service.pub(reply, "1");
        assertThat(tenants.owed("S")).isEqualTo(1);
        service.pub(reply, "2");
        assertThat(tenants.owed("S")).isZero();
        service.pub(reply, "3");
        assertThat(user.heard()).containsExactly("inbox.1 1", "inbox.1 2");
    }

    @Test
    void aThousandRequestsWaitOnOneSubject() {
        service.sub("one");
        user.sub("in");
        List<String> replies = IntStream.range(0, 1000)
                .mapToObj(i -> asked("one", "in").reply())
                .toList();
        assertThat(replies).doesNotHaveDuplicates();
        assertThat(tenants.owed("S")).isEqualTo(1000);
        replies.forEach(each -> service.pub(each, "!"));
        assertThat(user.took()).hasSize(1000);
    }

    @Test
    void whatIsNotDeliveredIsNotWaitedFor() {
        user.sub("in");
        assertThat(user.pub("one", "in", "", "nobody serves")).isFalse();
        tenants.assertSettled();
        service.sub("several");
        String reply = asked("several", "nowhere").reply();
        assertThat(tenants.owed("S")).as("it may come yet").isEqualTo(1);
        service.pub(reply, "nobody listens");
        tenants.assertSettled();
    }

    @Test
    void aRequestWithoutReplyOwesNothing() {
        service.sub("one");
        assertThat(asked("one", "").reply()).isEmpty();
        assertThat(user.pub("several", "no service")).isFalse();
    }

    // ---- who may answer

    @Test
    void whatIsNoReplyThatIsOwedReachesNobody() {
        service.sub("several");
        user.sub("in");
        user.sub(">");
        String reply = asked("several", "in").reply();
        user.took();
        String account = reply.substring(0, reply.lastIndexOf('.') + 1);
        for (String forged : List.of(
                reply + ".x",
                reply + "x",
                reply.substring(0, reply.length() - 1),
                account + "000000",
                account + "x",
                account + reply.substring(account.length()).toLowerCase(java.util.Locale.ROOT) + "0")) {
            service.pub(forged, "forged");
        }
        user.pub(reply, "from the wrong account");
        assertThat(user.heard()).containsExactly(reply + " from the wrong account");
        assertThat(service.pub("_R_.000000.000000", "nobody's")).isFalse();
        service.pub(reply, "");
        assertThat(user.heard()).as("in and >").containsExactlyInAnyOrder("in ", "in ");
    }

    @Test
    void repliesAreNotToBeGuessed() {
        service.sub("one");
        user.sub("in");
        List<String> replies = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String reply = asked("one", "in").reply();
            assertThat(reply).matches("_R_\\.[0-9A-Za-z]{6}\\.[0-9A-Za-z]{6}");
            service.pub(reply, "!");
            replies.add(reply);
        }
        assertThat(replies).doesNotHaveDuplicates();
        assertThat(replies.stream()
                        .flatMapToInt(each -> each.substring(11).chars())
                        .distinct()
                        .count())
                .as("all of 62 digits")
                .isEqualTo(62);
    }

    // ---- subjects

    @Test
    void subjectsAreMadeThoseOfTheService() {
        service.sub("geo.>");
        user.sub("in");
        Got request = asked("near.a.b", "in");
        assertThat(request.subject()).isEqualTo("geo.b.a");
        service.pub(request.reply(), "!");
        assertThat(user.heard()).containsExactly("in !");
    }

    @Test
    void theExportersMappingsHold() {
        service.sub("one");
        service.sub("lost");
        user.sub("in");
        Got request = asked("old", "in");
        assertThat(request.subject()).isEqualTo("one");
        service.pub(request.reply(), "!");
        assertThat(user.pub("lost", "in", "", "?")).isFalse();
        assertThat(service.took()).isEmpty();
    }

    // ---- who answers asks in turn

    @Test
    void whoAnswersMayAskInTurn() {
        service.sub("one");
        service.sub("own");
        user.sub("in");
        String reply = asked("one", "in").reply();
        for (int i = 0; i < 3; i++) {
            service.pub(reply, "own", "", "and you?");
            Got question = user.one();
            assertThat(question.subject()).isEqualTo("in");
            assertThat(question.reply()).startsWith("_R_.").isNotEqualTo(reply);
            user.pub(question.reply(), "in", "", "me too");
            user.pub(question.reply(), "once");
            Got answer = service.one();
            assertThat(answer.brief()).isEqualTo("own me too");
            reply = answer.reply();
        }
        service.pub(reply, "done");
        assertThat(user.heard()).containsExactly("in done");
    }

    @Test
    void whereAConsumersMessageIsAcknowledgedStaysWhatItIs() {
        service.sub("several");
        user.sub("in");
        String reply = asked("several", "in").reply();
        service.pub(reply, "$JS.ACK.S.C.1.1.1.1.0", "", "message");
        assertThat(user.one().reply()).isEqualTo("$JS.ACK.S.C.1.1.1.1.0");
        assertThat(tenants.owed("A")).isZero();
        service.pub(reply, "");
        assertThat(user.heard()).containsExactly("in ");
        service.sub("one");
        assertThat(asked("one", "$JS.ACK.S.C.1.1.1.1.0").reply()).isEqualTo("$JS.ACK.S.C.1.1.1.1.0");
        assertThat(tenants.owed("S")).isZero();
    }

    @Test
    void aQuestionInTurnIsForgottenWithWhoAskedIt() {
        service.sub("one");
        Subscription own = service.sub("own");
        user.sub("in");
        service.pub(asked("one", "in").reply(), "own", "", "and you?");
        assertThat(tenants.owed("A")).isEqualTo(1);
        service.unsub(own);
        tenants.assertSettled();
        service.sub("own");
        service.pub(asked("one", "in").reply(), "own", "", "and you?");
        assertThat(tenants.owed("A")).isEqualTo(1);
        tenants.passes(1000);
        user.took();
    }

    @Test
    void aQuestionInTurnThatNobodyHearsIsForgotten() {
        service.sub("one");
        service.sub("own");
        service.pub(asked("one", "nowhere").reply(), "own", "", "and you?");
        tenants.assertSettled();
    }

    // ---- other configurations

    @Test
    void whatIsOwedStaysOwedAsLongAsItMayBeAskedFor() {
        service.sub("one");
        service.sub("several");
        user.sub("in");
        String one = asked("one", "in").reply();
        String several = asked("several", "in").reply();
        tenants.reload(
                S.replace("lost:", "other: new, lost:"),
                "A { imports: [ { service: { account: S, subject: several } }, { service: { account: S, subject: one } } ] }");
        service.pub(one, "1");
        service.pub(several, "2");
        service.pub(several, "");
        assertThat(user.heard()).containsExactly("in 1", "in 2", "in ");
    }

    @Test
    void ofWhatMayNotBeAskedForAnyMoreThereIsOneAnswerAndNoStream() {
        service.sub("one");
        service.sub("several");
        user.sub("in");
        String one = asked("one", "in").reply();
        String several = asked("several", "in").reply();
        tenants.reload(S, "A { imports: [ { service: { account: S, subject: several } } ] }");
        assertThat(user.pub("one", "in", "", "?")).isFalse();
        assertThat(tenants.owed("S")).isEqualTo(2);
        tenants.reload("S { exports: [ { service: other } ] }", "A {}");
        assertThat(tenants.owed("S")).isEqualTo(1);
        service.pub(several, "2");
        service.pub(one, "1");
        assertThat(user.heard()).containsExactly("in 1");
        tenants.assertSettled();
        tenants.reload(S, A);
        service.pub(asked("one", "in").reply(), "3");
        assertThat(user.heard()).containsExactly("in 3");
    }

    @Test
    void whatIsOwedIsForgottenInTimeWhenTheAccountGoes() {
        service.sub("one");
        user.sub("in");
        asked("one", "in");
        Account gone = tenants.account("S");
        tenants.reload("A { imports: [] }");
        assertThat(gone.responses().size()).isEqualTo(1);
        tenants.passes(1000);
        assertThat(gone.responses().size()).isZero();
        assertThat(tenants.accounts.find("S")).isNull();
    }

    @Test
    void someoneElseAsksForTheSameWhenAnImportIsReplaced() {
        service.sub("geo.>");
        user.sub("in");
        tenants.reload(S, "A { imports: [ { service: { account: S, subject: \"geo.*.*\" }, to: \"far.*.*\" } ] }");
        assertThat(user.pub("near.a.b", "in", "", "?")).isFalse();
        Got request = asked("far.a.b", "in");
        assertThat(request.subject()).isEqualTo("geo.a.b");
        service.pub(request.reply(), "!");
    }

    // ---- bounds

    @Test
    void asManyRepliesAreOwedAsMayBe() {
        Account importer = tenants.account("A");
        Responses few = new Responses(tenants.account("S"), tenants.loops.get(0).loop(), new Random(2), true, 3);
        ServiceImport through = importer.shares().services().getFirst();
        byte[] to = {'x'};
        tenants.loops.run(0, () -> {
            List<Response> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Response made = few.expect(through, importer, to, null, 0);
                assertThat(made).isNotNull();
                all.add(made);
            }
            assertThat(few.expect(through, importer, to, null, 0)).isNull();
            assertThat(few.expect(through, importer, new byte[64], null, 0)).isNull();
            few.end(all.get(1), Response.End.NOT_DELIVERED);
            Response again = few.expect(through, importer, to, null, 0);
            assertThat(again).isNotNull();
            all.add(again);
            all.forEach(each -> few.end(each, Response.End.NOT_WANTED));
            assertThat(few.size()).isZero();
            Response large = Objects.requireNonNull(few.expect(through, importer, new byte[200], null, 0));
            assertThat(few.expect(through, importer, to, null, 0))
                    .as("long ones count for several")
                    .isNull();
            few.end(large, Response.End.NOT_WANTED);
        });
    }
}
