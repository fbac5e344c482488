package io.midge.jetstream.api;

import io.midge.account.Base62;
import io.midge.conf.ByteText;
import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.ConsumerAction;
import io.midge.jetstream.config.ConsumerCheck;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.ConsumerCreateRequest;
import io.midge.jetstream.config.ConsumerInfo;
import io.midge.jetstream.config.ConsumerServerLimits;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.JsException;
import io.midge.jetstream.config.Levels;
import io.midge.jetstream.config.LimitHit;
import io.midge.jetstream.config.Requests;
import io.midge.jetstream.config.ResponseType;
import io.midge.jetstream.config.Responses;
import io.midge.jetstream.consumer.Consumer;
import io.midge.jetstream.consumer.ConsumerOutcome;
import io.midge.jetstream.consumer.StreamConsumers;
import io.midge.jetstream.meta.Asset;
import io.midge.jetstream.meta.JsAccount;
import io.midge.jetstream.meta.Streams;
import io.midge.jetstream.stream.Stream;
import io.midge.json.JsonWriter;
import io.midge.loop.Confined;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be asked of consumers. */
@Confined("API lane")
final class ConsumerVerbs {
    private static final int NAME_LENGTH = 8;
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);
    private static final byte[] NONE = {};

    private final Api api;
    private final Streams streams;
    private final boolean strict;

    ConsumerVerbs(Api api) {
        this.api = api;
        this.streams = api.parts().streams();
        this.strict = api.parts().options().strict();
    }

    // ---- making one

    void create(Request request) throws JsException {
        ConsumerCreateRequest asked = Requests.consumer(request.payload(), strict);
        Api.admit(request);
        ConsumerConfig config = ConsumerCheck.request(request.subject(), asked);
        if (config.replicas() > 1) {
            throw new JsException(JsError.STREAM_REPLICAS_NOT_SUPPORTED);
        }
        api.ask(
                request,
                streams.get(request.account(), asked.stream()),
                stream -> create(request, stream, config, asked.action(), asked.pedantic()));
    }

    // On the stream's lane.
    private void create(Request request, Stream stream, ConsumerConfig asked, ConsumerAction action, boolean pedantic)
            throws JsException {
        ConsumerConfig named = asked;
        StreamConsumers all = stream.consumers();
        if (asked.direct() && asked.sourcing() && !asked.name().isEmpty()) {
            named = asked.toBuilder().name(asked.name() + '-' + newName(all)).build();
        }
        byte[] headers = identity(request, stream, asked);
        String name = named.name().isEmpty() ? named.durable() : named.name();
        Consumer there = name.isEmpty() ? null : all.find(name);
        if (there != null) { // pausing is asked for by a request of its own
            named = named.toBuilder().pauseUntil(there.config().pauseUntil()).build();
        }
        ConsumerConfig config =
                ConsumerCheck.create(Levels.stored(named), stream.config(), limits(request.account()), pedantic);
        String unsupported = ConsumerCheck.unsupported(config);
        if (unsupported != null) {
            throw new JsException(JsError.CONSUMER_CREATE.with(unsupported + " not supported yet"));
        }
        StreamConsumers.Room room = has -> refuseTooMany(request, stream, has);
        all.create(name.isEmpty() ? newName(all) : name, config, action(action), room, new ConsumerOutcome() {
            @Override
            public void is(ConsumerInfo info, boolean created) {
                api.guarded(request, () -> request.answer(Responses.consumerCreate(info), headers));
            }

            @Override
            public void refused(ApiError why) {
                request.refuse(why);
            }
        });
    }

    // The stricter one of the stream's limit and the account's; where there is neither, the server's default.
    private void refuseTooMany(Request request, Stream stream, int there) throws JsException {
        String option = "max_consumers";
        long most = stream.config().maxConsumers();
        LimitHit hit = LimitHit.ofStream(stream.config().name(), option, most, there, 1);
        long ofAccount = request.account().limits().maxConsumers();
        if (most <= 0 || (ofAccount > 0 && ofAccount < most)) {
            most = ofAccount;
            hit = LimitHit.ofAccount(request.account().name(), option, most, there, 1);
        }
        if (most <= 0) {
            most = api.parts().options().limits().defaultMaxConsumers();
            hit = LimitHit.ofServerLimits("default_max_consumers", most, there, 1);
        }
        if (most > 0 && there >= most) {
            String name = request.account() + " > " + stream.config().name();
            api.parts()
                    .complaints()
                    .warn("consumers " + name, "JetStream refused a consumer of stream '" + name + "': " + hit);
            throw new JsException(JsError.MAXIMUM_CONSUMERS_LIMIT.of(hit));
        }
    }

    private static StreamConsumers.Action action(ConsumerAction action) {
        return switch (action) {
            case CREATE_OR_UPDATE -> StreamConsumers.Action.CREATE_OR_UPDATE;
            case CREATE -> StreamConsumers.Action.CREATE;
            case UPDATE -> StreamConsumers.Action.UPDATE;
        };
    }

    // Who copies a stream is told which one it is, by when it was made, and may insist on one.
    private static byte[] identity(Request request, Stream stream, ConsumerConfig config) throws JsException {
        if (!config.direct() && !config.sourcing()) {
            return NONE;
        }
        String made = JsonWriter.compact().value(stream.created()).toString();
        String identity = ByteText.of(Base62.hash(made.substring(1, made.length() - 1), NAME_LENGTH));
        String wanted = HeaderValue.of(request.headers(), "Nats-Stream-Identity");
        if (!wanted.isEmpty() && !wanted.equals(identity)) {
            throw new JsException(JsError.CONSUMER_STREAM_IDENTITY_MISMATCH.with(identity));
        }
        return ByteText.bytes("NATS/1.0\r\nNats-Stream-Identity: " + identity + "\r\n\r\n");
    }

    private ConsumerServerLimits limits(JsAccount account) {
        return new ConsumerServerLimits(
                account.name(),
                api.parts().options().limits().maxRequestBatch(),
                api.parts().options().limits().maxAckPending(),
                Math.clamp(account.limits().maxAckPending(), -1, Integer.MAX_VALUE));
    }

    private String newName(StreamConsumers all) {
        while (true) {
            byte[] name = new byte[NAME_LENGTH];
            Base62.put(api.parts().random().nextLong(), name, 0, NAME_LENGTH);
            String text = ByteText.of(name);
            if (all.find(text) == null) {
                return text;
            }
        }
    }

    // ---- those that are there

    void names(Request request) throws JsException {
        Api.admit(request);
        int asked = Requests.consumers(request.payload(), strict);
        Asset asset = streams.known(request.account(), request.token(4));
        if (OfflineVerbs.names(request, asset, asked)) {
            return;
        }
        api.ask(request, asset, stream -> {
            List<Consumer> all = stream.consumers().list();
            int offset = Math.min(asked, all.size());
            List<String> names = all.subList(offset, Math.min(all.size(), offset + Responses.NAMES_LIMIT)).stream()
                    .map(Consumer::name)
                    .toList();
            request.answer(Responses.consumerNames(names, all.size(), offset));
        });
    }

    void list(Request request) throws JsException {
        Api.admit(request);
        int asked = Requests.consumers(request.payload(), strict);
        Asset asset = streams.known(request.account(), request.token(4));
        if (OfflineVerbs.list(request, asset, asked)) {
            return;
        }
        api.ask(request, asset, stream -> {
            List<Consumer> all = stream.consumers().list();
            int offset = Math.min(asked, all.size());
            List<ConsumerInfo> infos = all.subList(offset, Math.min(all.size(), offset + Responses.LIST_LIMIT)).stream()
                    .map(Consumer::info)
                    .toList();
            request.answer(Responses.consumerList(infos, List.of(), all.size(), offset));
        });
    }

    void info(Request request) throws JsException {
        StreamVerbs.empty(request);
        Api.admit(request);
        Asset asset = streams.known(request.account(), request.token(4));
        OfflineVerbs.refuse(asset, request.token(5));
        api.ask(
                request,
                asset,
                stream -> request.answer(
                        Responses.consumerInfo(get(stream, request.token(5)).info())));
    }

    private static Consumer get(Stream stream, String name) throws JsException {
        Consumer consumer = stream.consumers().find(name);
        if (consumer == null) {
            throw new JsException(JsError.CONSUMER_NOT_FOUND);
        }
        return consumer;
    }

    void delete(Request request) throws JsException {
        Api.admit(request);
        StreamVerbs.empty(request);
        Asset asset = streams.known(request.account(), request.token(4));
        if (OfflineVerbs.delete(request, asset, request.token(5))) {
            return;
        }
        api.ask(request, asset, stream -> {
            stream.consumers().delete(request.token(5), why -> {
                if (why == null) {
                    request.answer(Responses.success(ResponseType.CONSUMER_DELETE));
                } else {
                    request.refuse(why);
                }
            });
        });
    }

    void pause(Request request) throws JsException {
        Instant until = Requests.pause(request.payload(), strict);
        Api.admit(request);
        api.ask(request, streams.get(request.account(), request.token(4)), stream -> {
            Consumer consumer = get(stream, request.token(5));
            stream.consumers().pause(consumer.name(), until, new ConsumerOutcome() {
                @Override
                public void is(ConsumerInfo info, boolean created) {
                    api.guarded(request, () -> paused(request, stream, until));
                }

                @Override
                public void refused(ApiError why) {
                    request.refuse(why);
                }
            });
        });
    }

    private static void paused(Request request, Stream stream, @Nullable Instant until) {
        Instant now = stream.store().lane().clock().instant();
        boolean paused = until != null && now.isBefore(until);
        Duration left = paused ? Duration.between(now, until) : Duration.ZERO;
        boolean fits = left.compareTo(LONGEST) < 0;
        request.answer(Responses.consumerPause(paused, until, fits ? left.toNanos() : Long.MAX_VALUE));
    }

    void unpin(Request request) throws JsException {
        Api.level(request);
        String group = Requests.unpin(request.payload());
        if (group.isEmpty()) {
            throw new JsException(JsError.INVALID_JSON.with("consumer group not specified"));
        }
        request.needsStreams();
        api.ask(request, streams.get(request.account(), request.token(4)), stream -> {
            get(stream, request.token(5));
            throw new JsException(JsError.CONSUMER_INVALID_PRIORITY_GROUP); // there are no groups
        });
    }

    // Nobody but a consumer that is there answers this.
    void reset(Request request) {
        Asset asset = request.account().find(request.token(4));
        if (asset == null) {
            api.silence(request);
            return;
        }
        api.ask(request, asset, stream -> {
            if (stream.consumers().find(request.token(5)) == null) {
                api.silence(request);
            } else {
                throw new JsException(JsError.CONSUMER_INVALID_RESET.with("not supported yet"));
            }
        });
    }
}
