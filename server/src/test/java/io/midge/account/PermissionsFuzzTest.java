package io.midge.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.midge.matrix.Rules;
import io.midge.options.PermissionOptions;
import io.midge.options.SubjectQueue;
import io.midge.subject.Subjects;
import io.midge.subject.Verdicts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Any permissions and any subjects, against the model of the matrix. The text is lines: permissions, by their first letter
 * ({@code p} and {@code P} for publishing, {@code s} and {@code S} for subscribing, capital for denied), and all other lines
 * are subjects to be tried, with a queue behind a blank.
 */
class PermissionsFuzzTest {
    private static final int MOST = 64;

    @FuzzTest(maxDuration = "60s")
    void whatIsAllowedIsWhatTheModelSays(byte[] data) {
        compare(data);
    }

    /** Throws if the model has it otherwise. */
    static void compare(byte[] data) {
        List<List<String>> lists = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<String> tried = new ArrayList<>();
        new String(data, UTF_8).lines().limit(MOST).forEach(line -> {
            int list = line.length() > 1 && line.charAt(1) == ' ' ? "pPsS".indexOf(line.charAt(0)) : -1;
            String rest = list < 0 ? line : line.substring(2);
            String plain = rest.replaceAll("[\\p{Z}\\s\\x85\\u000b]+", " ").strip();
            if (list < 0) {
                tried.add(plain);
            } else if (SubjectQueue.wrong(plain, list > 1) == null) {
                lists.get(list).add(plain);
            }
        });
        boolean only = data.length > 0 && data[0] == 'p';
        Rules model = new Rules(lists.get(0), lists.get(1), lists.get(2), lists.get(3), only, 0);
        SubjectRules publish = SubjectRules.toPublish(new PermissionOptions.Subjects(lists.get(0), lists.get(1)), only);
        SubjectRules subscribe = SubjectRules.toSubscribe(new PermissionOptions.Subjects(lists.get(2), lists.get(3)));
        Verdicts known = new Verdicts();
        for (int round = 0; round < 2; round++) {
            for (String line : tried) {
                compare(model, publish, subscribe, known, line, tried);
            }
        }
    }

    private static void compare(
            Rules model, SubjectRules publish, SubjectRules subscribe, Verdicts known, String line, List<String> all) {
        String subject = line.split(" ", -1)[0];
        String queue = line.substring(subject.length()).strip();
        byte[] b = subject.getBytes(UTF_8);
        assertThat(publish.pass(known, b, 0, b.length)).as("publish " + subject).isEqualTo(model.mayPublish(subject));
        Guard guard = subscribe.guard(known, b, bytesOrNull(queue));
        assertThat(guard != null).as("subscribe " + line).isEqualTo(model.maySubscribe(subject, queue));
        if (guard == null || !Rules.isValid(subject)) {
            return;
        }
        for (String each : all) {
            String message = each.split(" ", -1)[0];
            byte[] m = message.getBytes(UTF_8);
            if (Subjects.matches(m, b)) {
                assertThat(subscribe.passes(guard, known, bytesOrNull(queue), m, 0, m.length))
                        .as("%s gets %s, %s", line, message, guard)
                        .isEqualTo(model.mayReceive(subject, queue, message, true));
            }
        }
    }

    private static byte @Nullable [] bytesOrNull(String queue) {
        return queue.isEmpty() ? null : queue.getBytes(UTF_8);
    }
}
