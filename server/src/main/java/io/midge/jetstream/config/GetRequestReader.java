package io.midge.jetstream.config;

import io.midge.json.JsonException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads which messages to get. Of one thread. */
final class GetRequestReader {
    private static final String[] NAMES = {
        "seq",
        "last_by_subj",
        "next_by_subj",
        "batch",
        "max_bytes",
        "start_time",
        "multi_last",
        "up_to_seq",
        "up_to_time",
        "no_hdr",
    };

    private long seq;
    private String lastBySubject = "";
    private String nextBySubject = "";
    private int batch;
    private int maxBytes;
    private @Nullable Instant startTime;
    private List<String> multiLast = List.of();
    private long upToSeq;
    private @Nullable Instant upToTime;
    private boolean noHeaders;

    void read(Decoding in) throws JsonException {
        if (!in.object("server.JSApiMsgGetRequest")) {
            return;
        }
        while (in.next()) {
            switch (in.field(NAMES)) {
                case 0 -> seq = in.unsigned();
                case 1 -> lastBySubject = in.string();
                case 2 -> nextBySubject = in.string();
                case 3 -> batch = in.clamped();
                case 4 -> maxBytes = in.clamped();
                case 5 -> startTime = in.instant();
                case 6 -> multiLast = in.strings();
                case 7 -> upToSeq = in.unsigned();
                case 8 -> upToTime = in.instant();
                case 9 -> noHeaders = in.bool();
                default -> in.unknown();
            }
        }
    }

    GetRequest request() {
        return new GetRequest(
                seq, lastBySubject, nextBySubject, batch, maxBytes, startTime, multiLast, upToSeq, upToTime, noHeaders);
    }
}
