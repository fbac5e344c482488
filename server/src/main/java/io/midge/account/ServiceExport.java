package io.midge.account;

import io.midge.conf.ByteText;
import io.midge.options.ExportOptions;
import io.midge.subject.Subjects;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A service that an account lets others import. There is one object of it, by which a request knows where it has been. */
final class ServiceExport {
    /** How long a reply may take where nothing is said. */
    static final Duration DEFAULT_THRESHOLD = Duration.ofMinutes(2);

    private final Account account;
    private final ExportOptions options;
    private final byte[] subject;
    private final @Nullable Latency latency;

    /** {@code latency}: how the time of its requests is taken; null: not at all. */
    ServiceExport(Account account, ExportOptions options, @Nullable Latency latency) {
        this.account = account;
        this.options = options;
        this.latency = latency;
        this.subject = ByteText.bytes(options.subject());
    }

    /** Whose service it is. */
    Account account() {
        return account;
    }

    ExportOptions options() {
        return options;
    }

    ExportOptions.Response response() {
        return options.response();
    }

    /** How long a reply may take, in nanoseconds. */
    long thresholdNanos() {
        Duration said = options.responseThreshold();
        return (said.isZero() ? DEFAULT_THRESHOLD : said).toNanos();
    }

    boolean isFor(byte[] wanted) {
        return Arrays.equals(subject, wanted) || Subjects.isSubset(wanted, subject);
    }

    boolean isExactly(byte[] wanted) {
        return Arrays.equals(subject, wanted);
    }

    /** How the time of its requests is taken; null: not at all. */
    @Nullable
    Latency latency() {
        return latency;
    }
}
