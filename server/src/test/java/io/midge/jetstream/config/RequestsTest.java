package io.midge.jetstream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midge.json.JsonException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests are read as nats-server reads them; texts are what it answered. */
class RequestsTest {
    private static byte[] bytes(String text) {
        return Utf8Text.bytes(text);
    }

    private static void assertWrong(ThrowingCallable call, String text) {
        JsException e = catchThrowableOfType(JsException.class, call);
        assertThat(Objects.requireNonNull(e).error()).isEqualTo(new ApiError(400, 10025, "invalid JSON: " + text));
    }

    @Test
    void whatIsNotStrictLeavesOutWhatItDoesNotKnow() throws JsException {
        StreamConfigRequest request = Requests.stream(bytes("{\"name\":\"A\",\"nope\":1,\"max_msgs\":5}"), false);
        assertThat(request.config().name()).isEqualTo("A");
        assertThat(request.config().maxMsgs()).isEqualTo(5);
        assertWrong(() -> Requests.stream(bytes("{\"name\":\"A\",\"nope\":1}"), true), "json: unknown field \"nope\"");
    }

    @Test
    void whatIsNotStrictRefusesWrongJsonInOtherWords() {
        assertWrong(
                () -> Requests.stream(bytes("{\"name\":\"A\"} x"), false),
                "invalid character 'x' after top-level value");
        assertWrong(() -> Requests.stream(bytes("{\"name\":\"A\""), false), "unexpected end of JSON input");
        assertWrong(
                () -> Requests.stream(bytes("{\"nope\":1,\"max_msgs\":\"x\"}"), false),
                "json: cannot unmarshal string into Go struct field StreamConfigRequest.StreamConfig.max_msgs of type int64");
    }

    @Test
    void nullLeavesWhatIsThereAndNamesAreTheSameInCapitals() throws JsException {
        StreamConfig config = Requests.stream(
                        bytes("{\"name\":\"A\",\"max_msgs\":5,\"Name\":null,\"Max_Msgs\":null,\"subjects\":[\"s\"],"
                                + "\"Subjects\":null}"),
                        true)
                .config();
        assertThat(config.name()).isEqualTo("A");
        assertThat(config.maxMsgs()).isEqualTo(5);
        assertThat(config.subjects()).isEmpty();
        ConsumerConfig consumer = Requests.consumer(
                        bytes("{\"config\":{\"name\":\"C\",\"NAME\":null,\"max_batch\":7,\"Max_batch\":null}}"), true)
                .config();
        assertThat(consumer.name()).isEqualTo("C");
        assertThat(consumer.maxRequestBatch()).isEqualTo(7);
    }

    @Test
    void aPlacementThatSaysNothingIsNoneButForAnEmptyList() throws JsException {
        assertThat(Requests.stream(bytes("{\"placement\":{\"cluster\":\"\",\"tags\":null}}"), true)
                        .config()
                        .placement())
                .isNull();
        assertThat(Requests.stream(bytes("{\"placement\":{\"cluster\":\"\",\"tags\":[]}}"), true)
                        .config()
                        .placement())
                .isEqualTo(new Placement("", List.of(), ""));
    }

    @Test
    void limitsOfAConsumerHave64Bits() throws JsException {
        ConsumerConfig config = Requests.consumer(
                        bytes("{\"config\":{\"max_waiting\":2147483648,\"max_ack_pending\":9223372036854775807,"
                                + "\"max_batch\":2147483649,\"max_bytes\":2147483650}}"),
                        true)
                .config();
        assertThat(config.maxWaiting()).isEqualTo(2147483648L);
        assertThat(config.maxAckPending()).isEqualTo(Long.MAX_VALUE);
        assertThat(config.maxRequestBatch()).isEqualTo(2147483649L);
        assertThat(config.maxRequestMaxBytes()).isEqualTo(2147483650L);
    }

    @Test
    void severalValuesCompleteEachOther() throws JsException {
        StreamConfig config = Requests.stream(bytes("{\"name\":\"A\"} {\"max_msgs\":7}\n"), true)
                .config();
        assertThat(config.name()).isEqualTo("A");
        assertThat(config.maxMsgs()).isEqualTo(7);
    }

