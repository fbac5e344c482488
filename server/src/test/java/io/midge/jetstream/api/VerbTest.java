package io.midge.jetstream.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerbTest {
    private static String[] tokens(String subject) {
        return subject.split("\\.", -1);
    }

    @ParameterizedTest
    @CsvSource({
        "$JS.API.INFO, INFO",
        "$JS.API.STREAM.CREATE.S, STREAM_CREATE",
        "$JS.API.STREAM.UPDATE.S, STREAM_UPDATE",
        "$JS.API.STREAM.NAMES, STREAM_NAMES",
        "$JS.API.STREAM.LIST, STREAM_LIST",
        "$JS.API.STREAM.INFO.S, STREAM_INFO",
        "$JS.API.STREAM.DELETE.S, STREAM_DELETE",
        "$JS.API.STREAM.PURGE.S, STREAM_PURGE",
        "$JS.API.STREAM.SNAPSHOT.S, STREAM_SNAPSHOT",
        "$JS.API.STREAM.RESTORE.S, STREAM_RESTORE",
        "$JS.API.STREAM.MSG.GET.S, STREAM_MSG_GET",
        "$JS.API.STREAM.MSG.DELETE.S, STREAM_MSG_DELETE",
        "$JS.API.STREAM.PEER.REMOVE.S, STREAM_PEER_REMOVE",
        "$JS.API.STREAM.PEER.EVACUATE.S, STREAM_PEER_EVACUATE",
        "$JS.API.STREAM.CANCEL_MOVE.S, STREAM_CANCEL_MOVE",
        "$JS.API.STREAM.LEADER.STEPDOWN.S, STREAM_LEADER_STEPDOWN",
        "$JS.API.CONSUMER.CREATE.S, CONSUMER_CREATE",
        "$JS.API.CONSUMER.CREATE.S.C, CONSUMER_CREATE",
        "$JS.API.CONSUMER.CREATE.S.C.a.b.c, CONSUMER_CREATE",
        "$JS.API.CONSUMER.DURABLE.CREATE.S.C, CONSUMER_CREATE",
        "$JS.API.CONSUMER.NAMES.S, CONSUMER_NAMES",
        "$JS.API.CONSUMER.LIST.S, CONSUMER_LIST",
        "$JS.API.CONSUMER.INFO.S.C, CONSUMER_INFO",
        "$JS.API.CONSUMER.DELETE.S.C, CONSUMER_DELETE",
        "$JS.API.CONSUMER.PAUSE.S.C, CONSUMER_PAUSE",
        "$JS.API.CONSUMER.UNPIN.S.C, CONSUMER_UNPIN",
        "$JS.API.CONSUMER.RESET.S.C, CONSUMER_RESET",
        "$JS.API.CONSUMER.LEADER.STEPDOWN.S.C, CONSUMER_LEADER_STEPDOWN",
        "$JS.API.CONSUMER.PEER.REMOVE.S.C, CONSUMER_PEER_REMOVE",
        "$JS.API.CONSUMER.PEER.EVACUATE.S.C, CONSUMER_PEER_EVACUATE"
    })
    void eachSubjectAsksForOneThing(String subject, Verb verb) {
        assertThat(Verb.of(tokens(subject))).isEqualTo(verb);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$JS.API.X",
                "$JS.API.INFO.x",
                "$JS.API.STREAM",
                "$JS.API.STREAM.CREATE",
                "$JS.API.STREAM.CREATE.S.x",
                "$JS.API.STREAM.NAMES.x",
                "$JS.API.STREAM.MSG.GET",
                "$JS.API.CONSUMER.CREATE",
                "$JS.API.CONSUMER.DURABLE.CREATE.S",
                "$JS.API.CONSUMER.INFO.S",
                "$JS.API.CONSUMER.INFO.S.C.x",
                "$JS.API.STREAM.INFO.",
                "$JS.API.META.LEADER.STEPDOWN",
                "$JS.API.ACCOUNT.PURGE.A"
            })
    void anythingElseAsksForNothing(String subject) {
        assertThat(Verb.of(tokens(subject))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "$JS.API.INFO, INFO",
        "$JS.API.STREAM.NAMES, SYSTEM",
        "$JS.API.CONSUMER.MSG.NEXT.S.C, SYSTEM",
        "$JS.API.ANYTHING, SYSTEM",
        "$JS.API.ACCOUNT.PURGE.A, ACCOUNT_PURGE",
        "$JS.API.ACCOUNT.STREAM.MOVE.A.S,",
        "$JS.API.META.LEADER.STEPDOWN,",
        "$JS.API.META.RESCUE,",
        "$JS.API.SERVER.REMOVE,",
        "$JS.API.SERVER.EVACUATE,",
        "$JS.API.SERVER.OTHER, SYSTEM"
    })
    void theSystemAccountHasOthers(String subject, Verb verb) {
        assertThat(Verb.ofSystem(tokens(subject))).isEqualTo(verb);
    }
}
