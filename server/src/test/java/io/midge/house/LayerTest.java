package io.midge.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The layers and the rules about threads, time, output and statics, for all classes of the server. */
class LayerTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(Layers.BASE);

    @Test
    void classesAreFound() {
        assertThat(CLASSES.contain("io.midge.NatsServer")).isTrue();
        assertThat(CLASSES.contain("io.midge.house.LayerTest")).isFalse();
    }

    @Test
    void importsPointDownwards() {
        assertThat(Layers.violations(CLASSES)).isEmpty();
    }

    @Test
    void threadsTimeChanceAndOutputComeFromTheirPackages() {
        assertThat(Ambient.violations(CLASSES)).isEmpty();
    }

    @Test
    void staticsAreConstants() {
        assertThat(Statics.violations(CLASSES, Checkout.lines("static-arrays.txt")))
                .isEmpty();
    }
}
