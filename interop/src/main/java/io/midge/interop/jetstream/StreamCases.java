package io.midge.interop.jetstream;

import static io.midge.interop.jetstream.Owner.bytes;
import static io.midge.interop.jetstream.Owner.durable;
import static io.midge.interop.jetstream.Owner.equal;
import static io.midge.interop.jetstream.Owner.fails;
import static io.midge.interop.jetstream.Owner.take;
import static io.midge.interop.jetstream.Owner.that;
import static io.midge.interop.jetstream.Owner.until;

import io.midge.interop.jetstream.JetStreamSuite.Case;
import io.nats.client.ConsumerContext;
import io.nats.client.JetStreamApiException;
import io.nats.client.PublishOptions;
import io.nats.client.PurgeOptions;
import io.nats.client.Subscription;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.Mirror;
import io.nats.client.api.PublishAck;
import io.nats.client.api.Republish;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.Source;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamState;
import io.nats.client.api.SubjectTransform;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Streams, and what is published to them. */
final class StreamCases {
    private StreamCases() {}

    static void addTo(Map<String, Case> cases) {
        cases.put("stream-lifecycle", StreamCases::lifecycle);
        cases.put("stream-messages", own -> messages(own, false));
        cases.put("stream-messages-direct", own -> messages(own, true));
        cases.put("stream-limits", StreamCases::limits);
        cases.put("stream-age", StreamCases::age);
        cases.put("publish-expectations", StreamCases::expectations);
        cases.put("publish-async", StreamCases::async);
        cases.put("publish-ttl", StreamCases::ttl);
        cases.put("transform-and-republish", StreamCases::transform);
        cases.put("mirror-and-sources", StreamCases::copies);
        cases.put("interest", StreamCases::interest);
        cases.put("work-queue", StreamCases::workQueue);
        cases.put("account", StreamCases::account);
    }

    private static void lifecycle(Owner own) throws Exception {
        StreamConfiguration config =
                own.config().description("one").metadata(Map.of("a", "b")).build();
        StreamInfo info = own.jsm().addStream(config);
        equal("one", info.getConfiguration().getDescription(), "description");
        equal("b", info.getConfiguration().getMetadata().get("a"), "metadata");
        own.jsm().addStream(config);
        StreamConfiguration changed =
                StreamConfiguration.builder(config).description("two").build();
        fails(10058, () -> own.jsm().addStream(changed));
        equal("two", own.jsm().updateStream(changed).getConfiguration().getDescription(), "description");
        own.put("a", 1, 2, 3);
        that(own.jsm().getStreamNames().contains(own.name()), "not in the list");
        equal(1, own.jsm().getStreamNames(own.name() + ".a").size(), "streams of a subject");
        own.jsm()
                .purgeStream(
                        own.name(),
                        PurgeOptions.builder()
                                .subject(own.name() + ".a")
                                .keep(1)
                                .build());
        StreamState state = own.state();
        equal("1 3 3", state.getMsgCount() + " " + state.getFirstSequence() + " " + state.getLastSequence(), "state");
        that(own.jsm().deleteStream(own.name()), "not deleted");
        fails(10059, () -> own.jsm().getStreamInfo(own.name()));
    }

    private static void messages(Owner own, boolean direct) throws Exception {
        own.jsm().addStream(own.config().allowDirect(direct).build());
        own.js().publish(own.name() + ".a", new Headers().put("Color", "red"), bytes("one"));
        own.put("b", "two");
        own.put("a", "three");
        MessageInfo message = own.jsm().getMessage(own.name(), 1);
        equal(own.name() + ".a 1", message.getSubject() + " " + message.getSeq(), "message");
        equal("red", message.getHeaders().getFirst("Color"), "header");
        equal(3L, own.jsm().getLastMessage(own.name(), own.name() + ".a").getSeq(), "last");
        equal(1L, own.jsm().getFirstMessage(own.name(), own.name() + ".a").getSeq(), "first");
        equal(3L, own.jsm().getNextMessage(own.name(), 2, own.name() + ".a").getSeq(), "next");
        fails(10037, () -> own.jsm().getMessage(own.name(), 99));
        that(own.jsm().deleteMessage(own.name(), 1), "not deleted");
        that(own.jsm().deleteMessage(own.name(), 2, false), "not deleted");
        fails(10037, () -> own.jsm().getMessage(own.name(), 1));
    }

    private static void limits(Owner own) throws Exception {
        StreamConfiguration config =
                own.config().maxMessages(3).storageType(StorageType.Memory).build();
        own.jsm().addStream(config);
        own.many("a", 10);
        equal(8L, own.state().getFirstSequence(), "first one");
        own.jsm()
                .updateStream(StreamConfiguration.builder(config)
                        .discardPolicy(DiscardPolicy.New)
                        .build());
        fails(10077, () -> own.put("a", "more"));
    }

