package io.midge.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsTableTest {
    private static Sample sample(int round, JsRow row, JsServer server, Metric metric, double value) {
        return new Sample(round, row.id(), server.id(), Map.of(metric, value), "");
    }

    @Test
    void ratiosAreThoseOfEachRound() {
        List<Sample> samples = List.of(
                sample(1, JsRow.PUB_ASYNC, JsServer.MIDGE, Metric.RATE, 100),
                sample(1, JsRow.PUB_ASYNC, JsServer.GO, Metric.RATE, 50),
                sample(2, JsRow.PUB_ASYNC, JsServer.MIDGE, Metric.RATE, 30),
                sample(2, JsRow.PUB_ASYNC, JsServer.GO, Metric.RATE, 10),
                sample(3, JsRow.PUB_ASYNC, JsServer.MIDGE, Metric.RATE, 200),
                new Sample(3, JsRow.PUB_ASYNC.id(), JsServer.GO.id(), Map.of(), "it fell over"));
        String table = new JsTable(samples, List.of(JsRow.PUB_ASYNC), Map.of()).markdown();
        assertThat(table).contains("| 100 | 30.0 |  | 2.50 [2.00, 3.00] |  |").contains("on go, round 3: it fell over");
    }

    @Test
    void rowsThatAreSampledTogetherHaveFiguresOfTheirOwn() {
        Map<Metric, Double> values = Map.of(Metric.RSS, 90.0, Metric.RESTART_MS, 400.0, Metric.KILLED_MS, 700.0);
        List<Sample> samples = List.of(new Sample(1, JsRow.SUBJECTS_RSS.id(), JsServer.MIDGE.id(), values, ""));
        List<JsRow> rows = List.of(JsRow.SUBJECTS_RSS, JsRow.SUBJECTS_RESTART, JsRow.SUBJECTS_KILLED);
        assertThat(new JsTable(samples, rows, Map.of()).markdown())
                .contains("MiB | 90.0 |", "answers, ms | 400 |", "load, ms | 700 |");
    }

    @Test
    void eachGoalHasItsVerdict() {
        List<Sample> samples = List.of(
                sample(1, JsRow.PUB_ASYNC, JsServer.MIDGE, Metric.RATE, 100),
                sample(1, JsRow.PUB_ASYNC, JsServer.GO, Metric.RATE, 100),
                sample(1, JsRow.PUB_ASYNC, JsServer.GO_ALWAYS, Metric.RATE, 4),
                sample(1, JsRow.STREAMS, JsServer.MIDGE, Metric.RATE, 55),
                sample(1, JsRow.FILTER, JsServer.MIDGE, Metric.FILTERED, 0.7));
        assertThat(new JsTable(samples, List.of(JsRow.values()), Map.of()).markdown())
                .contains("| ≥ 1 of Go; ≥ 30 of Go, sync always | met; **missed** |")
                .contains("| ≥ 0.5 of one stream | met: 0.55 [0.55, 0.55] |")
                .contains("| ≥ 0.8 | **missed** |")
                .contains("| ≤ 1 of Go | not measured |");
    }

    @Test
    void anUnknownRowNamesThoseThereAre() {
        assertThat(JsRow.select("crowd,memory")).containsExactly(JsRow.MEMORY, JsRow.CROWD);
        assertThatThrownBy(() -> JsRow.select("crowds")).hasMessageStartingWith("no row crowds; there are pub-async, ");
    }
}
