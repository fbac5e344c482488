package io.midge.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.raft.GroupLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The power is lost at any operation on the disk: what was told to be durable is there afterwards, in order, and nothing else but
 * what was under way.
 */
class JournalCrashTest {
    private static final int GROUPS = 3;

    /** What was appended, by group. */
    private final List<List<String>> appended = new ArrayList<>();
    /** Which indexes each group was told of, and must not lose. */
    private final List<TreeSet<Long>> told = new ArrayList<>();

    private long from;
    private final long[] checkpointed = new long[GROUPS + 1];

    @Test
    void nothingDurableIsLostWhereverThePowerGoes() throws Exception {
        int at = 1;
        while (run(at, at)) {
            at++;
        }
        assertThat(at).isGreaterThan(250);
    }

    @Test
    @Tag("long")
    void norWhenItGoesAgainAndAgain() throws Exception {
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            begin();
            Rig rig = Rig.small();
            for (int life = 0; life < 12; life++) {
                rig.disk.powerLossAt = 1 + random.nextInt(120);
                live(rig, random, 60);
                rig.disk.crash(random);
                verify(rig, "seed " + seed + ", life " + life);
            }
        }
    }

    private void begin() {
        appended.clear();
        told.clear();
        for (int i = 0; i <= GROUPS; i++) {
            appended.add(new ArrayList<>());
            told.add(new TreeSet<>());
            checkpointed[i] = 0;
        }
        from = 0;
    }

    /** One life that ends at an operation, and one after it; false: it ended before. */
    private boolean run(int at, long seed) throws Exception {
        Random random = new Random(seed);
        begin();
        Rig rig = Rig.small();
        rig.disk.powerLossAt = at;
        boolean lost = live(rig, random, 200);
        rig.disk.crash(random);
        verify(rig, "power lost at " + at);
        live(rig, random, 10);
        rig.disk.crash(random);
        verify(rig, "after power was lost at " + at);
        return lost;
    }

    /** Appends, with a checkpoint now and then, until the power is lost: true. */
    private boolean live(Rig rig, Random random, int rounds) throws Exception {
        rig.restart();
        rig.durable.clear();
        try {
            Journal journal = rig.start(from, GROUPS);
            follow(rig);
            for (int i = 0; i < rounds; i++) {
                for (int n = random.nextInt(6); n >= 0; n--) {
                    int group = 1 + random.nextInt(GROUPS);
                    String text = Rig.text(group, appended.get(group).size() + 1, random.nextInt(3000));
                    if (Rig.append(journal, group, appended.get(group).size() + 1, text) != GroupLog.FULL) {
                        appended.get(group).add(text);
                    }
                }
                for (int n = random.nextInt(8); n > 0; n--) {
                    rig.lanes.step();
                }
                if (random.nextInt(10) == 0) {
                    rig.lanes.run();
                    note(rig);
                    from = journal.durable(); // the engine has written a checkpoint
                    for (int group = 1; group <= GROUPS; group++) {
                        checkpointed[group] =
                                told.get(group).isEmpty() ? 0 : told.get(group).last();
                    }
                    journal.cut(from);
                }
            }
            rig.lanes.run();
            return false;
        } catch (FaultyDisk.PowerLoss e) {
            return true;
        } finally {
            note(rig);
        }
    }

    /** What the replay has told is applied, and must not be lost either. */
    private void follow(Rig rig) {
        for (Rig.Heard each : rig.replayed) {
            told.get((int) each.group()).add(each.index());
        }
    }

    private void note(Rig rig) {
        rig.durable.forEach((group, heard) ->
                heard.forEach(each -> told.get(group.intValue()).add(each.index())));
    }

    private void verify(Rig rig, String when) throws Exception {
        FaultyDisk disk = rig.disk.copy();
        Rig after = new Rig(disk, rig.options);
        after.recover(from);
        for (int group = 1; group <= GROUPS; group++) {
            List<String> all = appended.get(group);
            TreeSet<Long> found = new TreeSet<>();
            long last = checkpointed[group];
            for (Rig.Heard each : after.replayed) {
                if (each.group() == group) {
                    assertThat(each.index()).as(when).isGreaterThan(last);
                    assertThat(each.text()).as(when).isEqualTo(all.get((int) each.index() - 1));
                    last = each.index();
                    found.add(last);
                }
            }
            assertThat(found)
                    .as("%s: group %d", when, group)
                    .containsAll(told.get(group).tailSet(checkpointed[group], false));
            while (all.size() > last) {
                all.removeLast(); // what was not durable is not appended again: the group goes on behind what survived
            }
        }
        assertThat(after.damages).as(when).allMatch(each -> each.kind() == Damage.Kind.TAIL);
    }
}
