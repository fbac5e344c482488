package io.midge.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "journal/00ff.jrn", "...", ".x", "a..b/c.", "ä b"})
    void whatStaysBelowIsAName(String name) {
        assertThat(Names.check(name)).isSameAs(name);
        assertThat(Names.checkDirectory(name)).isSameAs(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "/a", "a/", "a//b", ".", "..", "a/..", "../a", "a/../b", "./a", "a/.", "a\\b", "..\\a", "C:a",
                "a\0b", "a\nb"
            })
    void whatLeadsElsewhereIsNone(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Names.check(name));
    }

    @Test
    void emptyNameIsTheDirectoryItself() {
        assertThat(Names.checkDirectory("")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Names.checkDirectory("/"));
    }

    @Test
    void partsAreBounded() {
        assertThat(Names.check("a".repeat(255) + "/" + "b".repeat(255))).hasSize(511);
        assertThatIllegalArgumentException().isThrownBy(() -> Names.check("x/" + "a".repeat(256)));
    }

    @Test
    void nameIsDirectoryAndRest() {
        assertThat(Names.parent("a/b/c")).isEqualTo("a/b");
        assertThat(Names.last("a/b/c")).isEqualTo("c");
        assertThat(Names.parent("a")).isEmpty();
        assertThat(Names.last("a")).isEqualTo("a");
    }
}
