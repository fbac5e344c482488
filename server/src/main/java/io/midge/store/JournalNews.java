package io.midge.store;

import io.midge.store.journal.Damage;
import io.midge.store.journal.JournalListener;
import org.jspecify.annotations.Nullable;

/** Passes on what happens to the journal. On any lane. */
final class JournalNews implements JournalListener {
    private final StoreListener listener;
    private final String file;
    private volatile @Nullable Runnable checkpoint; // set once

    /** @param file which of the logs it is */
    JournalNews(StoreListener listener, String file) {
        this.listener = listener;
        this.file = file;
    }

    /** Runs this when a checkpoint would help. */
    void checkpoints(Runnable request) {
        checkpoint = request;
    }

    @Override
    public void checkpoint(long used, long capacity) {
        Runnable request = checkpoint;
        if (request != null) {
            request.run();
        }
    }

    @Override
    public void damaged(Damage damage) {
        StringBuilder what = new StringBuilder(file)
                .append(" from ")
                .append(damage.from())
                .append(" to ")
                .append(damage.to())
                .append(": ")
                .append(damage.entries())
                .append(damage.kind() == Damage.Kind.ENTRIES ? "" : " or more")
                .append(" operations cannot be read");
        if (damage.possible() > 0) {
            what.append(", possibly acknowledged");
        }
        damage.lost()
                .forEach(each -> what.append("; stream ")
                        .append(Long.toHexString(each.group()))
                        .append(" lost operations ")
                        .append(each.fromIndex())
                        .append(" to ")
                        .append(each.toIndex()));
        if (!damage.quarantined().isEmpty()) {
            what.append("; a copy is in ").append(damage.quarantined());
        }
        listener.damage(new StoreListener.Damage(0, file, damage.from(), 0, 0, what.toString()));
    }

    @Override
    public void sealed(String file, long lsn, String why) {
        listener.warning("the journal goes on in another file, " + file + " failed: " + why);
    }

    @Override
    public void full(String why) {
        listener.warning("the journal cannot grow, publishes will be refused until there is room: " + why);
    }

    @Override
    public void room() {
        listener.warning("the journal can grow again");
    }

    @Override
    public void erased(String copy) {
        listener.warning("a message was deleted for good: in " + copy + " what may be of it was overwritten");
    }

    @Override
    public void failed(String why) {
        listener.failed("JetStream takes nothing more, reads go on: the journal failed: " + why);
    }
}
