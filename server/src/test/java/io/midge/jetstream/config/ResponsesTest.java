package io.midge.jetstream.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.store.StreamState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Answers are to the byte those that nats-server 2.15.2 gave to the same. */
class ResponsesTest {
    private static final String API = "{\"type\":\"io.nats.jetstream.api.v1.";
    private static final String SHOWN = "\"_nats.level\":\"5\",\"_nats.req.level\":\"0\",\"_nats.ver\":\"2.15.2\"";
    private static final String STORED = "\"_nats.req.level\":\"0\"";
    private static final String NO_STATE = "\"state\":{\"messages\":0,\"bytes\":0,\"first_seq\":0,"
            + "\"first_ts\":\"0001-01-01T00:00:00Z\",\"last_seq\":0,\"last_ts\":\"0001-01-01T00:00:00Z\",\"consumer_count\":0},";
    private static final Instant CREATED = Instant.parse("2026-11-22T06:07:14.495255418Z");
    private static final Instant NOW = Instant.parse("2026-11-22T06:07:14.495759999Z");

    private static StreamConfig config() throws JsException {
        StreamConfig asked = StreamConfig.builder()
                .name("A")
                .subjects(List.of("a.>"))
                .maxMsgsPerSubject(1)
                .allowDirect(true)
                .allowRollup(true)
                .duplicateWindowNs(60_000_000_000L)
                .build();
        return StreamCheck.create(asked, false, StreamLimits.NONE, name -> null);
    }

    private static String configText(String metadata) {
        return "\"config\":{\"name\":\"A\",\"subjects\":[\"a.\\u003e\"],\"retention\":\"limits\",\"max_consumers\":-1,"
                + "\"max_msgs\":-1,\"max_bytes\":-1,\"max_age\":0,\"max_msgs_per_subject\":1,\"max_msg_size\":-1,"
                + "\"discard\":\"old\",\"storage\":\"file\",\"num_replicas\":1,\"duplicate_window\":60000000000,"
                + "\"compression\":\"none\",\"allow_direct\":true,\"mirror_direct\":false,\"sealed\":false,"
                + "\"deny_delete\":false,\"deny_purge\":false,\"allow_rollup_hdrs\":true,\"consumer_limits\":{},"
                + "\"allow_msg_ttl\":false,\"metadata\":{" + metadata + "}},"
                + "\"created\":\"2026-11-22T06:07:14.495255418Z\",";
    }

