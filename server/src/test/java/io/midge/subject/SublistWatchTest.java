package io.midge.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who watches a subject hears of those who listen to it, and of nobody else. */
class SublistWatchTest {
    private final Sublist<Sub> list = new Sublist<>();
    private final List<String> heard = new ArrayList<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> heard() {
        List<String> all = List.copyOf(heard);
        heard.clear();
        return all;
    }

    @Test
    void eachThatComesOrGoesIsToldOfWithItsGroupOrWithout() {
        Runnable one = () -> heard.add("one");
        list.watch(bytes("to"), one);
        Sub plain = Sub.on("to");
        Sub grouped = Sub.on("to", "g");
        list.insert(plain);
        assertThat(heard()).containsExactly("one");
        list.insert(grouped);
        assertThat(heard()).containsExactly("one");
        list.remove(plain);
        assertThat(heard()).containsExactly("one");
        list.remove(plain);
        assertThat(heard()).isEmpty();
        list.remove(grouped);
        assertThat(heard()).containsExactly("one");
    }

    @Test
    void otherSubjectsAreNotToldOf() {
        Runnable one = () -> heard.add("one");
        list.watch(bytes("to"), one);
        list.insert(Sub.on("to.x"));
        list.insert(Sub.on("*"));
        list.insert(Sub.on(">"));
        list.insert(Sub.on("other"));
        assertThat(heard()).isEmpty();
    }

    @Test
    void severalMayWatchOneSubjectAndEachEndsItByItself() {
        Runnable one = () -> heard.add("one");
        Runnable other = () -> heard.add("other");
        list.watch(bytes("to"), one);
        list.watch(bytes("to"), other);
        list.watch(bytes("to"), other);
        list.insert(Sub.on("to"));
        assertThat(heard()).containsExactly("one", "other");
        list.unwatch(bytes("to"), one);
        list.unwatch(bytes("elsewhere"), other);
        list.insert(Sub.on("to"));
        assertThat(heard()).containsExactly("other");
        list.unwatch(bytes("to"), other);
        list.insert(Sub.on("to"));
        assertThat(heard()).isEmpty();
    }

    @Test
    void whoIsToldFindsTheListAsItIsNow() {
        list.watch(bytes("to"), () -> heard.add("" + list.hasInterest(bytes("to"), 0, 2)));
        Sub sub = Sub.on("to");
        list.insert(sub);
        list.remove(sub);
        assertThat(heard()).containsExactly("true", "false");
    }
}
