package io.midge.store.journal;

import io.midge.loop.Lane;
import io.midge.raft.GroupLog;
import java.util.ArrayList;
import java.util.List;

/**
 * Who hears of which group. {@link #listen} and {@link #forget} are for any thread; a batch is handed out on the journal lane:
 * its entries are dealt to the lanes of their groups in one pass, and each lane gets one task.
 */
final class Groups {
    private final GroupMap<Slot> slots = new GroupMap<>();
    private volatile List<Lane> lanes = List.of();
    private final Intake intake;

    Groups(Intake intake) {
        this.intake = intake;
    }

    synchronized void listen(long group, GroupLog.Listener listener) {
        Lane lane = listener.lane();
        int at = 0;
        while (at < lanes.size() && lanes.get(at) != lane) {
            at++;
        }
        if (at == lanes.size()) {
            List<Lane> more = new ArrayList<>(lanes);
            more.add(lane);
            lanes = List.copyOf(more);
        }
        Slot was = slots.get(group);
        if (was != null) {
            was.gone();
        }
        slots.put(group, new Slot(listener, at));
    }

    synchronized void forget(long group) {
        Slot was = slots.remove(group);
        if (was != null) {
            was.gone();
        }
    }

    /** Tells everybody of what is theirs in a batch that is durable, which goes back to the intake in the end. */
    void deliver(Batch batch) {
        batch.hold();
        List<Lane> told = deal(batch);
        for (int i = 0; i < told.size(); i++) {
            Lane lane = told.get(i);
            Share share = i < batch.shares() ? batch.share(i) : null;
            if (share != null && !share.isEmpty()) {
                batch.hold();
                lane.execute(share.returnTo(intake));
            }
        }
        if (batch.drop()) {
            intake.release(batch);
        }
    }

    private synchronized List<Lane> deal(Batch batch) {
        for (int at = BatchHeader.SIZE; at < batch.length; at += Envelope.size(Envelope.length(batch.buf, at))) {
            Slot slot = slots.get(Envelope.group(batch.buf, at));
            if (slot != null) {
                batch.share(slot.lane()).add(at, slot);
            }
        }
        return lanes;
    }

    /** Tells everybody that what is theirs in these batches will not be durable. */
    void lost(List<Batch> batches, String why) {
        List<Slot> losers = new ArrayList<>();
        List<Lane> where = new ArrayList<>();
        synchronized (this) {
            for (Batch batch : batches) {
                for (int at = BatchHeader.SIZE; at < batch.length; at += size(batch, at)) {
                    Slot slot = slots.get(Envelope.group(batch.buf, at));
                    if (slot != null && slot.lostFrom == 0) {
                        slot.lostFrom = Envelope.index(batch.buf, at);
                        losers.add(slot);
                        where.add(lanes.get(slot.lane()));
                    }
                }
            }
        }
        for (int i = 0; i < losers.size(); i++) {
            Slot slot = losers.get(i);
            long from = slot.lostFrom;
            where.get(i).execute(() -> {
                if (!slot.isGone()) {
                    slot.listener().lost(from, why);
                }
            });
        }
    }

    private static int size(Batch batch, int at) {
        return Envelope.size(Envelope.length(batch.buf, at));
    }
}
