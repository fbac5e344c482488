package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.options.Options;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboundBudgetTest {
    private static final long MIB = 1 << 20;

    private static OutboundBudget of(long asked, long launcherMib, String... arguments) {
        Options options = Options.builder().outboundBudget(asked).build();
        return OutboundBudget.of(options, 1024 * MIB, launcherMib * MIB, List.of(arguments));
    }

    @Test
    void withoutAWordItFitsTheDirectMemory() {
        assertThat(of(0, 0)).isEqualTo(new OutboundBudget(768 * MIB, ""));
        assertThat(of(0, 600)).isEqualTo(new OutboundBudget(450 * MIB, ""));
        assertThat(of(0, 100_000)).isEqualTo(new OutboundBudget(1024 * MIB, ""));
    }

    @Test
    void whatIsAskedForIsTakenAsFarAsThereIsMemory() {
        assertThat(of(5, 600)).isEqualTo(new OutboundBudget(5, ""));
        assertThat(of(450 * MIB, 600)).isEqualTo(new OutboundBudget(450 * MIB, ""));
        OutboundBudget cut = of(451 * MIB, 600);
        assertThat(cut.bytes()).isEqualTo(450 * MIB);
        assertThat(cut.warning())
                .isEqualTo("outbound_budget of 472907776 bytes is more than three quarters of the JVM's direct memory,"
                        + " which is 629145600 bytes: 471859200 it is. For more, start with"
                        + " MIDGE_JAVA_OPTS=-XX:MaxDirectMemorySize=602m");
    }

    @Test
    void theCommandLineIsBelievedBeforeTheLauncher() {
        long asked = 700 * MIB;
        String[] flags = {"1073741824", "1048576k", "1024m", "1024M", "1g", "1G"};
        for (String flag : flags) {
            String argument = "-XX:MaxDirectMemorySize=" + flag;
            assertThat(of(asked, 600, "-Xms16m", argument, "-cp").warning()).isEmpty();
            assertThat(of(asked, 600, argument, "-XX:MaxDirectMemorySize=800m").bytes())
                    .as("the last one counts")
                    .isEqualTo(600 * MIB);
        }
        assertThat(of(asked, 600, "-XX:MaxDirectMemorySize=0").bytes()).isEqualTo(450 * MIB);
        assertThat(of(Long.MAX_VALUE, 600, "-XX:MaxDirectMemorySize=999999999999999t")
                        .warning())
                .isNotEmpty();
    }

    @Test
    void thisJvmHasOne() {
        assertThat(OutboundBudget.of(Options.builder().build()).bytes()).isPositive();
        OutboundBudget most = OutboundBudget.of(
                Options.builder().outboundBudget(Long.MAX_VALUE).build());
        assertThat(most.bytes()).isPositive().isLessThan(Long.MAX_VALUE / 4);
        assertThat(most.warning()).isNotEmpty();
    }
}
