package io.midge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.conf.Conf;
import io.midge.conf.file.ConfigFile;
import io.midge.options.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines and refusals are those of nats-server 2.15.2, asked with the same two files. */
class ChangesTest {
    @TempDir
    Path dir;

    private Options options(String text) throws Exception {
        String file = Files.writeString(dir.resolve("c"), text.isEmpty() ? "port: 4222" : text)
                .toString();
        return ConfigFile.read(file, Conf.file(file, name -> null).map()).options();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "NIL",
            value = {
                "'' | 'host: \"127.0.0.2\"' | Host: old=0.0.0.0, new=127.0.0.2",
                "'' | port: 5 | Port: old=4222, new=5",
                "'' | server_name: x | ServerName: old=, new=x",
                "server_name: y | '' | ServerName: old=y, new=",
                "'' | http_port: -1 | HTTPPort: old=0, new=-1",
                "'http: \"127.0.0.1:-1\"' | 'http: \"127.0.0.2:-1\"' | HTTPHost: old=127.0.0.1, new=127.0.0.2",
                "http_port: 1 | 'http_port: 1, http_base_path: foo' | HTTPBasePath: old=, new=foo",
                "'' | https_port: 1 | HTTPSPort: old=0, new=1",
                "'' | prof_port: 1 | ProfPort: old=0, new=1",
                "'' | max_subscriptions: 1 | MaxSubs: old=0, new=1",
                "'' | max_sub_tokens: 1 | MaxSubTokens: old=0, new=1",
                "'' | max_pending: 2MB | MaxPending: old=67108864, new=2097152",
                "'' | max_closed_clients: 1 | MaxClosedClients: old=10000, new=1",
                "'' | write_timeout: close | WriteTimeout: old=, new=close",
                "write_timeout: retry | write_timeout: close | WriteTimeout: old=retry, new=close",
                "'' | 'lame_duck_duration: \"3m\"' | LameDuckDuration: old=2m0s, new=3m0s",
                "'' | lame_duck_grace_period: 1s | LameDuckGracePeriod: old=10s, new=1s",
                "'' | log_size_limit: 100 | LogSizeLimit: old=0, new=100",
                "'' | logfile_max_num: 100 | LogMaxFiles: old=0, new=100",
                "'' | feature_flags: {js_ack_fc_v2: true} | FeatureFlags: old=map[], new=map[js_ack_fc_v2:true]",
                "feature_flags: {foo: true} | 'feature_flags: {foo: false, bar: true}' | FeatureFlags: old=map[foo:true], new=map[bar:true foo:false]",
                "'' | no_header_support: true | NoHeaderSupport: old=false, new=true",
                "'' | disable_sublist_cache: true | NoSublistCache: old=false, new=true",
                "'' | proxy_protocol: true | ProxyProtocol: old=false, new=true",
                "'' | allow_non_tls: true | AllowNonTLS: old=false, new=true",
                "'' | 'system_account: \"$SYS\"' | SystemAccount: old=, new=$SYS",
                "'' | no_system_account: true | NoSystemAccount: old=false, new=true",
                "'accounts {A {users: [{user: a}]}}, no_auth_user: a' | 'accounts {A {users: [{user: a}]}}' | NoAuthUser: old=a, new=",
                "'' | 'leafnodes {listen: \"127.0.0.1:-1\"}' | LeafNode: field \"Host\": old=, new=127.0.0.1",
                "'leafnodes {listen: \"127.0.0.1:-1\"}' | 'leafnodes {listen: \"127.0.0.1:-1\", advertise: \"a:1\"}' | LeafNode: field \"Advertise\": old=, new=a:1",
                "'' | 'cluster {name: a, listen: \"127.0.0.1:5\"}' | cluster host: old=, new=127.0.0.1",
                "'authorization {users: [{user: a}]}' | 'authorization {users: [{user: a}]}, no_auth_user: a' | NoAuthUser: old=, new=a",
                "'authorization {users: [{user: a}]}, no_auth_user: a' | 'authorization {users: [{user: a}]}' | NoAuthUser: old=a, new=",
                "'cluster {name: a, port: 4}' | 'cluster {name: a, port: 5}' | cluster port: old=4, new=5"
            })
    void aFieldThatCannotChangeIsRefusedByItsName(String old, String now, String text) throws Exception {
        Options before = options(old);
        Options after = options(now);
        assertThatThrownBy(() -> Changes.between(before, after))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("config reload not supported for " + text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | authorization {} | ''",
                "'' | authorization {timeout: 3} | Reloaded: authorization timeout = 3",
                "'' | 'authorization {timeout: \"2500ms\"}' | Reloaded: authorization timeout = 2.5",
                "authorization {timeout: 2} | '' | ''",
                "authorization {user: a} | authorization {user: b} | Reloaded: authorization username",
                "authorization {password: a} | authorization {password: b} | Reloaded: authorization password",
                "authorization {token: a} | '' | Reloaded: authorization token",
                "'' | 'authorization {users: [{user: a, password: b}]}' | ''",
                "'authorization {users: [{user: a}, {user: b}]}, no_auth_user: a' | 'authorization {users: [{user: b}]}' | ''",
                "'' | 'auth_throttle {loopback: true}' | 'Reloaded: auth_throttle loopback = true'",
                "'' | no_implicit_anonymous: true | 'Reloaded: no_implicit_anonymous = true'",
                "'' | 'accounts {A {users: [{user: a, password: b}]}}' | ''",
                "'accounts {A {users: [{user: a}]}, B {}}' | 'accounts {B {users: [{user: a}]}}' | ''",
                "'accounts {A {exports: [{stream: a}]}}' | 'accounts {A {}}' | ''",
                "'' | 'mappings {a: b}' | ''",
                "'system_account: \"$SYS\"' | '' | ''",
                "'' | log_file: foo | Reloaded: log_file = foo",
                "log_file: foo | '' | 'Reloaded: log_file = '",
                "pid_file: foo | '' | ''",
                "'' | pid_file: foo | Reloaded: pid_file = foo",
                "'' | syslog: true | Reloaded: syslog = true",
                "'' | 'remote_syslog: \"udp://h:1\"' | 'Reloaded: remote_syslog = udp://h:1'",
                "'server_tags: [a, b]' | 'server_tags: [b, a]' | Reloaded: tags",
                "'' | 'server_metadata: {a: b}' | Reloaded: metadata",
                "'' | no_fast_producer_stall: true | Reloaded: fast producers will not be stalled",
                "no_fast_producer_stall: true | '' | Reloaded: fast producers will be stalled",
                "'' | ping_interval: 1m30s | Reloaded: ping_interval = 1m30s",
                "'' | 'write_deadline: \"1500ms\"' | Reloaded: write_deadline = 1.5s",
                "'cluster {name: a, port: 5}' | 'cluster {name: a, port: 5, ping_interval: 3s}' | Reloaded: cluster"
            })
    void aChangeThatCanBeMadeIsALineBehindTheTwoThatAlwaysAre(String old, String now, String line) throws Exception {
        assertThat(Changes.between(options(old), options(now)).lines())
                .startsWith("Reloaded: authorization users", "Reloaded: accounts")
                .hasSize(line.isEmpty() ? 2 : 3)
                .last()
                .isEqualTo(line.isEmpty() ? "Reloaded: accounts" : line);
    }