    @Test
    void pagesBeginWhereAsked() throws JsException {
        assertThat(Requests.streams(ResponseType.STREAM_NAMES, bytes("{\"offset\":3,\"subject\":\"a\"}"), true))
                .isEqualTo(new StreamListRequest(3, "a"));
        assertThat(Requests.streams(ResponseType.STREAM_NAMES, bytes(""), true))
                .isEqualTo(new StreamListRequest(0, ""));
        assertThat(Requests.streams(ResponseType.STREAM_NAMES, bytes("x"), true))
                .isEqualTo(new StreamListRequest(0, ""));
        assertThat(Requests.consumers(bytes("{\"offset\":-3}"), true)).isZero();
        assertThat(Requests.consumers(bytes("{\"offset\":3}"), true)).isEqualTo(3);
        assertWrong(
                () -> Requests.streams(ResponseType.STREAM_LIST, bytes("{\"offset\":1.5}"), true),
                "json: cannot unmarshal number 1.5 into Go struct field JSApiStreamListRequest.ApiPagedRequest.offset of"
                        + " type int");
        assertWrong(
                () -> Requests.streams(ResponseType.STREAM_NAMES, bytes("{\"offset\":\"x\"}"), true),
                "json: cannot unmarshal string into Go struct field JSApiStreamNamesRequest.ApiPagedRequest.offset of type"
                        + " int");
        assertWrong(
                () -> Requests.consumers(bytes("{\"offset\":\"1\"}"), true),
                "json: cannot unmarshal string into Go struct field JSApiConsumersRequest.ApiPagedRequest.offset of type"
                        + " int");
    }

    @Test
    void infosSayWhatTheyWant() throws JsException {
        assertThat(Requests.streamInfo(
                        bytes("{\"offset\":1,\"deleted_details\":true,\"subjects_filter\":\">\"}"), true))
                .isEqualTo(new StreamInfoRequest(1, true, ">"));
        assertWrong(
                () -> Requests.streamInfo(bytes("{\"deleted_details\":1}"), true),
                "json: cannot unmarshal number into Go struct field JSApiStreamInfoRequest.deleted_details of type bool");
    }

    @Test
    void purgesSayHowMuch() throws JsException {
        assertThat(Requests.purge(bytes("{\"seq\":1,\"filter\":\"a\"}"), true)).isEqualTo(new PurgeRequest(1, "a", 0));
        assertThat(Requests.purge(bytes("{\"keep\":18446744073709551615}"), true)
                        .keep())
                .isEqualTo(-1);
        assertThat(Requests.purge(bytes("{\"seq\":1,\"keep\":1}"), true).isBad())
                .isTrue();
        assertThat(Requests.purge(bytes("x"), true)).isEqualTo(new PurgeRequest(0, "", 0));
        assertWrong(
                () -> Requests.purge(bytes("[1]"), true),
                "json: cannot unmarshal array into Go value of type server.JSApiStreamPurgeRequest");
    }

