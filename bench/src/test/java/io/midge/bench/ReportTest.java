package io.midge.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final Stats.Interval WIDE = new Stats.Interval(1.2, 1.1, 1.35, 0.95, 7);

    @Test
    void aGoalIsMetWhenTheIntervalReachesIt() {
        assertThat(Goal.atLeast(Metric.RATE, 1.2).judge(WIDE)).isEqualTo(Goal.Verdict.MET);
        assertThat(Goal.atLeast(Metric.RATE, 1.3).judge(WIDE)).isEqualTo(Goal.Verdict.REACHED);
        assertThat(Goal.atLeast(Metric.RATE, 1.4).judge(WIDE)).isEqualTo(Goal.Verdict.MISSED);
        assertThat(Goal.atMost(Metric.CPU, 1.2).judge(WIDE)).isEqualTo(Goal.Verdict.MET);
        assertThat(Goal.atMost(Metric.CPU, 1.1).judge(WIDE)).isEqualTo(Goal.Verdict.REACHED);
        assertThat(Goal.atMost(Metric.CPU, 1.0).judge(WIDE)).isEqualTo(Goal.Verdict.MISSED);
    }

    @Test
    void ratiosAreTakenPairByPairAndAnUnpairedSampleIsLeftOut() {
        List<Sample> samples = new ArrayList<>();
        for (int pair = 1; pair <= 7; pair++) {
            // The machine gets slower from pair to pair; the ratio stays.
            samples.add(sample(pair, "1to1-128", Target.MIDGE, 3e6 / pair, 0.2));
            samples.add(sample(pair, "1to1-128", Target.GO, 2e6 / pair, 0.5));
        }
        samples.add(sample(8, "1to1-128", Target.MIDGE, 1, 1));
        samples.add(new Sample(8, "1to1-128", Target.GO, Map.of(), "it fell over"));
        String text = report(samples, "1to1-128");
        assertThat(text)
                .contains("| 1 → 1, 128 B | 1.50 [1.50, 1.50] | ≥ 1.3 met | 0.40 [0.40, 0.40] | ≤ 0.4 met |")
                .contains("7 pairs (interval 95.3 %): 1to1-128")
                .contains("Goals met: 2 of 2.")
                .contains("Failed: 1to1-128 on go, pair 8: it fell over");
    }

    @Test
    void aScenarioWithoutFiguresMeetsNoGoal() {
        assertThat(report(List.of(new Sample(1, "rr-1", Target.GO, Map.of(), "no")), "rr-1"))
                .contains("Goals met: 0 of 3.")
                .contains("rr-1 rate ≥ 1.1 (no figure)");
    }

    @Test
    void everyScenarioHasItsOwnIdAndAGoal() {
        HashSet<String> ids = new HashSet<>();
        for (Scenario scenario : Scenario.all()) {
            assertThat(ids.add(scenario.id())).isTrue();
            assertThat(scenario.goals()).isNotEmpty();
        }
        assertThat(ids).hasSize(26);
    }

    @Test
    void samplesSurviveTheirLine() {
        Sample sample =
                new Sample(3, "rr-20", Target.GO, Map.of(Metric.RATE, 29_600.0, Metric.CPU, 28.5), "a \"b\"\n\\c");
        assertThat(Sample.of(JsonLine.read(JsonLine.write(sample.line())))).isEqualTo(sample);
        assertThat(JsonLine.write(Map.of("x", 1e-7))).isEqualTo("{\"x\":1.00000e-07}");
        assertThat(JsonLine.read("{\"x\":1.00000e-07}")).containsEntry("x", 1e-7);
    }

    @Test
    void theTableReplacesOnlyWhatStandsBetweenTheMarkers() {
        String page = "before\n" + Document.BEGIN + "\nold\n" + Document.END + "\nafter\n";
        String once = Document.replaced(page, "new $1\n");
        assertThat(once).isEqualTo("before\n" + Document.BEGIN + "\n\nnew $1\n\n" + Document.END + "\nafter\n");
        assertThat(Document.replaced(once, "new $1")).isEqualTo(once);
        assertThatThrownBy(() -> Document.replaced("nothing", "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void figuresHaveThreeDigitsThatCount() {
        assertThat(List.of(
                        Report.figure(1_410_000),
                        Report.figure(73_800),
                        Report.figure(5900),
                        Report.figure(28.46),
                        Report.figure(0.543),
                        Report.figure(0.0244)))
                .containsExactly("1.41 M", "73.8 k", "5900", "28.5", "0.54", "0.024");
    }

    @Test
    void optionsOfAQuickRunAreShortAndWriteNoPage() {
        Options quick = Options.parse(new String[] {"--quick", "--pairs", "2"});
        assertThat(quick.pairs()).isEqualTo(2);
        assertThat(quick.writeDoc()).isFalse();
        assertThat(Options.parse(new String[0]).writeDoc()).isTrue();
        assertThat(Options.parse(new String[] {"--scenario", "rr-1,fan-10"}).scenarios())
                .extracting(Scenario::id)
                .containsExactly("fan-10", "rr-1");
        assertThatThrownBy(() -> Options.parse(new String[] {"--scenario", "x"}))
                .hasMessageContaining("no scenario x; there are pub-16, ");
        assertThatThrownBy(() -> Options.parse(new String[] {"--pairs", "0"}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Sample sample(int pair, String scenario, String server, double rate, double cpu) {
        return new Sample(pair, scenario, server, Map.of(Metric.RATE, rate, Metric.CPU, cpu), "");
    }

    private static String report(List<Sample> samples, String id) {
        List<Scenario> scenarios =
                Scenario.all().stream().filter(s -> s.id().equals(id)).toList();
        return new Report(scenarios, samples, Map.of("date", "today")).markdown();
    }
}
