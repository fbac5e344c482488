package io.midge.jetstream.stream;

import io.midge.jetstream.config.SourceInfo;
import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.config.StreamInfo;
import io.midge.json.Utf8;
import io.midge.loop.Confined;
import io.midge.store.StreamState;
import io.midge.store.StreamStore;
import io.midge.store.index.SubjectIndex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What of a stream is shown. */
@Confined("stream lane")
final class Infos {
    /** So many sequences without a message are listed; an answer with more could not be sent. */
    private static final int MOST_DELETED = 1 << 20;

    private final StreamStore store;
    private final Instant created;
    private final String domain;
    private boolean purged;

    Infos(StreamStore store, Instant created, String domain) {
        this.store = store;
        this.created = created;
        this.domain = domain;
    }

    /** All was purged: from then on a stream that never had a message has a first sequence. */
    void purged() {
        purged = true;
    }

    StreamInfo info(
            StreamConfig config,
            int consumers,
            @Nullable SourceInfo mirror,
            List<SourceInfo> sources,
            Stream.Details details) {
        return new StreamInfo(
                config,
                created,
                state(config),
                consumers,
                domain,
                mirror,
                sources,
                details.subjects().isEmpty() ? null : subjects(details),
                details.deleted() ? deleted() : null,
                store.lane().clock().instant());
    }

    private StreamState state(StreamConfig config) {
        StreamState is = read();
        if (is.lastSeq() > 0 || is.messages() > 0) {
            return is;
        }
        long first = config.firstSeq() == 0 && purged ? 1 : config.firstSeq(); // it may be on its way yet
        return with(is, first, first == 0 ? 0 : first - 1); // without a sign
    }

    private StreamState read() {
        try {
            return store.state();
        } catch (IOException e) { // when the first message came cannot be read
            return new StreamState(
                    0,
                    0,
                    store.firstSeq(),
                    0,
                    store.lastSeq(),
                    0,
                    0,
                    store.subjects().size(),
                    0,
                    0);
        }
    }

    private static StreamState with(StreamState is, long first, long last) {
        return new StreamState(
                is.messages(),
                is.bytes(),
                first,
                is.firstTime(),
                last,
                is.lastTime(),
                is.deleted(),
                is.subjects(),
                is.lostMessages(),
                is.lostBytes());
    }

    private @Nullable Map<String, Long> subjects(Stream.Details details) {
        SubjectIndex index = store.subjects();
        Map<String, Long> page = new LinkedHashMap<>();
        int[] left = {Math.max(0, details.offset())};
        index.visit(Utf8.bytes(details.subjects()), id -> {
            if (left[0] > 0) {
                left[0]--;
            } else {
                page.put(new String(index.name(id), StandardCharsets.UTF_8), index.count(id));
            }
            return page.size() < details.limit();
        });
        return page.isEmpty() ? null : page;
    }

    private List<Long> deleted() {
        List<Long> all = new ArrayList<>();
        store.deleted((from, to) -> {
            for (long seq = from; seq <= to && all.size() < MOST_DELETED; seq++) {
                all.add(seq);
            }
        });
        return all;
    }
}
