package io.midge.jetstream.stream;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.JsError;
import io.midge.loop.Confined;
import io.midge.raft.Replicator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is proposed at one time, and what is to happen when that is applied. Used again. */
@Confined("stream lane")
final class Batch implements Replicator.Proposal {
    /** Hears how a batch ended. */
    interface Listener {
        void ended(Batch batch);
    }

    /** A message that is published again. */
    @SuppressWarnings("ArrayRecordComponent") // waits, and is compared by nobody
    record Again(long seq, long time, long before, byte[] subject, byte[] headers, byte[] payload) {}

    /** An id that has to be told of apart from messages. */
    @SuppressWarnings("ArrayRecordComponent")
    record Skipped(byte[] headers, int off, int length, long seq, long time) {}

    final Replies replies = new Replies();
    final Kills kills = new Kills();
    final List<Again> again = new ArrayList<>();
    final List<Skipped> skipped = new ArrayList<>();
    final List<Reserved> reserved = new ArrayList<>();
    final List<Copied> copied = new ArrayList<>();

    /** Who waits until what consumers were done with is gone. */
    final List<Runnable> waiting = new ArrayList<>();

    /** What is to be done when it is applied, as it is too much for one batch. */
    final List<Step> after = new ArrayList<>();

    /** Subjects that it rolls up; an empty one: all. */
    final List<byte[]> rolled = new ArrayList<>();

    /** How many messages it stores. */
    int added;

    /** Whether it was to remove anything; said of one that failed. */
    boolean removes;

    /** By how much the stream grows. */
    long grows;

    private @Nullable Rollup rest;
    private final Listener listener;
    private @Nullable Ended then;
    private boolean done;
    private @Nullable ApiError failure;

    /** An id that was reserved. */
    @SuppressWarnings("ArrayRecordComponent")
    record Reserved(byte[] headers, int off, int length) {}

    /** Who hears of a message of another stream, as which it is stored (0: it is not), and why it was refused; null: it was not. */
    record Copied(Replicator.Proposal end, @Nullable ApiError refusal, long seq) {}

    /** Hears of the end, after everything else has. */
    interface Ended {
        /** So it ended; null: well. */
        void ended(@Nullable ApiError why);
    }

    Batch(Listener listener) {
        this.listener = listener;
    }

    void then(Ended hears) {
        then = hears;
    }

    boolean isDone() {
        return done;
    }

    /** Why nothing of it is stored; null: it is. */
    @Nullable
    ApiError failure() {
        return failure;
    }

    /** It is not proposed, or not durable. */
    void fail(ApiError why) {
        failure = why;
        removes |= kills.count() > 0;
        answers().refuse(why);
        replies.refuse(why);
    }

    /** What is left to do of the last message. */
    void rest(Rollup rollup) {
        rest = rollup;
        after.add(rollup);
    }

    /** Where the last message is answered. */
    Replies answers() {
        return rest == null ? replies : rest.replies();
    }

    /** There is nothing to wait for but what was proposed before. */
    void done() {
        done = true;
    }

    @Override
    public void committed(long index) {
        done = true;
        listener.ended(this);
    }

    @Override
    public void failed(String why) {
        done = true;
        fail(JsError.STREAM_STORE_FAILED.with(why));
        listener.ended(this);
    }

    /** Tells whoever waits, in the order in which they came. */
    void tell() {
        ApiError why = failure;
        for (int i = 0; i < copied.size(); i++) {
            Copied each = copied.get(i);
            ApiError its = each.refusal == null ? why : each.refusal;
            if (its == null) {
                each.end.committed(each.seq);
            } else {
                each.end.failed(its.description());
            }
        }
        for (int i = 0; i < waiting.size(); i++) {
            waiting.get(i).run();
        }
        Ended hears = then;
        if (hears != null) {
            hears.ended(why);
        }
    }

    void clear() {
        replies.clear();
        kills.clear();
        again.clear();
        skipped.clear();
        reserved.clear();
        copied.clear();
        waiting.clear();
        after.clear();
        rolled.clear();
        rest = null;
        added = 0;
        removes = false;
        grows = 0;
        then = null;
        done = false;
        failure = null;
    }
}
