package io.midge.conf.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.midge.conf.Conf;
import io.midge.conf.ConfigException;
import io.midge.options.Options;
import java.nio.charset.StandardCharsets;

/**
 * Whatever a configuration says becomes options or is refused, and options are fit for a start or refused: by no other
 * exceptions than those for operators.
 */
class ConfigFileFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyConfigurationIsReadOrRefused(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        if (text.contains("include") || text.contains("/")) {
            return; // files are not the subject
        }
        try {
            Options options = ConfigFile.read(
                            "fuzz.conf",
                            Conf.text(text, "fuzz.conf", name -> null).map())
                    .options();
            assertThat(options.toBuilder().build().port()).isEqualTo(options.port());
            options.check();
        } catch (ConfigException | IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
