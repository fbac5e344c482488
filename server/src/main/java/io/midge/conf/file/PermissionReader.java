package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.options.PermissionOptions;
import io.midge.options.PermissionOptions.Responses;
import io.midge.options.PermissionOptions.Subjects;
import io.midge.options.SubjectQueue;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Permissions of users, accounts and routes. With allow_responses nothing may be published beyond what is allowed by name;
 * nats-server forgets this, at random, where only deny stands next to it.
 */
final class PermissionReader {
    private PermissionReader() {}

    /** The permissions of a field; null if it is not there. */
    static @Nullable PermissionOptions read(Block owner, String... names) {
        ConfValue value = owner.value(names);
        if (value == null) {
            return null;
        }
        Block block = owner.block(value, names[0]);
        return block == null ? null : read(block);
    }

    static PermissionOptions read(Block block) {
        Subjects publish = subjects(block, false, "publish", "pub", "import");
        Subjects subscribe = subjects(block, true, "subscribe", "sub", "export");
        Responses responses = responses(block, block.value("allow_responses", "publish_allow_responses"));
        block.end();
        return new PermissionOptions(publish, subscribe, responses);
    }

    private static Subjects subjects(Block owner, boolean queues, String... names) {
        ConfValue value = owner.value(names);
        if (value == null) {
            return Subjects.ALL;
        }
        Problems problems = owner.problems();
        if (!(value instanceof ConfMap map)) {
            return new Subjects(subjects(value, queues, problems), List.of());
        }
        Block block = new Block(map, problems);
        ConfValue allow = block.value("allow");
        ConfValue deny = block.value("deny");
        block.end();
        return new Subjects(
                allow == null ? List.of() : subjects(allow, queues, problems),
                deny == null ? List.of() : subjects(deny, queues, problems));
    }

    /** A subject, or an array of subjects. Where queues make sense, each may be followed by one. */
    static List<String> subjects(ConfValue value, boolean queues, Problems problems) {
        List<String> subjects = switch (value) {
            case ConfValue.Text text -> List.of(text.value());
            case ConfValue.Items items -> texts(items, problems);
            default -> {
                problems.error(
                        value.at(),
                        "Expected subject permissions to be a subject, or array of subjects, got " + value.kind());
                yield List.of();
            }
        };
        for (String subject : subjects) {
            String wrong = wrong(subject, queues);
            if (wrong != null) {
                problems.error(value.at(), wrong);
                return List.of();
            }
        }
        return subjects;
    }

    private static List<String> texts(ConfValue.Items items, Problems problems) {
        for (ConfValue item : items.values()) {
            if (!(item instanceof ConfValue.Text)) {
                problems.error(item.at(), "Subject in permissions array must be a string, not " + item.kind());
                return List.of();
            }
        }
        return items.values().stream()
                .map(item -> ((ConfValue.Text) item).value())
                .toList();
    }

    /** What is wrong with a subject, null if nothing. */
    static @Nullable String wrong(String subject, boolean queues) {
        return SubjectQueue.wrong(subject, queues);
    }

    private static @Nullable Responses responses(Block owner, @Nullable ConfValue value) {
        if (value == null || (value instanceof ConfValue.Bool bool && !bool.value())) {
            return null;
        }
        if (value instanceof ConfValue.Bool) {
            return Responses.DEFAULT;
        }
        if (!(value instanceof ConfMap map)) {
            owner.problems()
                    .error(
                            value.at(),
                            "error parsing response permissions, expected a boolean or a map, got " + value.kind());
            return null;
        }
        Block block = new Block(map, owner.problems());
        long max = block.whole(0L, Long.MIN_VALUE, Long.MAX_VALUE, "max", "max_msgs", "max_messages", "max_responses");
        ConfValue expires = block.value("expires", "expiration", "ttl");
        Duration time = expires == null ? Duration.ZERO : block.duration(expires, "expires", Duration.ZERO);
        block.end();
        return new Responses(Math.clamp(max, Integer.MIN_VALUE, Integer.MAX_VALUE), time);
    }
}
