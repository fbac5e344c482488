package io.midge.store.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps account of what could not be read. Which entries a damaged place has held shows when the next entry of a group is read: the
 * indexes of a group have no gaps. Of one thread.
 */
final class Losses {
    /** A damage, of which more may become known. */
    static final class Draft {
        final Damage.Kind kind;
        final long from;
        final long to;
        final List<Damage.Lost> lost = new ArrayList<>();
        int entries;
        String quarantined = "";

        private Draft(Damage.Kind kind, long from, long to, int entries) {
            this.kind = kind;
            this.from = from;
            this.to = to;
            this.entries = entries;
        }

        private void add(long group, long fromIndex, long toIndex) {
            Damage.Lost last = lost.isEmpty() ? null : lost.getLast();
            if (last != null && last.group() == group && last.toIndex() + 1 == fromIndex) {
                lost.set(lost.size() - 1, new Damage.Lost(group, last.fromIndex(), toIndex));
            } else {
                lost.add(new Damage.Lost(group, fromIndex, toIndex));
            }
        }

        private Damage toDamage() {
            int possible = kind == Damage.Kind.TAIL ? entries : 0;
            return new Damage(kind, from, to, lost, entries, possible, quarantined);
        }
    }

    /** The last entry of a group so far. */
    private static final class Last {
        long index = -1;
        long lsn;
    }

    private final GroupMap<Last> groups = new GroupMap<>();
    private final List<Draft> drafts = new ArrayList<>();

    Draft add(Damage.Kind kind, long from, long to, int entries) {
        Draft draft = new Draft(kind, from, to, entries);
        drafts.add(draft);
        return draft;
    }

    /** An entry was read. */
    void seen(long group, long index, long lsn) {
        Last last = groups.get(group, Last::new);
        if (!drafts.isEmpty() && last.index >= 0 && index > last.index + 1) {
            for (Draft draft : drafts) {
                if (draft.from >= last.lsn && draft.from <= lsn) {
                    draft.add(group, last.index + 1, index - 1);
                }
            }
        }
        last.index = index;
        last.lsn = lsn;
    }

    /** An entry is known to be lost. */
    void lost(Draft in, long group, long index, long lsn) {
        Last last = groups.get(group, Last::new);
        in.add(group, last.index >= 0 && index > last.index ? last.index + 1 : index, index);
        last.index = index;
        last.lsn = lsn;
    }

    List<Damage> all() {
        return drafts.stream().map(Draft::toDamage).toList();
    }
}
