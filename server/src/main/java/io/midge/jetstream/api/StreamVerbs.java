package io.midge.jetstream.api;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.JsException;
import io.midge.jetstream.config.OfflineAsset;
import io.midge.jetstream.config.Requests;
import io.midge.jetstream.config.ResponseType;
import io.midge.jetstream.config.Responses;
import io.midge.jetstream.config.StreamCheck;
import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.config.StreamConfigRequest;
import io.midge.jetstream.config.StreamInfo;
import io.midge.jetstream.config.StreamInfoRequest;
import io.midge.jetstream.config.StreamListRequest;
import io.midge.jetstream.meta.Asset;
import io.midge.jetstream.meta.JsAccount;
import io.midge.jetstream.meta.Offline;
import io.midge.jetstream.meta.Streams;
import io.midge.jetstream.stream.Stream;
import io.midge.loop.Confined;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What can be asked of streams. */
@Confined("API lane")
final class StreamVerbs {
    private static final Stream.Details NOTHING = new Stream.Details(false, "", 0, 0);

    private final Api api;
    private final Streams streams;
    private final boolean strict;

    StreamVerbs(Api api) {
        this.api = api;
        this.streams = api.parts().streams();
        this.strict = api.parts().options().strict();
    }

    void create(Request request) throws JsException {
        Api.admit(request);
        StreamConfigRequest asked = Requests.stream(request.payload(), strict);
        StreamCheck.request(request.token(4), asked.config());
        streams.create(request.account(), asked.config(), asked.pedantic(), answer(request, Responses::streamCreate));
    }

    void update(Request request) throws JsException {
        Api.admit(request);
        StreamConfigRequest asked = Requests.stream(request.payload(), strict);
        StreamConfig config = streams.checked(request.account(), asked.config(), asked.pedantic());
        if (!request.token(4).equals(config.name())) {
            throw new JsException(JsError.STREAM_MISMATCH);
        }
        streams.update(request.account(), asked.config(), asked.pedantic(), answer(request, Responses::streamUpdate));
    }

    // Answers with what the stream is like.
    private Streams.Outcome answer(Request request, Function<StreamInfo, byte[]> how) {
        return new Streams.Outcome() {
            @Override
            public void is(Asset asset, boolean created) {
                api.ask(request, asset, stream -> request.answer(how.apply(stream.info(NOTHING))));
            }

            @Override
            public void refused(ApiError why) {
                request.refuse(why);
            }
        };
    }

    void names(Request request) throws JsException {
        Api.admit(request);
        StreamListRequest asked = Requests.streams(request.verb().answer(), request.payload(), strict);
        List<Asset> found = found(request.account(), asked.subject());
        int offset = Math.min(asked.offset(), found.size());
        List<String> names = found.subList(offset, Math.min(found.size(), offset + Responses.NAMES_LIMIT)).stream()
                .map(Asset::name)
                .toList();
        request.answer(Responses.streamNames(names, found.size(), offset));
    }

    void list(Request request) throws JsException {
        Api.admit(request);
        StreamListRequest asked = Requests.streams(request.verb().answer(), request.payload(), strict);
        List<Asset> found = found(request.account(), asked.subject());
        int offset = Math.min(asked.offset(), found.size());
        List<Asset> page = new ArrayList<>();
        List<OfflineAsset> offline = new ArrayList<>();
        for (Asset each : found.subList(offset, found.size())) {
            Offline kept = each.isOffline() ? each.offline() : null;
            if (kept != null) {
                offline.add(new OfflineAsset(each.name(), kept.reason()));
            } else if (page.size() < Responses.LIST_LIMIT) {
                page.add(each);
            } else {
                break;
            }
        }
        Gather.<StreamInfo>of(
                page,
                asset -> asset.isHere() ? asset.stream().info(NOTHING) : null,
                infos -> request.answer(Responses.streamList(infos, offline, found.size(), offset)));
    }

    private static List<Asset> found(JsAccount account, String filter) {
        return account.listed().stream()
                .filter(each -> filter.isEmpty()
                        || StreamCheck.overlap(List.of(filter), each.config().subjects()))
                .toList();
    }

    void info(Request request) throws JsException {
        Api.admit(request);
        StreamInfoRequest asked = Requests.streamInfo(request.payload(), strict);
        api.ask(
                request,
                streams.get(request.account(), request.token(4)),
                stream -> stream.consumers().whenGone(() -> api.guarded(request, () -> info(request, stream, asked))));
    }

    // On the stream's lane: who was told that messages are acknowledged does not find them there.
    private void info(Request request, Stream stream, StreamInfoRequest asked) throws JsException {
        String filter = asked.subjectsFilter();
        int total = filter.isEmpty() ? 0 : stream.subjects(filter);
        int offset = total == 0 ? 0 : asked.offset();
        Stream.Details details =
                new Stream.Details(asked.deletedDetails(), filter, asked.offset(), Responses.SUBJECTS_LIMIT);
        request.answer(Responses.streamInfo(
                stream.info(details), total, offset, api.parts().server()));
    }

    void delete(Request request) throws JsException {
        Api.admit(request);
        empty(request);
        streams.delete(request.account(), request.token(4), new Streams.Outcome() {
            @Override
            public void is(Asset asset, boolean created) {
                request.answer(Responses.success(ResponseType.STREAM_DELETE));
            }

            @Override
            public void refused(ApiError why) {
                request.refuse(why);
            }
        });
    }

    static void empty(Request request) throws JsException {
        if (!Requests.isEmpty(request.payload())) {
            throw new JsException(JsError.NOT_EMPTY_REQUEST);
        }
    }

    static void notEmpty(Request request) throws JsException {
        if (Requests.isEmpty(request.payload())) {
            throw new JsException(JsError.BAD_REQUEST);
        }
    }

    void snapshot(Request request) throws JsException {
        Api.admit(request);
        notEmpty(request);
        streams.get(request.account(), request.token(4));
        throw new JsException(JsError.STREAM_SNAPSHOT.with("not supported yet"));
    }

    void restore(Request request) throws JsException {
        Api.admit(request);
        notEmpty(request);
        throw new JsException(JsError.STREAM_RESTORE.with("not supported yet"));
    }
}
