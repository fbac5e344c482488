package io.midge.jetstream.consumer;

import io.midge.conf.ByteText;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.DeliverPolicy;
import io.midge.json.ZonedTime;
import io.midge.store.StreamStore;
import io.midge.store.index.SubjectFilter;
import io.midge.store.index.SubjectIndex;
import io.midge.store.log.MessageLog;
import io.midge.store.log.StoredMessage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a consumer begins.
 *
 * @param position the first sequence that it looks at
 * @param skips what it delivers before it looks at all that comes: the last message of each subject, in order; empty: nothing
 * @param resume with {@code skips}: the sequence behind which it looks at all
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, compared by nobody
record Start(long position, long[] skips, long resume) {
    private static final long[] NONE = {};

    static Start of(StreamStore store, ConsumerConfig config, long maxMsgsPerSubject) throws IOException {
        long first = store.firstSeq();
        long last = store.lastSeq();
        if (config.optStartSeq() != 0) {
            return new Start(unsignedMax(config.optStartSeq(), first), NONE, 0);
        }
        SubjectFilter filter = filter(store, config);
        if (config.deliverPolicy() == DeliverPolicy.LAST_PER_SUBJECT && maxMsgsPerSubject != 1) {
            long[] skips = lasts(store, filter);
            return new Start(clamp(skips.length == 0 ? last : skips[0], first, last), skips, last);
        }
        long position = switch (config.deliverPolicy()) {
            case ALL, LAST_PER_SUBJECT -> first;
            case LAST -> last(store, filter);
            case NEW, BY_START_SEQUENCE -> last + 1;
            case BY_START_TIME -> atTime(store, config.optStartTime());
        };
        return new Start(clamp(position, first, last), NONE, 0);
    }

    /** A start sequence is unsigned where it comes from; what does not fit lies behind all that can be. */
    private static long unsignedMax(long asked, long first) {
        return asked < 0 ? Long.MAX_VALUE - 1 : Math.max(asked, first);
    }

    private static long clamp(long position, long first, long last) {
        return Math.max(first, Math.min(position, last + 1));
    }

    private static long atTime(StreamStore store, @Nullable ZonedTime from) throws IOException {
        long at = from == null ? MessageLog.NONE : store.atTime(Times.ns(from.instant()));
        return at == MessageLog.NONE ? store.lastSeq() + 1 : at;
    }

    private static long last(StreamStore store, SubjectFilter filter) throws IOException {
        long seq = filter.isAll() ? store.lastSeq() : store.previous(store.lastSeq(), filter, new StoredMessage());
        return seq == MessageLog.NONE ? 0 : seq;
    }

    /** The last message of each subject that the filter takes. */
    private static long[] lasts(StreamStore store, SubjectFilter filter) throws IOException {
        SubjectIndex index = store.subjects();
        List<byte[]> patterns = filter.patterns().isEmpty() ? List.of(new byte[] {'>'}) : filter.patterns();
        long[][] found = {new long[16]};
        int[] count = {0};
        IOException[] failed = {null};
        for (byte[] pattern : patterns) {
            index.visit(pattern, id -> {
                try {
                    byte[] name = index.name(id);
                    long seq = store.lastSeq(name, 0, name.length);
                    if (count[0] == found[0].length) {
                        found[0] = Arrays.copyOf(found[0], 2 * count[0]);
                    }
                    found[0][count[0]++] = seq;
                } catch (IOException e) {
                    failed[0] = e;
                }
                return failed[0] == null;
            });
        }
        if (failed[0] != null) {
            throw failed[0];
        }
        long[] all = Arrays.copyOf(found[0], count[0]);
        Arrays.sort(all);
        return all;
    }

    /** What a consumer takes of a stream. */
    static SubjectFilter filter(StreamStore store, ConsumerConfig config) {
        return store.filter(filters(config).stream().map(ByteText::bytes).toList());
    }

    /** The subjects that a consumer wants; none: all. */
    static List<String> filters(ConsumerConfig config) {
        return config.filterSubject().isEmpty() ? config.filterSubjects() : List.of(config.filterSubject());
    }
}
