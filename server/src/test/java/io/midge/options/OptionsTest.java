package io.midge.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void everyDefaultIsPinned() {
        Options options = Options.builder().build();
        assertThat(options)
                .isEqualTo(new Options(
                        "0.0.0.0",
                        4222,
                        "",
                        "",
                        false,
                        false,
                        false,
                        3600,
                        1,
                        List.of(),
                        Map.of(),
                        Map.of(),
                        options.limits(),
                        options.log(),
                        options.monitor(),
                        options.lameDuck(),
                        options.process(),
                        SecurityOptions.NONE,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        ""));
        assertThat(options.limits())
                .isEqualTo(new LimitOptions(
                        65536,
                        0,
                        0,
                        1048576,
                        4096,
                        67108864L,
                        10_000,
                        Duration.ofMinutes(2),
                        2,
                        Duration.ofSeconds(10),
                        WriteTimeout.DEFAULT,
                        false));
        assertThat(options.log())
                .isEqualTo(new LogOptions(false, false, false, false, true, false, "", 0, 0, false, "", 0));
        assertThat(options.monitor()).isEqualTo(new MonitorOptions("", 0, 0, "", 0, 0));
        assertThat(options.lameDuck()).isEqualTo(new LameDuckOptions(Duration.ofMinutes(2), Duration.ofSeconds(10)));
        assertThat(options.process()).isEqualTo(new ProcessOptions("", "", 0, 0, 131072));
    }

    @Test
    void zeroMeansTheDefaultWhereNatsServerTakesItSo() {
        var zeros = Options.builder()
                .host("")
                .port(0)
                .maxConnections(0)
                .maxPayload(0)
                .maxControlLine(0)
                .maxPending(0)
                .pingInterval(Duration.ZERO)
                .pingMax(0)
                .writeDeadline(Duration.ZERO)
                .readBufferSize(0)
                .build();
        assertThat(zeros).isEqualTo(Options.builder().build());
    }

    @Test
    void monitoringListensWhereClientsDoUnlessToldOtherwise() {
        assertThat(Options.builder().host("127.0.0.1").build().httpHost()).isEqualTo("127.0.0.1");
        assertThat(Options.builder().host("127.0.0.1").httpHost("::1").build().httpHost())
                .isEqualTo("::1");
    }

    @Test
    void aBuilderMadeFromOptionsHoldsAllOfThem() {
        var set = Options.builder()
                .host("h")
                .port(1)
                .clientAdvertise("a")
                .serverName("n")
                .proxyProtocol(true)
                .noHeaderSupport(true)
                .disableSublistCache(true)
                .connectErrorReports(14)
                .reconnectErrorReports(15)
                .serverTags(List.of("t"))
                .serverMetadata(Map.of("k", "v"))
                .featureFlags(Map.of("f", true))
                .debug(true)
                .trace(true)
                .logtime(false)
                .logFile("l")
                .pidFile("p")
                .portsFileDir("d")
                .httpHost("hh")
                .httpPort(2)
                .maxConnections(3)
                .maxSubscriptions(4)
                .maxPayload(5)
                .maxControlLine(6)
                .maxPending(7)
                .pingInterval(Duration.ofSeconds(8))
                .pingMax(9)
                .writeDeadline(Duration.ofSeconds(10))
                .ioLoops(11)
                .outboundBudget(12)
                .readBufferSize(1313)
                .lameDuck(new LameDuckOptions(Duration.ofSeconds(40), Duration.ofSeconds(1)))
                .storeDir("s");
        Options all = set.build();
        assertThat(all.toBuilder().build()).isEqualTo(all);
        assertThat(all.limits())
                .isEqualTo(new LimitOptions(
                        3,
                        4,
                        0,
                        5,
                        6,
                        7,
                        10_000,
                        Duration.ofSeconds(8),
                        9,
                        Duration.ofSeconds(10),
                        WriteTimeout.DEFAULT,
                        false));
        assertThat(all.log())
                .isEqualTo(new LogOptions(true, true, false, false, false, false, "l", 0, 0, false, "", 0));
        assertThat(all.monitor()).isEqualTo(new MonitorOptions("hh", 2, 0, "", 0, 0));
        assertThat(all.process()).isEqualTo(new ProcessOptions("p", "d", 11, 12, 1313));
    }

    @Test
    void refusalsUseNatsServersWords() {
        refused(
                Options.builder().maxPayload(2048).maxPending(1024),
                "max_payload (2048) cannot be higher than max_pending (1024)");
        refused(
                Options.builder().lameDuck(new LameDuckOptions(Duration.ofSeconds(60), Duration.ofSeconds(70))),
                "lame duck grace period (1m10s) should be strictly lower than lame duck duration (1m0s)");
        refused(
                Options.builder()
                        .security(
                                SecurityOptions.builder().systemAccount("$SYS").build()),
                "error resolving system account: account missing");
        refused(Options.builder().serverName("my server"), "server name cannot contain spaces");
        refused(Options.builder().port(65536), "listen tcp: address 65536: invalid port");
        refused(Options.builder().port(-2), "listen tcp: address -2: invalid port");
        refused(Options.builder().httpPort(70000), "listen tcp: address 70000: invalid port");
        refused(Options.builder().maxPayload(-1), "max_payload (-1) cannot be lower than 1");
        refused(Options.builder().pingInterval(Duration.ofSeconds(-1)), "ping_interval cannot be negative");
        refused(Options.builder().ioLoops(-1), "io_loops (-1) cannot be lower than 0");
        refused(Options.builder().readBufferSize(64), "read_buffer_size (64) cannot be lower than 512");
    }

    @Test
    void aNegativeConnectionLimitIsKept() {
        assertThat(Options.builder().maxConnections(-1).build().limits().maxConnections())
                .isEqualTo(-1);
    }

    @Test
    void automaticValuesFollowTheMachine() {
        var options = Options.builder().build().check();
        assertThat(options.ioLoopsFor(1)).isEqualTo(1);
        assertThat(options.ioLoopsFor(8)).isEqualTo(4);
        assertThat(Options.builder().ioLoops(3).build().check().ioLoopsFor(8)).isEqualTo(3);
        assertThat(options.outboundBudgetFor(1L << 30)).isEqualTo(512L << 20);
        assertThat(options.outboundBudgetFor(16L << 30)).isEqualTo(4L << 30);
        assertThat(Options.builder().outboundBudget(77).build().check().outboundBudgetFor(1L << 30))
                .isEqualTo(77);
    }

    private static void refused(Options.Builder builder, String text) {
        assertThatIllegalArgumentException().isThrownBy(builder.build()::check).withMessage(text);
    }
}
