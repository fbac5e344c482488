package io.midge.store.journal;

import io.midge.raft.Entry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The entries of a batch whose groups live on one lane: filled on the journal lane, told on theirs. */
final class Share implements Runnable {
    private final Batch batch;
    private final Entry entry = new Entry();
    private int[] positions = new int[16];
    private @Nullable Slot[] slots = new Slot[16];
    private int count;
    private @Nullable Intake home;

    Share(Batch batch) {
        this.batch = batch;
    }

    void add(int position, Slot slot) {
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, 2 * count);
            slots = Arrays.copyOf(slots, 2 * count);
        }
        positions[count] = position;
        slots[count++] = slot;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** It gives its batch back there. */
    Share returnTo(Intake intake) {
        home = intake;
        return this;
    }

    @Override
    public void run() {
        RuntimeException thrown = null;
        for (int i = 0; i < count; i++) {
            Slot slot = slots[i];
            if (slot == null || slot.isGone()) {
                continue;
            }
            int at = positions[i];
            try {
                slot.listener().durable(Envelope.view(entry, batch.buf, at, batch.lsn + at));
            } catch (RuntimeException e) {
                slot.gone(); // it may not hear of what follows what it could not take
                thrown = thrown == null ? e : thrown;
            }
        }
        Arrays.fill(slots, 0, count, null);
        count = 0;
        Intake to = home;
        if (batch.drop() && to != null) {
            to.release(batch);
        }
        if (thrown != null) {
            throw thrown; // the lane reports it
        }
    }
}