    /** Keys of accounts are always said to have changed, as in nats-server. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "authorization {users: [KEY, {user: x}]} | authorization {users: [KEY, {user: x}]} | false",
                "authorization {users: [KEY, {user: x}]} | authorization {users: [KEY]} | false",
                "authorization {users: [KEY, {user: x}]} | authorization {users: [{user: x}]} | true",
                "authorization {users: [KEY]} | '' | true",
                "'' | authorization {users: [KEY]} | true",
                "authorization {users: [KEY]} | 'accounts {A {users: [KEY]}}' | true",
                "accounts {A {users: [KEY]}} | accounts {A {users: [KEY]}} | true",
                "accounts {A {users: [{user: x}]}} | accounts {A {users: [{user: x}]}} | false",
                "'authorization {users: [KEY]}, no_auth_user: UDVODSDZHNKZPRFT6SIOO2WDCFZMIOLJB6HOCQKCXOCRUYPZUSPQ4LXB' | authorization {users: [KEY]} | false"
            })
    void keysHaveALineBeforeUsers(String old, String now, boolean line) throws Exception {
        String key = "{nkey: UDVODSDZHNKZPRFT6SIOO2WDCFZMIOLJB6HOCQKCXOCRUYPZUSPQ4LXB}";
        List<String> users = List.of("Reloaded: authorization users", "Reloaded: accounts");
        List<String> lines = Changes.between(options(old.replace("KEY", key)), options(now.replace("KEY", key)))
                .lines();
        assertThat(lines.subList(line ? 1 : 0, lines.size())).isEqualTo(users);
        assertThat(lines.contains("Reloaded: authorization nkey users")).isEqualTo(line);
    }

    @Test
    void linesOfLoginsStandWhereNatsServerHasThem() throws Exception {
        Options now = options("authorization {user: a, password: b, timeout: 3}, ping_max: 3, max_payload: 5");
        assertThat(Changes.between(options("authorization {token: t}"), now).lines())
                .containsExactly(
                        "Reloaded: authorization users",
                        "Reloaded: accounts",
                        "Reloaded: authorization username",
                        "Reloaded: authorization password",
                        "Reloaded: authorization token",
                        "Reloaded: ping_max = 3",
                        "Reloaded: authorization timeout = 3",
                        "Reloaded: max_payload = 5");
    }

    @Test
    void verboseAndHeaderTracesSwitchTracesOn() throws Exception {
        assertThat(Changes.between(options(""), options("trace_verbose: true")).lines())
                .startsWith("Reloaded: trace = true", "Reloaded: trace_verbose = true");
        assertThat(Changes.between(options(""), options("trace_headers: true, logtime: false, logtime_utc: true"))
                        .lines())
                .startsWith(
                        "Reloaded: trace = true",
                        "Reloaded: trace_headers = true",
                        "Reloaded: logtime = false",
                        "Reloaded: logtime_utc = true");
    }
}
