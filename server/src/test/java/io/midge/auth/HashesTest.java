package io.midge.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.auth.Hashes.Answer;
import io.midge.log.Log;
import io.midge.net.Loops;
import io.midge.nkey.NkeyException;
import io.midge.nkey.PublicKey;
import io.midge.nkey.Signature;
import io.midge.nkey.Signer;
import io.midge.options.SecretText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HashesTest {
    private static final long LATER = TimeUnit.HOURS.toNanos(1);

    private final Loops time = new Loops(1, 1 << 20, 1 << 20, 1024);
    private final Log log = new Log(time, false, false);
    private final Held held = new Held(1, time, log);
    private final Hashes hashes = held.hashes();
    private final List<String> answers = new ArrayList<>();

    @AfterEach
    void stop() {
        time.close();
    }

    private static Proof proof(String right, String secret) {
        return new Proof.Password(SecretText.of(Held.HASH + right), SecretText.of(secret));
    }

    private void ask(String address, String name, String right, String secret, long deadline) {
        String who = address + "/" + name + "/" + secret;
        hashes.ask(address, name, proof(right, secret), deadline, a -> answers.add(who + " " + a));
    }

    private void ask(String address, String secret) {
        ask(address, "u", "right", secret, LATER);
    }

    @Test
    void aSecretFitsOrNot() {
        ask("a", "right");
        ask("b", "wrong");
        assertThat(answers).isEmpty();
        held.run();
        assertThat(answers).containsExactly("a/u/right RIGHT", "b/u/wrong WRONG");
        assertThat(held.waiting()).isZero();
    }

    @Test
    void whatWasRightIsRememberedUntilItIsForgotten() {
        ask("a", "right");
        ask("a", "wrong");
        held.run();
        assertThat(hashes.remembers(proof("right", "right"))).isTrue();
        assertThat(hashes.remembers(proof("right", "wrong"))).isFalse();
        assertThat(hashes.remembers(proof("other", "right"))).isFalse();
        assertThat(hashes.remembers(proof("", "rightright"))).isFalse();
        hashes.forget();
        assertThat(hashes.remembers(proof("right", "right"))).isFalse();
    }

    @Test
    void aThreadThatCannotBeHadIsAskedForAgain() {
        held.refuse(true);
        ask("a", "right");
        ask("b", "wrong");
        held.refuse(false);
        ask("c", "other");
        held.run();
        assertThat(answers).containsExactlyInAnyOrder("a/u/right RIGHT", "b/u/wrong WRONG", "c/u/other WRONG");
    }

    @Test
    void whatFailsInOneQuestionDoesNotEndTheNext() {
        ask("a", "too much");
        held.run();
        assertThat(answers).containsExactly("a/u/too much NONE");
        ask("a", "right");
        held.run();
        assertThat(answers).endsWith("a/u/right RIGHT");
    }

    @Test
    void whatNobodyAsksForAnyMoreIsNotVerified() {
        Runnable first = hashes.ask("a", "u", proof("right", "gone"), LATER, a -> answers.add("gone " + a));
        first.run();
        ask("b", "right");
        held.run();
        assertThat(answers).containsExactly("b/u/right RIGHT");
        assertThat(held.verified()).containsExactly("right");
    }

    @Test
    void noMoreIsRememberedThanThereIsRoomFor() {
        for (int i = 0; i < Hashes.MAX_REMEMBERED + 10; i++) {
            ask("a", "u", "s" + i, "s" + i, LATER);
            held.run();
        }
        int remembered = 0;
        for (int i = 0; i < Hashes.MAX_REMEMBERED + 10; i++) {
            remembered += hashes.remembers(proof("s" + i, "s" + i)) ? 1 : 0;
        }
        assertThat(remembered).isEqualTo(Hashes.MAX_REMEMBERED);
        int last = Hashes.MAX_REMEMBERED + 9;
        assertThat(hashes.remembers(proof("s" + last, "s" + last))).isTrue();
    }

    @Test
    void whoAsksTheSameGetsTheSameAnswer() {
        for (int i = 0; i < 10_000; i++) {
            ask("a" + i, "right");
        }
        held.run();
        assertThat(held.verified()).containsExactly("right");
        assertThat(answers).hasSize(10_000).allMatch(each -> each.endsWith(" RIGHT"));
    }

    @Test
    void addressesTakeTurns() {
        for (int i = 0; i < 5; i++) {
            ask("flood", "guess" + i);
        }
        ask("b", "right");
        ask("c", "other");
        held.run();
        assertThat(held.verified()).containsExactly("guess0", "right", "other", "guess1", "guess2", "guess3", "guess4");
    }

    @Test
    void namesOfAnAddressTakeTurns() {
        for (int i = 0; i < 5; i++) {
            ask("lb", "victim", "right", "guess" + i, LATER);
        }
        ask("lb", "other", "right", "right", LATER);
        held.run();
        assertThat(held.verified()).containsExactly("guess0", "right", "guess1", "guess2", "guess3", "guess4");
    }

    @Test
    void ofAnAddressAndNameOneIsLookedAtAtATime() {
        Held two = new Held(2, time, log);
        List<Answer> inner = new ArrayList<>();
        Hashes both = two.hashes();
        both.ask("a", "u", proof("x", "first"), LATER, answer -> {});
        both.ask("a", "u", proof("x", "second"), LATER, inner::add);
        both.ask("a", "v", proof("x", "third"), LATER, answer -> {});
        two.whileVerifying("first", two::run); // a second thread, meanwhile
        assertThat(two.run().verified()).containsExactly("first", "third", "second");
        assertThat(inner).containsExactly(Answer.WRONG);
    }

    @Test
    void aFloodCrowdsOutItself() {
        for (int i = 0; i < Hashes.MAX_WAITING + 5; i++) {
            ask("flood", "n" + i, "right", "guess" + i, LATER);
        }
        assertThat(answers).hasSize(5).allMatch(each -> each.endsWith(" NONE"));
        answers.clear();
        ask("b", "right");
        assertThat(answers).containsExactly("flood/n1028/guess1028 NONE");
        held.run();
        assertThat(answers).hasSize(1 + Hashes.MAX_WAITING).contains("b/u/right RIGHT");
        assertThat(held.verified().indexOf("right")).isLessThan(3);
    }

    @Test
    void aFloodOfOneNameCrowdsOutItselfBehindALoadBalancer() {
        for (int i = 0; i < Hashes.MAX_WAITING; i++) {
            ask("lb", "victim", "right", "guess" + i, LATER);
        }
        ask("lb", "other", "right", "right", LATER);
        assertThat(answers).containsExactly("lb/victim/guess1023 NONE");
        held.run();
        assertThat(held.verified().indexOf("right")).isEqualTo(1);
    }

    @Test
    void aFloodFromEverywhereIsBoundedToo() {
        for (int i = 0; i < Hashes.MAX_WAITING; i++) {
            ask("a" + i, "guess" + i);
        }
        ask("b", "right");
        assertThat(answers).containsExactly("b/u/right NONE");
        held.run();
        ask("b", "right");
        held.run();
        assertThat(answers).contains("b/u/right RIGHT");
    }

    @Test
    void signaturesAreVerifiedAndNotRemembered() throws Exception {
        Proof right = signed("a nonce", "a nonce");
        Proof wrong = signed("a nonce", "another");
        hashes.ask("a", "k", right, LATER, answer -> answers.add("right " + answer));
        hashes.ask("a", "k", wrong, LATER, answer -> answers.add("wrong " + answer));
        held.run();
        assertThat(answers).containsExactly("right RIGHT", "wrong WRONG");
        assertThat(hashes.remembers(right)).isFalse();
    }

    private static Proof signed(String nonce, String signed) throws NkeyException {
        Signer signer = Signer.of(1);
        PublicKey key = PublicKey.decode(signer.key());
        return new Proof.Signed(key, nonce, Signature.decode(signer.sign(signed)));
    }

    @Test
    void ofWhatIsQuickerMoreMayWait() throws Exception {
        Proof one = signed("1", "1");
        for (int i = 0; i < Hashes.MAX_WAITING * 2; i++) {
            hashes.ask("flood", "k" + i, signed("n" + i, one), LATER, answer -> answers.add("signature " + answer));
        }
        assertThat(answers).isEmpty();
        for (int i = 0; i < Hashes.MAX_WAITING - 1; i++) {
            ask("b" + i, "guess" + i);
        }
        long crowdedOut = answers.stream().filter("signature NONE"::equals).count();
        assertThat(answers).hasSize((int) crowdedOut);
        assertThat(Hashes.MAX_WAITING * 2 - crowdedOut)
                .as("as many as one more hash would cost")
                .isEqualTo(new Proof.Password(SecretText.NONE, SecretText.NONE).cost());
    }

    private static Proof signed(String nonce, Proof like) {
        Proof.Signed signed = (Proof.Signed) like;
        return new Proof.Signed(signed.key(), nonce, signed.signature());
    }

    @Test
    void nobodyWaitsForWhatIsTooLate() {
        ask("a", "u", "right", "early", 100);
        ask("b", "u", "right", "right", LATER);
        ask("c", "u", "right", "early", LATER);
        ask("d", "u", "right", "late", 100);
        time.pass(100, TimeUnit.NANOSECONDS);
        held.run();
        assertThat(held.verified()).containsExactly("early", "right");
        assertThat(answers)
                .containsExactlyInAnyOrder("a/u/early WRONG", "c/u/early WRONG", "b/u/right RIGHT", "d/u/late NONE");
    }

    @Test
    void thereAreAsManyThreadsAsAllowedAndNoneWithoutWork() {
        Held two = new Held(2, time, log);
        for (int i = 0; i < 5; i++) {
            two.hashes().ask("a" + i, "u", proof("x", "s" + i), LATER, answer -> {});
        }
        assertThat(two.waiting()).isEqualTo(2);
        assertThat(two.run().verified()).hasSize(5);
        two.hashes().ask("a", "u", proof("x", "again"), LATER, answer -> {});
        assertThat(two.waiting()).isEqualTo(1);
        two.run();
    }

    @Test
    void whatGoesWrongIsNoYesAndStopsNothing() {
        ask("a", "broken");
        ask("b", "right");
        held.run();
        assertThat(answers).containsExactly("a/u/broken NONE", "b/u/right RIGHT");
        assertThat(time.lines).containsExactly("ERR Internal error, a password was not verified");
    }
}
