package io.midge.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.options.PermissionOptions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Permissions made up at random, against the model of the matrix: few tokens, so that much overlaps. */
class PermissionsModelTest {
    private static final int PERMISSIONS = 4_000;
    private static final List<String> KINDS = List.of("p ", "P ", "s ", "S ", "", "", "");
    private static final List<String> TOKENS = List.of("a", "b", "ab", "*", "*", ">", "");
    private static final List<String> QUEUES = List.of("", "", " q", " q.a", " q.*", " *", " >");

    private final Random random = new Random(26);

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String subject() {
        StringBuilder subject = new StringBuilder(one(TOKENS));
        for (int more = random.nextInt(3); more > 0; more--) {
            subject.append('.').append(one(TOKENS));
        }
        return subject.toString();
    }

    @Test
    void whatIsAllowedIsWhatTheModelSays() {
        for (int i = 0; i < PERMISSIONS; i++) {
            StringBuilder text = new StringBuilder();
            for (int lines = 4 + random.nextInt(12); lines > 0; lines--) {
                text.append(one(KINDS)).append(subject()).append(one(QUEUES)).append('\n');
            }
            PermissionsFuzzTest.compare(text.toString().getBytes(UTF_8));
        }
    }

    @Test
    void whoMayDoEverythingHasNoPermissions() {
        assertThat(Permissions.of(null)).isNull();
        assertThat(Permissions.of(PermissionOptions.ALL)).isNull();
        assertThat(Privileges.of(null)).isNull();
        PermissionOptions replies = new PermissionOptions(
                PermissionOptions.Subjects.ALL, PermissionOptions.Subjects.ALL, PermissionOptions.Responses.DEFAULT);
        assertThat(Permissions.of(replies)).isNotNull();
    }
}
