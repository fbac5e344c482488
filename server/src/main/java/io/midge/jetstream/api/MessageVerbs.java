package io.midge.jetstream.api;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.GetRequest;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.JsException;
import io.midge.jetstream.config.MsgDeleteRequest;
import io.midge.jetstream.config.PurgeRequest;
import io.midge.jetstream.config.Requests;
import io.midge.jetstream.config.ResponseType;
import io.midge.jetstream.config.Responses;
import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.meta.Streams;
import io.midge.jetstream.stream.Stream;
import io.midge.loop.Confined;

/** What can be asked of the messages of streams. */
@Confined("API lane")
final class MessageVerbs {
    private static final byte[] NONE = {};

    private final Api api;
    private final Streams streams;
    private final boolean strict;

    MessageVerbs(Api api) {
        this.api = api;
        this.streams = api.parts().streams();
        this.strict = api.parts().options().strict();
    }

    void purge(Request request) throws JsException {
        Api.admit(request);
        PurgeRequest asked = Requests.purge(request.payload(), strict);
        if (asked.seq() != 0 && asked.keep() != 0) {
            throw new JsException(JsError.BAD_REQUEST);
        }
        api.ask(request, streams.get(request.account(), request.token(4)), stream -> {
            StreamConfig config = stream.config();
            if (config.sealed()) {
                throw new JsException(JsError.STREAM_SEALED);
            }
            if (config.denyPurge()) {
                throw new JsException(JsError.STREAM_PURGE_FAILED.with("stream purge not permitted"));
            }
            stream.purge(asked.filter(), asked.seq(), asked.keep(), new Stream.Purged() {
                @Override
                public void purged(long messages) {
                    request.answer(Responses.streamPurge(messages));
                }

                @Override
                public void refused(ApiError why) {
                    request.refuse(why);
                }
            });
        });
    }

    void delete(Request request) throws JsException {
        Api.admit(request);
        StreamVerbs.notEmpty(request);
        MsgDeleteRequest asked = Requests.msgDelete(request.payload(), strict);
        api.ask(request, streams.get(request.account(), request.token(5)), stream -> {
            StreamConfig config = stream.config();
            if (config.sealed()) {
                throw new JsException(JsError.STREAM_SEALED);
            }
            if (config.denyDelete()) {
                throw new JsException(JsError.STREAM_MSG_DELETE_FAILED.with("message delete not permitted"));
            }
            stream.delete(asked.seq(), !asked.noErase(), why -> {
                if (why == null) {
                    request.answer(Responses.success(ResponseType.STREAM_MSG_DELETE));
                } else {
                    request.refuse(why);
                }
            });
        });
    }

    void get(Request request) throws JsException {
        Api.admit(request);
        StreamVerbs.notEmpty(request);
        GetRequest asked = Requests.msgGet(request.payload(), strict);
        if (asked.badMsgGet()) {
            throw new JsException(JsError.BAD_REQUEST);
        }
        Stream.Get what = new Stream.Get(asked.seq(), asked.lastBySubject(), asked.nextBySubject(), asked.startTime());
        api.ask(
                request,
                streams.get(request.account(), request.token(5)),
                stream -> stream.get(what, new Stream.Found() {
                    @Override
                    public void message(byte[] subject, byte[] headers, byte[] payload, long seq, long timeNs) {
                        byte[] shown = asked.noHeaders() ? NONE : headers;
                        api.guarded(
                                request,
                                () -> request.answerQuietly(Responses.msgGet(subject, shown, payload, seq, timeNs)));
                    }

                    @Override
                    public void refused(ApiError why) {
                        request.refuse(why);
                    }
                }));
    }
}
