package io.midge.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectQueueTest {
    @ParameterizedTest
    @CsvSource(
            value = {
                "foo|foo|''",
                "foo.*.>|foo.*.>|''",
                "foo v1|foo|v1",
                "'  foo.> \t v.*  '|foo.>|v.*",
                "* >|*|>",
                "foo* b>r|foo*|b>r",
                "foo\u00a0v1|foo|v1",
                "foo\u0085v1|foo|v1",
                "foo\u2028v1|foo|v1",
                "foo\u001cv1|foo\u001cv1|''"
            },
            delimiter = '|')
    void isASubjectAndPerhapsAQueue(String text, String subject, String queue) {
        assertThat(SubjectQueue.of(text, true)).isEqualTo(new SubjectQueue(subject, queue));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "foo.|subject \"foo.\" is not a valid subject",
                "''|subject \"\" is not a valid subject",
                "' '|subject \" \" is not a valid subject",
                "' foo'|subject \" foo\" is not a valid subject",
                "foo.>.bar|subject \"foo.>.bar\" is not a valid subject",
                "a b c|subject \"a b c\" is not a valid subject",
                "foo..x q|subject \"foo..x\" is not a valid subject",
                "foo q.|queue \"q.\" is not a valid queue",
                "foo >.q|queue \">.q\" is not a valid queue"
            },
            delimiter = '|')
    void whatIsNoneIsRefusedAsNatsServerDoes(String text, String words) {
        assertThat(SubjectQueue.wrong(text, true)).isEqualTo(words);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SubjectQueue.of(text, true))
                .withMessage(words);
    }

    @Test
    void whoPublishesHasNoQueue() {
        assertThat(SubjectQueue.wrong("foo v1", false)).isEqualTo("subject \"foo v1\" is not a valid subject");
        assertThat(SubjectQueue.of("foo", false)).isEqualTo(new SubjectQueue("foo", ""));
    }

    private static Options with(PermissionOptions permissions) {
        UserOptions user = new UserOptions("u", SecretText.of("p"), "", permissions, Set.of(), false);
        AuthorizationOptions authorization = new AuthorizationOptions(
                "", SecretText.NONE, SecretText.NONE, java.time.Duration.ZERO, List.of(user), null, null, false);
        return Options.builder()
                .security(SecurityOptions.NONE.toBuilder()
                        .authorization(authorization)
                        .build())
                .build()
                .check();
    }

    @Test
    void whatCodeSaysIsLookedAtToo() {
        PermissionOptions.Subjects all = PermissionOptions.Subjects.ALL;
        PermissionOptions.Subjects bad = new PermissionOptions.Subjects(List.of(), List.of("a", "b."));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(new PermissionOptions(bad, all, null)))
                .withMessage("invalid permissions for user \"u\": publish deny: subject \"b.\" is not a valid subject");
        PermissionOptions.Subjects queue = new PermissionOptions.Subjects(List.of("a q"), List.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(new PermissionOptions(queue, all, null)))
                .withMessage(
                        "invalid permissions for user \"u\": publish allow: subject \"a q\" is not a valid subject");
        assertThat(with(new PermissionOptions(all, queue, null)).security().authorization())
                .isNotNull();
    }
}