    private static void age(Owner own) throws Exception {
        Duration age = Duration.ofMillis(200);
        own.jsm().addStream(own.config().maxAge(age).duplicateWindow(age).build());
        own.put("a", "old");
        until("end of an old message", () -> own.state().getMsgCount() == 0);
    }

    private static PublishAck publish(Owner own, PublishOptions.Builder options)
            throws IOException, JetStreamApiException {
        return own.js().publish(own.name() + ".a", bytes(""), options.build());
    }

    private static void expectations(Owner own) throws Exception {
        own.jsm().addStream(own.config().allowRollup(true).build());
        equal(1L, publish(own, PublishOptions.builder().messageId("1")).getSeqno(), "sequence");
        that(publish(own, PublishOptions.builder().messageId("1")).isDuplicate(), "no duplicate");
        publish(own, PublishOptions.builder().expectedLastSequence(1).expectedStream(own.name()));
        publish(own, PublishOptions.builder().expectedLastSubjectSequence(2));
        fails(10071, () -> publish(own, PublishOptions.builder().expectedLastSequence(1)));
        fails(10071, () -> publish(own, PublishOptions.builder().expectedLastSubjectSequence(1)));
        fails(10060, () -> publish(own, PublishOptions.builder().expectedStream("other")));
        fails(10070, () -> publish(own, PublishOptions.builder().expectedLastMsgId("other")));
        own.js().publish(own.name() + ".a", new Headers().put("Nats-Rollup", "sub"), bytes(""));
        equal(1L, own.state().getMsgCount(), "messages after a rollup");
    }

    private static void async(Owner own) throws Exception {
        own.stream();
        own.many("a", 3_000);
        equal(3_000L, own.state().getMsgCount(), "messages");
    }

    private static void ttl(Owner own) throws Exception {
        own.jsm().addStream(own.config().allowMessageTtl().build());
        publish(own, PublishOptions.builder().messageTtlSeconds(1));
        publish(own, PublishOptions.builder().messageTtlNever());
        until("end of the short message", () -> own.state().getMsgCount() == 1);
    }

    private static void transform(Owner own) throws Exception {
        Subscription again = own.listen("java.again.>");
        own.jsm()
                .addStream(own.config()
                        .subjectTransform(SubjectTransform.builder()
                                .source(own.name() + ".in.*")
                                .destination(own.name() + ".out.$1")
                                .build())
                        .republish(Republish.builder()
                                .source(">")
                                .destination("java.again.>")
                                .build())
                        .build());
        own.put("in.x", "hello");
        equal("hello", Owner.next(again), "republished");
        equal(own.name() + ".out.x", own.jsm().getMessage(own.name(), 1).getSubject(), "subject");
    }

    private static void copies(Owner own) throws Exception {
        own.stream();
        own.many("a", 50);
        String mirror = own.name() + "_MIRROR";
        String sources = own.name() + "_SOURCES";
        own.jsm()
                .addStream(StreamConfiguration.builder()
                        .name(mirror)
                        .mirror(Mirror.builder().name(own.name()).build())
                        .build());
        own.jsm()
                .addStream(StreamConfiguration.builder()
                        .name(sources)
                        .sources(Source.builder()
                                .name(own.name())
                                .filterSubject(own.name() + ".b")
                                .build())
                        .build());
        own.many("b", 50);
        until("mirror", () -> own.state(mirror).getMsgCount() == 100);
        until("sources", () -> own.state(sources).getMsgCount() == 50);
        equal(own.name() + ".b", own.jsm().getMessage(mirror, 60).getSubject(), "subject");
    }

    private static void interest(Owner own) throws Exception {
        own.jsm()
                .addStream(
                        own.config().retentionPolicy(RetentionPolicy.Interest).build());
        own.put("a", "nobody");
        equal(0L, own.state().getMsgCount(), "messages without a consumer");
        ConsumerContext one = own.consumer(ConsumerConfiguration.builder().durable("one"));
        ConsumerContext two = own.consumer(ConsumerConfiguration.builder().durable("two"));
        own.put("a", "both");
        equal("both", take(one, 1), "one");
        equal(1L, own.state().getMsgCount(), "messages that two has not");
        equal("both", take(two, 1), "two");
        until("end", () -> own.state().getMsgCount() == 0);
    }

    private static void workQueue(Owner own) throws Exception {
        own.jsm()
                .addStream(
                        own.config().retentionPolicy(RetentionPolicy.WorkQueue).build());
        own.put("a", 1, 2, 3);
        ConsumerContext consumer = own.consumer(durable());
        fails(10099, () -> own.consumer(ConsumerConfiguration.builder().durable("e")));
        equal("1 2 3", take(consumer, 3), "work");
        until("end", () -> own.state().getMsgCount() == 0);
    }

    private static void account(Owner own) throws Exception {
        own.stream();
        that(own.jsm().getAccountStatistics().getStreams() >= 1, "no streams");
        that(own.jsm().getAccountStatistics().getApi().getTotalApiRequests() > 0, "no requests");
    }
}
