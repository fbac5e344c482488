package io.midge.jetstream.source;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.DeliverPolicy;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.StreamSource;
import io.midge.loop.Confined;
import io.midge.raft.Replicator;

/** The stream that a mirror copies: sequences and times are the origin's, so the mirror's own last sequence says how far it is. */
@Confined("stream lane")
final class MirrorUpstream extends Upstream {
    /** With fewer to come it is as good as the origin to those who read. */
    private static final long CAUGHT_UP = 10;

    private boolean caughtUp;

    MirrorUpstream(Target target, StreamSource source, Budget budget) {
        super(target, source, budget);
    }

    @Override
    String kind() {
        return "mirror";
    }

    @Override
    String consumerName() {
        return Names.mirror(target);
    }

    @Override
    int level() {
        return Asking.LEVEL_SOURCING;
    }

    @Override
    String identity() {
        return "";
    }

    @Override
    boolean saysIdentity() {
        return false;
    }

    /** It is known from the first request on. */
    @Override
    String shownFilter() {
        return hasAsked() ? source().filterSubject() : "";
    }

    @Override
    ApiError setUpFailed(String why) {
        return JsError.MIRROR_CONSUMER_SETUP_FAILED.with(why);
    }

    @Override
    ApiError wrongAckPolicy() {
        return JsError.MIRROR_CONSUMER_REQUIRES_ACK_FC.error();
    }

    @Override
    boolean isAnother() {
        return false;
    }

    @Override
    ConsumerConfig.Builder wanted(String name) {
        StreamSource source = source();
        ConsumerConfig.Builder config =
                ConsumerRequest.config(source, metadata("_nats.mirror.")).name(name);
        long last = target.decidedLast();
        if (last > 0) {
            return config.deliverPolicy(DeliverPolicy.BY_START_SEQUENCE).optStartSeq(last + 1);
        }
        if (source.optStartSeq() > 0) {
            return config.deliverPolicy(DeliverPolicy.BY_START_SEQUENCE).optStartSeq(source.optStartSeq());
        }
        if (source.optStartTime() != null) {
            return config.deliverPolicy(DeliverPolicy.BY_START_TIME).optStartTime(source.optStartTime());
        }
        return config.deliverPolicy(DeliverPolicy.ALL);
    }

    @Override
    boolean isSetUp(String identity, long delivered) {
        streamSeq = Math.max(delivered, target.decidedLast());
        return delivered <= target.decidedLast() || target.skip(delivered, new Skipping());
    }

    @Override
    boolean copy(Arrival message, Delivery of, Following from) {
        long seq = of.streamSeq;
        if (seq <= Math.max(streamSeq, target.decidedLast())) {
            knew(of);
            return true;
        }
        if (seq != streamSeq + 1 && of.consumerSeq != consumerSeq + 1) {
            again("messages are missing");
            return true;
        }
        byte[] headers = HeaderBlock.without(message.headers(), EXPECTED, BATCH);
        byte[] subject = renaming().apply(message.subject());
        if (!store(subject, headers, message, seq, of.timeNs, seq, from)) {
            return false;
        }
        if (isFollowing(from)) {
            took(seq, of);
            if (!caughtUp && of.pending < CAUGHT_UP) {
                caughtUp = true;
                target.caughtUp();
            }
        }
        return true;
    }

    @Override
    void stored(long seq, long as) {}

    @Override
    boolean lost(long seq) {
        return seq <= streamSeq && target.decidedLast() < seq;
    }

    /** What the origin does not have any more is skipped. */
    private final class Skipping implements Replicator.Proposal {
        @Override
        public void committed(long index) {}

        @Override
        public void failed(String why) {
            again(why);
        }
    }
}