    private static StreamState empty() {
        return new StreamState(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    private static StreamState filled() {
        return new StreamState(2, 102, 3, 1795327634503859053L, 4, 1795327634505427370L, 0, 2, 0, 0);
    }

    private static final String FILLED = "\"state\":{\"messages\":2,\"bytes\":102,\"first_seq\":3,"
            + "\"first_ts\":\"2026-11-22T06:07:14.503859053Z\",\"last_seq\":4,\"last_ts\":\"2026-11-22T06:07:14.50542737Z\","
            + "\"num_subjects\":2,%s\"consumer_count\":0},";

    private static StreamInfo info(
            StreamState state, @Nullable Map<String, Long> subjects, @Nullable List<Long> deleted) throws JsException {
        return new StreamInfo(config(), CREATED, state, 0, "hub", null, List.of(), subjects, deleted, NOW);
    }

    private static String text(byte[] answer) {
        return Utf8Text.of(answer);
    }

    @Test
    void aNewStreamIsShownWithoutItsDomain() throws JsException {
        assertThat(text(Responses.streamCreate(info(empty(), null, null))))
                .isEqualTo(API + "stream_create_response\"," + configText(SHOWN) + NO_STATE
                        + "\"ts\":\"2026-11-22T06:07:14.495759999Z\",\"did_create\":true}");
    }

    @Test
    void anUpdateIsShownWithTheDomain() throws JsException {
        assertThat(text(Responses.streamUpdate(info(filled(), null, null))))
                .isEqualTo(API + "stream_update_response\"," + configText(SHOWN) + FILLED.formatted("")
                        + "\"domain\":\"hub\",\"ts\":\"2026-11-22T06:07:14.495759999Z\"}");
    }

    @Test
    void anInfoNamesTheServer() throws JsException {
        assertThat(text(Responses.streamInfo(info(empty(), null, null), 0, 7, "named")))
                .isEqualTo(
                        API + "stream_info_response\",\"total\":0,\"offset\":0,\"limit\":0," + configText(SHOWN)
                                + NO_STATE
                                + "\"domain\":\"hub\",\"cluster\":{\"leader\":\"named\"},\"ts\":\"2026-11-22T06:07:14.495759999Z\"}");
    }

    @Test
    void anInfoHasAPageOfSubjectsInOrder() throws JsException {
        assertThat(text(Responses.streamInfo(info(filled(), Map.of("a.x", 1L), List.of()), 2, 1, "named")))
                .isEqualTo(
                        API + "stream_info_response\",\"total\":2,\"offset\":1,\"limit\":100000," + configText(SHOWN)
                                + FILLED.formatted("\"subjects\":{\"a.x\":1},")
                                + "\"domain\":\"hub\",\"cluster\":{\"leader\":\"named\"},\"ts\":\"2026-11-22T06:07:14.495759999Z\"}");
        assertThat(text(Responses.streamInfo(info(filled(), Map.of("b", 2L, "a", 1L, "c", 3L), null), 3, 0, "")))
                .contains("\"subjects\":{\"a\":1,\"b\":2,\"c\":3}");
        assertThat(text(Responses.streamInfo(info(filled(), Map.of(), null), 2, 7, "")))
                .contains("\"total\":2,\"offset\":7,\"limit\":100000,", "\"num_subjects\":2,\"consumer_count\":0");
    }

    @Test
    void sequencesWithoutMessagesAreCountedAndListed() throws JsException {
        StreamState state = new StreamState(1, 33, 3, 1, 8, 2, 5, 1, 0, 0);
        assertThat(text(Responses.streamInfo(info(state, null, List.of(4L, 5L, 6L)), 0, 0, "")))
                .contains("\"num_subjects\":1,\"num_deleted\":5,\"deleted\":[4,5,6],\"consumer_count\":0}");
    }

    @Test
    void aPurgedStreamBeginsBehindItsEnd() throws JsException {
        StreamState state = new StreamState(0, 0, 3, 0, 2, 1795325057727066902L, 0, 0, 0, 0);
        assertThat(text(Responses.streamInfo(info(state, null, null), 0, 0, "")))
                .contains("\"first_seq\":3,\"first_ts\":\"0001-01-01T00:00:00Z\",\"last_seq\":2,\"last_ts\":\"2026-");
    }

    @Test
    void aStreamWithAFirstSequenceShowsItWhileEmpty() throws JsException {
        StreamConfig first = config().toBuilder().firstSeq(1).build();
        StreamState atOne = new StreamState(0, 0, 1, 0, 0, 0, 0, 0, 0, 0);
        StreamInfo info = new StreamInfo(first, CREATED, atOne, 0, "", null, List.of(), null, null, NOW);
        assertThat(text(Responses.streamCreate(info))).contains("\"first_seq\":1,\"first_ts\"");
    }

    @Test
    void aListShowsWhatIsStored() throws JsException {
        assertThat(text(Responses.streamList(List.of(info(filled(), null, null)), List.of(), 1, 0)))
                .isEqualTo(API + "stream_list_response\",\"total\":1,\"offset\":0,\"limit\":256,\"streams\":[{"
                        + configText(STORED) + FILLED.formatted("")
                        + "\"domain\":\"hub\",\"ts\":\"2026-11-22T06:07:14.495759999Z\"}]}");
        assertThat(text(Responses.streamList(List.of(), List.of(), 0, 0)))
                .isEqualTo(API + "stream_list_response\",\"total\":0,\"offset\":0,\"limit\":256,\"streams\":[]}");
        assertThat(text(Responses.streamList(List.of(), List.of(new OfflineAsset("X", "why")), 1, 0)))
                .endsWith("\"streams\":[],\"missing\":[\"X\"],\"offline\":{\"X\":\"why\"}}");
    }

    @Test
    void copiesAreShownBehindTheState() throws JsException {
        SourceInfo one = new SourceInfo("A", null, 0, 4, 378636752, null, "a.1", List.of());
        SourceInfo two = new SourceInfo("XX", new ExternalStream("$JS.q.API", ""), 0, 0, -1, null, "", List.of());
        SourceInfo three = new SourceInfo(
                "ZZ", null, 0, 0, -1, JsError.STREAM_NOT_FOUND.error(), "", List.of(new SubjectTransform("a", "b")));
        StreamInfo info =
                new StreamInfo(config(), CREATED, empty(), 0, "hub", null, List.of(one, two, three), null, null, NOW);
        assertThat(text(Responses.streamInfo(info, 0, 0, "named")))
                .contains("\"cluster\":{\"leader\":\"named\"},\"sources\":[{\"name\":\"A\",\"lag\":0,\"seq\":4,"
                        + "\"active\":378636752,\"filter_subject\":\"a.1\"},{\"name\":\"XX\",\"external\":{\"api\":"
                        + "\"$JS.q.API\",\"deliver\":\"\"},\"lag\":0,\"active\":-1},{\"name\":\"ZZ\",\"lag\":0,\"active\":-1,"
                        + "\"error\":{\"code\":404,\"err_code\":10059,\"description\":\"stream not found\"},"
                        + "\"subject_transforms\":[{\"src\":\"a\",\"dest\":\"b\"}]}],\"ts\":");
        StreamInfo mirror = new StreamInfo(config(), CREATED, empty(), 0, "", two, List.of(), null, null, NOW);
        assertThat(text(Responses.streamUpdate(mirror))).contains("},\"mirror\":{\"name\":\"XX\",\"external\":");
    }

    @Test
    void namesAreNullWhereThereIsNone() {
        assertThat(text(Responses.streamNames(List.of("A", "F"), 2, 0)))
                .isEqualTo(API
                        + "stream_names_response\",\"total\":2,\"offset\":0,\"limit\":1024,\"streams\":[\"A\",\"F\"]}");
        assertThat(text(Responses.streamNames(List.of(), 2, 2)))
                .isEqualTo(API + "stream_names_response\",\"total\":2,\"offset\":2,\"limit\":1024,\"streams\":null}");
        assertThat(text(Responses.consumerNames(List.of("C"), 1, 0)))
                .isEqualTo(API
                        + "consumer_names_response\",\"total\":1,\"offset\":0,\"limit\":1024,\"consumers\":[\"C\"]}");
    }

    @Test
    void aMessageIsShownInBase64() {
        byte[] headers = Utf8Text.bytes("NATS/1.0\r\nNats-Msg-Id: z\r\n\r\n");
        byte[] subject = Utf8Text.bytes("a.1");
        assertThat(text(Responses.msgGet(subject, headers, Utf8Text.bytes("x"), 4, 1795327634505427370L)))
                .isEqualTo(API + "stream_msg_get_response\",\"message\":{\"subject\":\"a.1\",\"seq\":4,"
                        + "\"hdrs\":\"TkFUUy8xLjANCk5hdHMtTXNnLUlkOiB6DQoNCg==\",\"data\":\"eA==\","
                        + "\"time\":\"2026-11-22T06:07:14.50542737Z\"}}");
        assertThat(text(Responses.msgGet(subject, new byte[0], new byte[0], 4, 1795327634505427370L)))
                .isEqualTo(API + "stream_msg_get_response\",\"message\":{\"subject\":\"a.1\",\"seq\":4,"
                        + "\"time\":\"2026-11-22T06:07:14.50542737Z\"}}");
    }

    @Test
    void aConsumerIsShownAsItStands() throws JsException {
        ConsumerConfig asked = ConsumerConfig.builder()
                .durable("C")
                .name("C")
                .ackPolicy(AckPolicy.EXPLICIT)
                .build();
        ConsumerConfig consumer = ConsumerCheck.create(asked, config(), new ConsumerServerLimits(10, 100, 0), false);
        Instant active = Instant.parse("2026-11-22T06:07:15.031875897Z");
        ConsumerInfo info = new ConsumerInfo(
                "A",
                "C",
                Instant.parse("2026-11-22T06:07:15.030122565Z"),
                consumer,
                new SequenceInfo(1, 3, active),
                new SequenceInfo(0, 2, null),
                1,
                0,
                0,
                1,
                false,
                false,
                0,
                Instant.parse("2026-11-22T06:07:19.679015386Z"));
        String common =
                "\"stream_name\":\"A\",\"name\":\"C\",\"created\":\"2026-11-22T06:07:15.030122565Z\",\"config\":{"
                        + "\"durable_name\":\"C\",\"name\":\"C\",\"deliver_policy\":\"all\",\"ack_policy\":\"explicit\","
                        + "\"ack_wait\":30000000000,\"max_deliver\":-1,\"replay_policy\":\"instant\",\"max_waiting\":512,"
                        + "\"max_ack_pending\":100,\"max_batch\":10,\"num_replicas\":0,\"metadata\":{%s}},\"delivered\":{"
                        + "\"consumer_seq\":1,\"stream_seq\":3,\"last_active\":\"2026-11-22T06:07:15.031875897Z\"},"
                        + "\"ack_floor\":{\"consumer_seq\":0,\"stream_seq\":2},\"num_ack_pending\":1,\"num_redelivered\":0,"
                        + "\"num_waiting\":0,\"num_pending\":1,\"ts\":\"2026-11-22T06:07:19.679015386Z\"}";
        assertThat(text(Responses.consumerInfo(info)))
                .isEqualTo(API + "consumer_info_response\"," + common.formatted(SHOWN));
        assertThat(text(Responses.consumerCreate(info)))
                .isEqualTo(API + "consumer_create_response\"," + common.formatted(SHOWN));
        assertThat(text(Responses.consumerList(List.of(info), List.of(), 1, 0)))
                .isEqualTo(API + "consumer_list_response\",\"total\":1,\"offset\":0,\"limit\":256,\"consumers\":[{"
                        + common.formatted(STORED) + "]}");
    }

    @Test
    void aPauseSaysHowLong() {
        assertThat(text(Responses.consumerPause(true, Instant.parse("2099-01-01T00:00:00Z"), 2275582542246225419L)))
                .isEqualTo(API + "consumer_pause_response\",\"paused\":true,\"pause_until\":\"2099-01-01T00:00:00Z\","
                        + "\"pause_remaining\":2275582542246225419}");
        assertThat(text(Responses.consumerPause(false, null, 0)))
                .isEqualTo(
                        API + "consumer_pause_response\",\"paused\":false,\"pause_until\":\"0001-01-01T00:00:00Z\"}");
    }

    @Test
    void anErrorKeepsWhatIsNeverLeftOut() {
        String error = "\",\"error\":{\"code\":404,\"err_code\":10059,\"description\":\"stream not found\"}";
        ApiError why = JsError.STREAM_NOT_FOUND.error();
        String page = ",\"total\":0,\"offset\":0,\"limit\":0";
        assertThat(text(Responses.error(ResponseType.STREAM_INFO, why)))
                .isEqualTo(API + "stream_info_response" + error + page + "}");
        assertThat(text(Responses.error(ResponseType.STREAM_NAMES, why)))
                .isEqualTo(API + "stream_names_response" + error + page + ",\"streams\":null}");
        assertThat(text(Responses.error(ResponseType.STREAM_LIST, why)))
                .isEqualTo(API + "stream_list_response" + error + page + ",\"streams\":[]}");
        assertThat(text(Responses.error(ResponseType.CONSUMER_LIST, why)))
                .isEqualTo(API + "consumer_list_response" + error + page + ",\"consumers\":[]}");
        assertThat(text(Responses.error(ResponseType.CONSUMER_NAMES, why)))
                .isEqualTo(API + "consumer_names_response" + error + page + ",\"consumers\":[]}");
        assertThat(text(Responses.error(ResponseType.STREAM_PURGE, why)))
                .isEqualTo(API + "stream_purge_response" + error + ",\"purged\":0}");
        assertThat(text(Responses.error(ResponseType.STREAM_RESTORE, why)))
                .isEqualTo(API + "stream_restore_response" + error + ",\"deliver_subject\":\"\"}");
        assertThat(text(Responses.error(ResponseType.CONSUMER_PAUSE, why)))
                .isEqualTo(API + "consumer_pause_response" + error
                        + ",\"paused\":false,\"pause_until\":\"0001-01-01T00:00:00Z\"}");
        assertThat(text(Responses.error(ResponseType.CONSUMER_INFO, why)))
                .isEqualTo(API + "consumer_info_response" + error + "}");
    }

    @Test
    void successIsShort() {
        assertThat(text(Responses.success(ResponseType.STREAM_DELETE)))
                .isEqualTo(API + "stream_delete_response\",\"success\":true}");
        assertThat(text(Responses.streamPurge(2)))
                .isEqualTo(API + "stream_purge_response\",\"success\":true,\"purged\":2}");
        assertThat(text(Responses.streamPurge(0)))
                .isEqualTo(API + "stream_purge_response\",\"success\":true,\"purged\":0}");
    }

    @Test
    void publishersAreTold() {
        PubAckText plain = new PubAckText("A", "");
        PubAckText hub = new PubAckText("A", "hub");
        assertThat(text(plain.stored(1))).isEqualTo("{\"stream\":\"A\",\"seq\":1}");
        assertThat(text(hub.stored(-1)))
                .isEqualTo("{\"stream\":\"A\",\"domain\":\"hub\",\"seq\":18446744073709551615}");
        assertThat(text(hub.duplicate(4)))
                .isEqualTo("{\"stream\":\"A\",\"domain\":\"hub\",\"seq\":4,\"duplicate\": true}");
        assertThat(text(hub.refused(JsError.STREAM_MESSAGE_EXCEEDS_MAXIMUM.error())))
                .isEqualTo("{\"error\":{\"code\":400,\"err_code\":10054,\"description\":"
                        + "\"message size exceeds maximum allowed\"},\"stream\":\"A\",\"seq\":0}");
    }
}
