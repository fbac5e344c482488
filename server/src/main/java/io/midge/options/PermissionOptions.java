package io.midge.options;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user may do.
 *
 * @param publish subjects to publish to; with {@code responses} an empty list of allowed ones allows none
 * @param subscribe subjects to subscribe to, each alone or followed by a blank and a queue
 * @param responses replies that are allowed where a request came from; null: none beyond {@code publish}
 */
public record PermissionOptions(
        Subjects publish, Subjects subscribe, @Nullable Responses responses) {
    /** Everything is allowed. */
    public static final PermissionOptions ALL = new PermissionOptions(Subjects.ALL, Subjects.ALL, null);

    /** Whether nothing may be published, replies aside. */
    public boolean onlyResponses() {
        return responses != null && publish.allow().isEmpty();
    }

    /**
     * Subjects that are allowed and denied.
     *
     * @param allow the allowed ones; none: all
     * @param deny the denied ones, although they are among the allowed
     */
    public record Subjects(List<String> allow, List<String> deny) {
        /** All are allowed. */
        public static final Subjects ALL = new Subjects(List.of(), List.of());

        public Subjects {
            allow = List.copyOf(allow);
            deny = List.copyOf(deny);
        }
    }

    /**
     * Replies that are allowed where a request came from.
     *
     * @param max how many for each request, negative: any number; default 1
     * @param expires how long after the request, negative: for ever; default 2 minutes
     */
    public record Responses(int max, Duration expires) {
        static final int DEFAULT_MAX = 1;
        static final Duration DEFAULT_EXPIRES = Duration.ofMinutes(2);

        /** What counts where no more is said. */
        public static final Responses DEFAULT = new Responses(0, Duration.ZERO);

        public Responses {
            max = max == 0 ? DEFAULT_MAX : max;
            expires = expires.isZero() ? DEFAULT_EXPIRES : expires;
        }
    }
}
