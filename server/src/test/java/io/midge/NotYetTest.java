package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.conf.Conf;
import io.midge.conf.file.ConfigFile;
import io.midge.options.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotYetTest {
    private static final Path SECURITY =
            Path.of("src/test/resources/io/midge/conf/file/security").toAbsolutePath();

    @TempDir
    Path dir;

    private Options options(String text) throws Exception {
        String all = text.replace("SEC/", SECURITY + "/");
        String file = Files.writeString(dir.resolve("c"), all).toString();
        return ConfigFile.read(file, Conf.file(file, name -> null).map()).options();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https_port: 1 | https",
                "prof_port: 1 | prof_port",
                "prof_block_rate: 1 | prof_block_rate",
                "'tls {cert_file: \"SEC/rsa.pem\", key_file: \"SEC/rsa.key\", verify_and_map: true}' | tls.verify_and_map",
                "'tls {cert_file: \"SEC/rsa.pem\", key_file: \"SEC/rsa.key\", ocsp_peer: true}' | tls.ocsp_peer",
                "'https_port: 1, tls {cert_file: \"SEC/rsa.pem\", key_file: \"SEC/rsa.key\"}' | https",
                "ocsp: true | ocsp",
                "'authorization {users: [{user: a, password: b, proxy_required: true}]}' | authorization.users.proxy_required",
                "authorization {proxy_required: true} | authorization.proxy_required",
                "'accounts {A {users: [{user: a, password: b, proxy_required: true}]}}' | accounts.users.proxy_required",
                "'operator: \"SEC/op.jwt\"' | operator",
                "resolver: MEMORY | resolver",
                "feature_flags: {js_ack_fc_v2: true} | feature_flags.js_ack_fc_v2",
                "feature_flags: {js_raft_delete_range: false} | feature_flags.js_raft_delete_range",
                "'cluster {name: a, port: 5, routes: [\"nats://h:1\"]}' | cluster.routes",
                "'gateway {name: a, port: 5, gateways: [{name: b, url: \"nats://h:1\"}]}' | gateway.gateways",
                "'leafnodes {remotes: [{url: \"nats://h:1\"}]}' | leafnodes.remotes",
                "'https_port: 1, prof_port: 1' | 'https, prof_port'"
            })
    void whatIsNotDoneIsRefusedByItsName(String text, String names) throws Exception {
        assertThat(NotYet.refusal(options(text))).isEqualTo("not supported yet: " + names);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port: 4222",
                "max_closed_clients: 7",
                "max_sub_tokens: 8",
                "authorization {users: [{user: a, password: b, permissions: {publish: x}}], default_permissions: {}}",
                "write_timeout: close",
                "write_timeout: retry",
                "no_fast_producer_stall: true",
                "https_port: 0",
                "prof_port: 0",
                "tls {cert_file: \"SEC/rsa.pem\", key_file: \"SEC/rsa.key\", verify: true}",
                "tls {cert_file: \"SEC/rsa.pem\", key_file: \"SEC/rsa.key\", allow_insecure_cipher_suites: true}",
                "authorization {}",
                "authorization {users: [{nkey: \"UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4\"}]}",
                "no_implicit_anonymous: true",
                "authorization {timeout: 3}",
                "authorization {user: a, password: b}",
                "authorization {token: b}",
                "authorization {users: [{user: a, password: b, connection_types: [WEBSOCKET]}]}, no_auth_user: a",
                "system_account: \"$SYS\"",
                "no_system_account: false",
                "feature_flags: {js_ack_fc_v2: false, js_raft_delete_range: true, unknown: true}",
                "cluster {name: a, port: 5, routes: []}",
                "gateway {name: a, port: 5}",
                "leafnodes {port: 5}",
                "websocket {no_tls: true, port: 5}",
                "jetstream: false",
                "jetstream: true",
                "jetstream {max_mem: 1, domain: hub}",
                "jetstream: true, accounts {A {jetstream: {max_mem: 1, max_file: 2, max_streams: 3}, users: [{user: a, password: b}]}}",
                "jetstream {enabled: false, max_file_store: 10GiB}"
            })
    void whatAsksForNothingElseThanWhatIsDoneIsTaken(String text) throws Exception {
        assertThat(NotYet.refusal(options(text))).isEmpty();
    }

    @Test
    void optionsByThemselvesAskForNothing() {
        assertThat(NotYet.in(Options.builder().build())).isEmpty();
    }
}
