package io.midge.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.midge.proto.ClosedReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A protocol of lines, each handed to whoever it was made for. {@code N bytes} first says how many bytes the whole
 * operation has, for one that is longer than a line.
 */
final class Lines implements Protocol {
    interface Taker {
        void take(String line);
    }

    final List<String> lines = new ArrayList<>();
    int calls;
    private final Taker taker;
    private int need;
    private @Nullable ClosedReason reason;
    int late;

    Lines(Taker taker) {
        this.taker = taker;
    }

    @Override
    public void onOpen() {}

    @Override
    public int onBytes(byte[] b, int off, int end) {
        calls++;
        need = 0;
        int from = off;
        for (int i = off; i < end; i++) {
            if (b[i] != '\n') {
                continue;
            }
            String line = new String(b, from, i - from, ISO_8859_1);
            if (line.startsWith("#")) {
                int whole = Integer.parseInt(line.substring(1));
                if (end - from < whole) {
                    need = whole;
                    return from;
                }
                line = new String(b, from, whole, ISO_8859_1);
                i = from + whole - 1;
            }
            lines.add(line);
            taker.take(line);
            from = i + 1;
        }
        return from;
    }

    @Override
    public int need() {
        return need;
    }

    @Override
    public void onClosed(ClosedReason why) {
        if (reason != null) {
            throw new IllegalStateException("closed twice");
        }
        reason = why;
    }

    @Override
    public void onLate() {
        late++;
    }

    @Nullable
    ClosedReason reason() {
        return reason;
    }

    @Override
    public String label() {
        return "peer";
    }
}
