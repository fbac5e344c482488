package io.midge.account;

import io.midge.conf.ByteText;
import io.midge.options.ExportOptions;
import io.midge.proto.PubFrame;
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

    ServiceExport(Account account, ExportOptions options) {
        this.account = account;
        this.options = options;
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

    /** What is to be measured of a request; null: nothing. */
    @Nullable
    Measurement measure(ServiceImport through, PubFrame request, Fanout from, Publisher requestor) {
        return null;
    }
}
