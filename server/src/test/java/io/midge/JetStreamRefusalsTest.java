package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API of a server without a stream refuses, and how. Nothing is left by any request, so that all ask one server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JetStreamRefusalsTest {
    private NatsServer server;
    private JetStreamClient client;

    @BeforeAll
    void begin(@TempDir Path dir) {
        server = NatsServer.builder().port(0).jetStream(dir).start();
        client = JetStreamClient.connect(server);
    }

    @AfterAll
    void end() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STREAM.INFO.S | '' | stream_info_response | 10059",
                "STREAM.DELETE.S | '' | stream_delete_response | 10059",
                "STREAM.DELETE.S | {\"a\":1} | stream_delete_response | 10038",
                "STREAM.PURGE.S | '' | stream_purge_response | 10059",
                "STREAM.PURGE.S | {\"seq\":1,\"keep\":1} | stream_purge_response | 10003",
                "STREAM.MSG.GET.S | '' | stream_msg_get_response | 10003",
                "STREAM.MSG.GET.S | {\"seq\":1} | stream_msg_get_response | 10059",
                "STREAM.MSG.GET.S | {\"seq\":1,\"batch\":2} | stream_msg_get_response | 10003",
                "STREAM.MSG.DELETE.S | {} | stream_msg_delete_response | 10003",
                "STREAM.MSG.DELETE.S | {\"seq\":1} | stream_msg_delete_response | 10059",
                "STREAM.CREATE.S | {\"name\":\"T\"} | stream_create_response | 10056",
                "STREAM.CREATE.S | {\"name\":\"S\",\"x\":1} | stream_create_response | 10025",
                "STREAM.CREATE.S | {\"name\":\"S\",\"num_replicas\":3} | stream_create_response | 10074",
                "STREAM.UPDATE.S | {\"name\":\"S\"} | stream_update_response | 10059",
                "STREAM.LEADER.STEPDOWN.S | '' | stream_leader_stepdown_response | 10010",
                "STREAM.PEER.REMOVE.S | '' | stream_remove_peer_response | 10010",
                "STREAM.CANCEL_MOVE.S | '' | stream_cancel_move_response | 10010",
                "CONSUMER.CREATE.S | {\"stream_name\":\"S\",\"config\":{}} | consumer_create_response | 10059",
                "CONSUMER.CREATE.S | {\"stream_name\":\"T\",\"config\":{}} | consumer_create_response | 10056",
                "CONSUMER.INFO.S.C | '' | consumer_info_response | 10059",
                "CONSUMER.INFO.S.C | {\"a\":1} | consumer_info_response | 10038",
                "CONSUMER.NAMES.S | '' | consumer_names_response | 10059",
                "CONSUMER.DELETE.S.C | '' | consumer_delete_response | 10059",
                "CONSUMER.PAUSE.S.C | '' | consumer_pause_response | 10059",
                "CONSUMER.UNPIN.S.C | {} | consumer_unpin_response | 10025",
                "CONSUMER.LEADER.STEPDOWN.S.C | '' | consumer_leader_stepdown_response | 10010"
            })
    void whatCannotBeDoneIsRefusedByItsCode(String verb, String body, String type, int code) {
        assertThat(client.ask("$JS.API." + verb, body))
                .startsWith("{\"type\":\"io.nats.jetstream.api.v1." + type + "\",\"error\":{\"code\":")
                .contains("\"err_code\":" + code + ",");
    }
}
