package io.midge.jetstream.stream;

import io.midge.jetstream.config.ApiError;
import io.midge.loop.Confined;
import io.midge.store.StreamStore;
import io.midge.store.index.SubjectIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removes what is beyond a stream's limits when that is more than one batch can: after they were lowered. */
@Confined("stream lane")
final class Limits implements Step {
    private static final byte[] ALL = {'>'};

    private final StreamStore store;
    private final Proposed proposed;
    private final List<Runnable> whoWait = new ArrayList<>();
    private byte[] after = new byte[0];
    private boolean asked;

    Limits(StreamStore store, Proposed proposed) {
        this.store = store;
        this.proposed = proposed;
    }

    /** Whether it has to be added: nobody has asked for it yet. From the first subject on, in any case. */
    boolean isAsked() {
        after = new byte[0];
        boolean first = !asked;
        asked = true;
        return first;
    }

    /** Runs a task when it has ended. */
    void then(Runnable task) {
        whoWait.add(task);
    }

    @Override
    public boolean decide(Assembly assembly, long now) throws IOException {
        long most = assembly.terms().config.maxMsgsPerSubject();
        boolean more = most > 0 && perSubject(assembly, most);
        assembly.keepLimits();
        return more || (assembly.isOver() && !assembly.batch().kills.isEmpty());
    }

    private boolean perSubject(Assembly assembly, long most) throws IOException {
        SubjectIndex subjects = store.subjects();
        List<byte[]> over = new ArrayList<>();
        int[] left = {PIECE};
        SubjectIndex.Visitor visitor = id -> {
            if (subjects.count(id) > most) {
                over.add(subjects.name(id));
                left[0]--;
            }
            return left[0] > 0;
        };
        if (after.length == 0) {
            subjects.visit(ALL, visitor);
        } else {
            subjects.visit(ALL, after, visitor);
        }
        int removals = PIECE;
        for (byte[] name : over) {
            long many = proposed.count(name, 0, name.length, null) - most;
            while (many > 0 && removals > 0 && proposed.first(name, 0, name.length) > 0) {
                assembly.removeFound();
                many--;
                removals--;
            }
            if (removals == 0) {
                return true; // from the same subject on
            }
            after = name;
        }
        return left[0] == 0;
    }

    @Override
    public void ended(@Nullable ApiError why) {
        asked = false;
        after = new byte[0];
        List<Runnable> all = List.copyOf(whoWait);
        whoWait.clear();
        all.forEach(Runnable::run);
    }
}
