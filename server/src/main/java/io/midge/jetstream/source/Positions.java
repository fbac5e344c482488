package io.midge.jetstream.source;

import io.midge.conf.ByteText;
import io.midge.loop.Confined;
import io.midge.store.StreamStore;
import io.midge.store.index.SubjectFilter;
import io.midge.store.log.MessageLog;
import io.midge.store.log.StoredMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how far each source is: by the last message that says it is of that source. The stream is read backwards from its end, a
 * little at a time, so that others have their turn on the lane. A source begins as soon as it is found; one of which there is no
 * message, when there is nothing more to read.
 */
@Confined("stream lane")
final class Positions {
    /** So many messages are read at a time. */
    static final int SLICE = 256;

    private final Target target;
    private final List<SourceUpstream> missing;
    private final StreamStore store;
    private final StoredMessage message = new StoredMessage();
    private final Noted noted;
    private long at;
    private @Nullable SubjectFilter filter;
    private int filtered;
    private boolean ended;

    Positions(Target target, List<SourceUpstream> missing) {
        this.target = target;
        this.store = target.store();
        this.missing = new ArrayList<>(missing);
        this.noted = Noted.read(target.noted());
    }

    void begin() {
        at = store.lastSeq();
        read();
    }

    void end() {
        ended = true;
    }

    private void read() {
        if (ended) {
            return;
        }
        try {
            for (int i = 0; i < SLICE && !missing.isEmpty(); i++) {
                if (at <= noted.upTo()) {
                    remember();
                }
                boolean isOver = at <= 0 || missing.isEmpty();
                long found = isOver ? MessageLog.NONE : store.previous(at, filter(), message);
                if (found == MessageLog.NONE) {
                    rest();
                    return;
                }
                if (found <= noted.upTo()) {
                    remember();
                }
                look();
                at = found - 1;
            }
        } catch (IOException e) {
            target.log().error("Stream '" + target.name() + "' cannot read how far its sources are: " + e.getMessage());
            return; // to begin anew would copy all a second time
        }
        if (!missing.isEmpty()) {
            target.lane().execute(this::read);
        }
    }

    // Messages up to here say no more than what was written down.
    private void remember() {
        for (int i = missing.size() - 1; i >= 0; i--) {
            SourceUpstream each = missing.get(i);
            Noted.Place place = noted.places().get(each.name().text());
            if (place != null) {
                missing.remove(i);
                each.locate(place.seq(), 0, place.identity());
                each.begin();
            }
        }
    }

    private void look() {
        byte[] value =
                HeaderBlock.value(message.headers, message.headersOffset, message.headersLength, SourceHeader.NAME);
        SourceHeader header = value.length == 0 ? null : SourceHeader.read(value);
        if (header == null) {
            return;
        }
        for (int i = missing.size() - 1; i >= 0; i--) {
            SourceUpstream each = missing.get(i);
            if (header.isOf(each.source(), each.name())) {
                missing.remove(i);
                each.locate(header.seq(), message.seq, header.identity());
                each.begin();
            }
        }
    }

    private void rest() {
        remember();
        for (SourceUpstream each : missing) {
            each.locate(0, 0, "");
            each.begin();
        }
        missing.clear();
    }

    // Only subjects that the missing ones can have given, where that is known.
    private SubjectFilter filter() {
        SubjectFilter now = filter;
        if (now == null || filtered != missing.size()) {
            List<byte[]> patterns = new ArrayList<>();
            for (SourceUpstream each : missing) {
                String wanted = each.source().filterSubject();
                boolean renamed = target.config().subjectTransform() != null
                        || !each.source().subjectTransforms().isEmpty();
                patterns.add(ByteText.bytes(renamed || wanted.isEmpty() ? ">" : wanted));
            }
            now = store.filter(patterns);
            filter = now;
            filtered = missing.size();
        }
        return now;
    }
}