    @Test
    void messagesAreNamedByWhatTheyAre() throws JsException {
        assertThat(Requests.msgDelete(bytes("{\"seq\":7,\"no_erase\":true}"), true))
                .isEqualTo(new MsgDeleteRequest(7, true));
        assertWrong(
                () -> Requests.msgDelete(bytes("x"), true),
                "invalid character 'x' looking for beginning of value at offset 1");
        assertThat(Requests.msgGet(bytes("{\"seq\":1}"), true).badMsgGet()).isFalse();
        assertThat(Requests.msgGet(bytes("{\"next_by_subj\":\"a\",\"seq\":1}"), true)
                        .badMsgGet())
                .isFalse();
        assertWrong(
                () -> Requests.msgGet(bytes("{\"batch\":\"1\"}"), true),
                "json: cannot unmarshal string into Go struct field JSApiMsgGetRequest.batch of type int");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"seq\":3,\"batch\":2}",
                "{\"seq\":3,\"max_bytes\":2}",
                "{\"seq\":3,\"last_by_subj\":\"a\"}",
                "{\"no_hdr\":true}",
                "{\"seq\":3,\"start_time\":\"2020-01-01T00:00:00Z\"}",
                "{\"last_by_subj\":\"a\",\"start_time\":\"2020-01-01T00:00:00Z\"}",
                "{\"last_by_subj\":\"a\",\"next_by_subj\":\"a\"}"
            })
    void aGetOfOneMessageSaysWhichInOneWay(String body) throws JsException {
        assertThat(Requests.msgGet(bytes(body), true).badMsgGet()).isTrue();
    }

    @Test
    void pausesEnd() throws JsException {
        assertThat(Requests.pause(bytes("{\"pause_until\":\"2099-01-01T00:00:00+01:00\"}"), true))
                .isEqualTo(Instant.parse("2098-12-31T23:00:00Z"));
        assertThat(Requests.pause(bytes(""), true)).isNull();
        assertThat(Requests.pause(bytes("{\"pause_until\":null}"), true)).isNull();
        assertThat(Requests.pause(bytes("{\"pause_until\":\"0001-01-01T00:00:00Z\"}"), true))
                .isNull();
        assertWrong(
                () -> Requests.pause(bytes("{\"pause_until\":1}"), true),
                "Time.UnmarshalJSON: input is not a JSON string");
    }

    @Test
    void unpinsNameAGroup() throws JsException {
        assertThat(Requests.unpin(bytes("{\"group\":\"g\",\"x\":1}"))).isEqualTo("g");
        assertWrong(() -> Requests.unpin(bytes("{}")), "consumer group not specified");
        assertWrong(() -> Requests.unpin(bytes("")), "unexpected end of JSON input");
        assertThatThrownBy(() -> Requests.unpin(bytes("{\"group\":\"a b\"}")))
                .hasMessageStartingWith("Valid priority group name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{ }", " {\n} "})
    void aRequestMayBeEmpty(String body) {
        assertThat(Requests.isEmpty(bytes(body))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "[]", "null", "{\"a\":1}", " ", "{", "\"\""})
    void otherRequestsAreNotEmpty(String body) {
        assertThat(Requests.isEmpty(bytes(body))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            delimiter = ';',
            value = {
                "||;408 Empty Request",
                "{};408 Empty Request",
                "null;408 Empty Request",
                "{\"seq\":1,\"last_by_subj\":\"a\"};408 Bad Request",
                "{\"seq\":1,\"start_time\":\"2020-01-01T00:00:00Z\"};408 Bad Request",
                "{\"start_time\":\"2020-01-01T00:00:00Z\",\"last_by_subj\":\"a\"};408 Bad Request",
                "{\"last_by_subj\":\"a.1\",\"next_by_subj\":\"a.1\"};408 Bad Request",
                "{\"last_by_subj\":\"a.1\",\"batch\":2};408 Bad Request",
                "{\"up_to_seq\":1};408 Empty Request",
                "{\"multi_last\":[\"a\"],\"up_to_seq\":1,\"up_to_time\":\"2020-01-01T00:00:00Z\"};408 Bad Request",
                "{\"multi_last\":[\"a.1\"],\"next_by_subj\":\"a\"};408 Bad Request",
                "{\"multi_last\":[\"a.1\"],\"last_by_subj\":\"a\"};408 Bad Request",
                "{\"batch\":5};408 Empty Request",
            })
    void aDirectGetIsRefused(String body, String status) throws JsonException {
        byte[] json = bytes(body);
        assertThat(GetRequest.direct(json, 0, json.length).directRefusal()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"seq\":\"x\"}", "{\"start_time\":\"x\"}", "[]", "{\"seq\":1} x"})
    void aDirectGetIsMalformed(String body) {
        byte[] json = bytes(body);
        assertThatThrownBy(() -> GetRequest.direct(json, 0, json.length)).isInstanceOf(JsonException.class);
    }

    @Test
    void aDirectGetIsReadOutOfTheMiddle() throws JsonException {
        byte[] frame = bytes("xx{\"multi_last\":[\"a\",\"b.>\"],\"up_to_seq\":9,\"no_hdr\":true,\"nope\":1}yy");
        GetRequest request = GetRequest.direct(frame, 2, frame.length - 4);
        assertThat(request).isEqualTo(new GetRequest(0, "", "", 0, 0, null, List.of("a", "b.>"), 9, null, true));
        assertThat(request.directRefusal()).isNull();
    }
}
