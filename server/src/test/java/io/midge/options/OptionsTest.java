package io.midge.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void everyDefaultIsPinned() {
        assertThat(Options.builder().build())
                .isEqualTo(new Options(
                        "0.0.0.0",
                        4222,
                        "",
                        false,
                        false,
                        true,
                        "",
                        "",
                        "0.0.0.0",
                        0,
                        65536,
                        0,
                        1048576,
                        4096,
                        67108864L,
                        Duration.ofMinutes(2),
                        2,
                        Duration.ofSeconds(10),
                        false,
                        false,
                        0,
                        0L,
                        131072));
        assertThat(Options.class.getRecordComponents()).hasSize(23);
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
        var all = new Options(
                "h",
                1,
                "n",
                true,
                true,
                false,
                "l",
                "p",
                "hh",
                2,
                3,
                4,
                5,
                6,
                7,
                Duration.ofSeconds(8),
                9,
                Duration.ofSeconds(10),
                true,
                true,
                11,
                12,
                1313);
        assertThat(all.toBuilder().build()).isEqualTo(all);
        var set = Options.builder()
                .host("h")
                .port(1)
                .serverName("n")
                .debug(true)
                .trace(true)
                .logtime(false)
                .logFile("l")
                .pidFile("p")
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
                .noHeaderSupport(true)
                .disableSublistCache(true)
                .ioLoops(11)
                .outboundBudget(12)
                .readBufferSize(1313);
        assertThat(set.build()).isEqualTo(all);
    }

    @Test
    void refusalsUseNatsServersWords() {
        refused(
                Options.builder().maxPayload(2048).maxPending(1024),
                "max_payload (2048) cannot be higher than max_pending (1024)");
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
        assertThat(Options.builder().maxConnections(-1).build().maxConnections())
                .isEqualTo(-1);
    }

    @Test
    void automaticValuesFollowTheMachine() {
        var options = Options.builder().build();
        assertThat(options.ioLoopsFor(1)).isEqualTo(1);
        assertThat(options.ioLoopsFor(8)).isEqualTo(4);
        assertThat(Options.builder().ioLoops(3).build().ioLoopsFor(8)).isEqualTo(3);
        assertThat(options.outboundBudgetFor(1L << 30)).isEqualTo(512L << 20);
        assertThat(options.outboundBudgetFor(16L << 30)).isEqualTo(4L << 30);
        assertThat(Options.builder().outboundBudget(77).build().outboundBudgetFor(1L << 30))
                .isEqualTo(77);
    }

    private static void refused(Options.Builder builder, String text) {
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessage(text);
    }
}
