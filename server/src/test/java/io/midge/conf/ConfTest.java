package io.midge.conf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfTest {
    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void valuesHaveTheirKinds() throws Exception {
        ConfMap map = parse("""
                text: abc
                whole: 10kb
                decimal: 1.5
                yes: on
                moment: 2016-05-04T18:53:41Z
                items: [ a, { b: c } ]
                map { k: v }
                """).map();
        assertThat(map.entries().keySet()).containsExactly("text", "whole", "decimal", "yes", "moment", "items", "map");
        assertThat(map.entries().values())
                .extracting(ConfValue::kind)
                .containsExactly(
                        "a string", "an integer", "a decimal number", "a boolean", "a date", "an array", "a map");
        assertThat(value(map, "text")).isEqualTo(new ConfValue.Text("abc", at(1, 0)));
        assertThat(value(map, "whole")).isEqualTo(new ConfValue.Whole(10240, at(2, 1)));
        assertThat(value(map, "decimal")).isEqualTo(new ConfValue.Decimal(1.5, at(3, 1)));
        assertThat(value(map, "yes")).isEqualTo(new ConfValue.Bool(true, at(4, 1)));
        assertThat(value(map, "moment"))
                .isEqualTo(new ConfValue.Moment(Instant.parse("2016-05-04T18:53:41Z"), at(5, 1)));
        assertThat(value(map, "map"))
                .isEqualTo(new ConfMap(Map.of("k", new ConfValue.Text("v", at(7, 7))), Set.of(), at(7, 1)));
    }

    @Test
    void laterKeyWinsInThePlaceOfTheFirst() throws Exception {
        ConfMap map = parse("a = 1\nb = 2\na = 3").map();
        assertThat(map.entries().keySet()).containsExactly("a", "b");
        assertThat(value(map, "a")).isEqualTo(new ConfValue.Whole(3, at(3, 1)));
    }

    @Test
    void keysUsedAsVariablesAreNamed() throws Exception {
        ConfMap map = parse("a = 1\nb = 2\nm { c = 3, d = $a, e = $c }").map();
        assertThat(map.variables()).containsExactly("a");
        assertThat(((ConfMap) value(map, "m")).variables()).containsExactly("c");
    }

    @Test
    void variableTakesThePlaceWhereItIsUsed() throws Exception {
        environment.put("E", "[x, { y: z }]");
        ConfMap map = parse("\na = $E").map();
        ConfValue items = value(map, "a");
        assertThat(items.at()).isEqualTo(at(2, 1));
        assertThat(((ConfValue.Items) items).values())
                .containsExactly(
                        new ConfValue.Text("x", at(2, 1)),
                        new ConfMap(Map.of("y", new ConfValue.Text("z", at(2, 1))), Set.of(), at(2, 1)));
    }

    @Test
    void bytesThatAreNoTextAreKeptApart() throws Exception {
        ConfMap map =
                parse("a = \"\\xff\"\nb = \"\\xfe\"\nc = \"\\xef\\xbf\\xbd\"").map();
        assertThat(value(map, "a")).isEqualTo(new ConfValue.Text("\udcff", at(1, 0)));
        assertThat(value(map, "b")).isEqualTo(new ConfValue.Text("\udcfe", at(2, 1)));
        assertThat(value(map, "c")).isEqualTo(new ConfValue.Text("\ufffd", at(3, 1)));
    }

    @Test
    void includedValuesNameTheirOwnFile() throws Exception {
        write("sub/users.conf", "x = 1\n\ny = $x");
        String main = write("main.conf", "include 'sub/users.conf'\nz = $y");
        ConfMap map = Conf.file(main, environment::get).map();
        assertThat(value(map, "y").at()).hasToString(directory.resolve("sub/users.conf") + ":3:1");
        assertThat(value(map, "z").at()).hasToString(main + ":2:1");
        assertThat(map.variables()).containsExactlyInAnyOrder("x", "y");
    }

    @Test
    void errorIsFollowedByPlaceAndRemedy() {
        assertRefused("a { b = 1 c = 2 }").isEqualTo("""
                        Parse error on line 1: 'Expected a map value terminator "," or a map terminator "}", but got 'c' instead.'
                          at test.conf:1:11: write a ',' or a new line between two values""");
    }

    @Test
    void placeOfAnErrorIsCountedAsEditorsDo() {
        assertRefused("a = 1\nbc = \"x\" y")
                .endsWith("\n  at test.conf:2:10: write a ',' or a new line between two values");
        assertRefused("a = 1\n\n   b = $nope").contains("\n  at test.conf:3:8: set it in the environment");
    }

    @Test
    void errorInAnIncludeTellsTheWayThere() throws IOException {
        write("b.conf", "x = 1\ny = {{");
        write("a.conf", "include b.conf");
        String main = write("main.conf", "\n m { include 'a.conf' }");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Conf.file(main, environment::get))
                .withMessage(
                        "error parsing include file 'a.conf', error parsing include file 'b.conf', Parse error on line 2:"
                                + " 'Unexpected EOF processing map key.'\n"
                                + "  at %1$s/b.conf:2:7: a { that was opened is not closed\n"
                                + "  included at %1$s/a.conf:1:9\n"
                                + "  included at %1$s/main.conf:2:15",
                        directory);
    }

    @Test
    void missingFileIsNamedAsGoDoes() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Conf.file("./no//nope.conf", environment::get))
                .withMessageStartingWith("open ./no//nope.conf: no such file or directory\n  ");
    }

    @Test
    void directoryIsNoFile() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Conf.file(directory.toString(), environment::get))
                .withMessageStartingWith("read " + directory + ": is a directory\n  ");
    }

    @Test
    void nameThatNoFileCanHaveIsRefused() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Conf.file("a\0b", environment::get))
                .withMessageStartingWith("open a\0b: invalid argument\n  ");
        assertRefused("include 'a\\xffb'")
                .startsWith("error parsing include file 'a\\xffb', open a\\xffb: no such file");
    }

    @Test
    void fileThatIncludesItselfIsRefused() throws IOException {
        String main = write("a.conf", "include './b.conf'\n");
        String file = directory.getFileName().toString();
        write("b.conf", "include '../" + file + "/a.conf'");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Conf.file(main, environment::get))
                .withMessage(
                        "error parsing include file './b.conf', error parsing include file '../%1$s/a.conf', include cycle"
                                + " for '%2$s/a.conf'\n  it includes itself: %2$s/a.conf, %2$s/b.conf, %2$s/a.conf\n"
                                + "  included at %2$s/b.conf:1:10\n  included at %2$s/a.conf:1:10",
                        file, directory);
    }

    @Test
    void sameFileMayBeIncludedTwice() throws Exception {
        write("x.conf", "x = 1");
        String main = write("main.conf", "a { include x.conf }\nb { include x.conf }");
        assertThat(Conf.file(main, environment::get).digest())
                .isEqualTo(parse("a { x = 1 }, b { x = 1 }").digest());
    }

    @Test
    void includesWithinEachOtherAreBounded() throws IOException {
        for (int i = 0; i < Source.MAX_TEXTS; i++) {
            write(i + ".conf", "include " + "'" + (i + 1) + ".conf'");
        }
        write(Source.MAX_TEXTS + ".conf", "");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Conf.file(directory.resolve("0.conf").toString(), environment::get))
                .withMessageContaining(
                        "more than 32 files or variables within each other\n  put some of them together");
    }

    @Test
    void asManyIncludesWithinEachOtherAsAreAllowedWork() throws Exception {
        for (int i = 1; i < Source.MAX_TEXTS; i++) {
            write(i + ".conf", "include '" + (i + 1) + ".conf'");
        }
        write(Source.MAX_TEXTS + ".conf", "deep = yes");
        ConfMap map = Conf.file(directory.resolve("1.conf").toString(), environment::get)
                .map();
        assertThat(map.entries()).containsOnlyKeys("deep");
    }

    @Test
    void environmentThatUsesItselfIsRefused() {
        environment.put("A", "$B");
        environment.put("B", "[ $A ]");
        assertRefused("x = $A").isEqualTo("""
                        variable reference for 'A' on line 1 could not be parsed: variable reference for 'B' on line 1 \
                        could not be parsed: variable reference for 'A' on line 1 could not be parsed: variable \
                        reference cycle for 'A'
                          at test.conf:1:5: give A in the environment a value that could stand here""");
    }

    @Test
    void variablesOfTheEnvironmentWithinEachOtherAreBounded() {
        for (int i = 0; i < 100; i++) {
            environment.put("V" + i, "$V" + (i + 1));
        }
        environment.put("V100", "x");
        assertRefused("x = $V0").contains("more than 32 files or variables within each other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{ a ", "[ { a "})
    void deepNestingIsRefused(String open) {
        assertRefused("a " + open.repeat(100_000))
                .startsWith("Parse error on line 1: 'Nested more than 60 deep.'\n  at test.conf:1:")
                .endsWith(": use fewer maps and arrays within each other");
    }

    @Test
    void nestingThatIsAllowedWorks() throws Exception {
        int depth = Parser.MAX_DEPTH - 1;
        assertThat(parse("a {".repeat(depth) + "}".repeat(depth)).digest()).startsWith("sha256:");
    }

    @Test
    void bracesThatOpenNothingMayBeMany() throws Exception {
        String braces = "{".repeat(100_000) + " a: 1 " + "}".repeat(100_000);
        assertThat(parse(braces).digest()).isEqualTo(parse("a: 1").digest());
    }

    @Test
    void depthMadeOfVariablesIsRefused() {
        var text = new StringBuilder("v0 = x\n");
        for (int i = 0; i < 100; i++) {
            text.append("v").append(i + 1).append(" = [ $v").append(i).append(" ]\n");
        }
        assertRefused(text.toString())
                .startsWith("configuration is nested more than 60 deep with its variables put in\n  at test.conf:");
    }

    @Test
    void sizeMadeOfVariablesIsRefused() {
        var text = new StringBuilder("v0 = x\n");
        for (int i = 0; i < 50; i++) {
            text.append(String.format(Locale.ROOT, "v%d = [ $v%d, $v%d ]%n", i + 1, i, i));
        }
        assertRefused(bounded(), text.toString())
                .startsWith("configuration is larger than 2000000 bytes with its variables put in\n  at test.conf:");
    }

    @Test
    void fileThatIsTooLargeIsRefused() throws IOException {
        String large = write("large.conf", "#".repeat(1_000_000) + "\n");
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> Parser.file(bounded(), large))
                .withMessage("configuration is larger than 1000000 bytes");
    }

    @Test
    void filesThatAreTooLargeTogetherAreRefused() throws IOException {
        write("large.conf", "#".repeat(600_000));
        String main = write("main.conf", "include large.conf\na = 1\ninclude large.conf");
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> Parser.file(bounded(), main))
                .withMessage("error parsing include file 'large.conf', configuration is larger than 1000000 bytes");
    }

    @Test
    void endlessFileIsRefused() {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> Parser.file(bounded(), "/dev/zero"))
                .withMessage("configuration is larger than 1000000 bytes");
    }

    /** nats-server takes these and leaves the value out. */
    @ParameterizedTest
    @ValueSource(strings = {"1kbb", "2mii", "3kbi", "-4gbb"})
    void unitsThatDoNotExistAreRefused(String number) {
        assertRefused("max = " + number).startsWith("expected integer, but got '" + number + "'\n  at test.conf:1:7: ");
    }

    /** nats-server takes these and leaves out all that was not closed. */
    @ParameterizedTest
    @ValueSource(strings = {"accounts { A { users = [ \"", "a = [ '", "a = 1\nb = [ \"x\\n"})
    void textThatIsCutInAnArrayIsRefused(String text) {
        assertRefused(text)
                .contains("'Unexpected EOF.'\n  at test.conf:")
                .endsWith("a quote that was opened is not closed");
    }

    @Test
    void textMayHaveNoName() throws Exception {
        assertThat(Conf.text("a = 1", "", environment::get).map().at()).isEqualTo(new Position("", 1, 0));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Conf.text("a", "", environment::get))
                .withMessageStartingWith("config is invalid (:1:1)\n  at :1:");
    }

    @Test
    void digestDoesNotDependOnTheWayOfWriting() throws Exception {
        List<String> ways =
                List.of("a = 1k\nb { c: on }", "{ \"b\": { \"c\": true }, \"a\": 1000 }", "a = 3\na 1000;b { c yes }");
        for (String way : ways) {
            assertThat(parse(way).digest())
                    .isEqualTo(parse("a: 1000, b: { c: true }").digest());
        }
    }

    private Conf.Parsed parse(String text) throws ConfigException {
        return Conf.text(text, "test.conf", environment::get);
    }

    private AbstractStringAssert<?> assertRefused(String text) {
        try {
            parse(text);
        } catch (ConfigException e) {
            return assertThat(e.getMessage());
        }
        throw new AssertionError("accepted: " + text);
    }

    private Source bounded() {
        return new Source(environment::get, true, 1_000_000);
    }

    private static AbstractStringAssert<?> assertRefused(Source source, String text) {
        try {
            Conf.bytes(source, text.getBytes(UTF_8), "test.conf");
        } catch (Refusal e) {
            return assertThat(e.forOperators().getMessage());
        }
        throw new AssertionError("accepted: " + text);
    }

    private String write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(UTF_8));
        return file.toString();
    }

    private static ConfValue value(ConfMap map, String key) {
        ConfValue value = map.entries().get(key);
        if (value == null) {
            throw new AssertionError("no " + key);
        }
        return value;
    }

    private static Position at(int line, int column) {
        return new Position("test.conf", line, column);
    }
}
