package io.midge.sim.store;

import io.midge.sim.Dice;
import io.midge.sim.Trace;
import io.midge.sim.Verdict;
import io.midge.sim.Workload;
import io.midge.store.file.StreamMeta.Compression;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * A stream in files and one in memory are told the same, and answer as a model does that is a map. The one in files is closed,
 * killed or loses its power now and then, and goes on where it was.
 */
public final class Twins implements Workload {
    /** So many operations each seed is told. */
    static final int OPERATIONS = 10_000;

    @Override
    public String name() {
        return "store-model";
    }

    @Override
    public String about() {
        return "a stream in files, one in memory and a model give the same answers";
    }

    @Override
    public Verdict run(long seed, Trace trace) throws Exception {
        return run(seed, OPERATIONS, trace);
    }

    /** Tells so many operations. */
    static Verdict run(long seed, int operations, Trace trace) throws IOException {
        Run run = new Run(new Dice(seed), trace);
        try {
            run.live(operations);
            return Verdict.good(trace);
        } catch (RuntimeException e) {
            StringWriter text = new StringWriter();
            e.printStackTrace(new PrintWriter(text));
            return Verdict.bad("after " + run.script.operations() + " operations: " + text, trace);
        }
    }

    private static final class Run {
        private final Dice dice;
        private final TwinStream file;
        private final List<TwinStream> streams;
        private final TwinScript script;
        private final TwinQuestions ofFile;
        private final TwinQuestions ofMemory;
        private final int reopens;

        Run(Dice dice, Trace trace) throws IOException {
            this.dice = dice;
            Compression compression = dice.oneIn(3) ? Compression.S2 : Compression.NONE;
            boolean encrypted = dice.oneIn(3);
            file = new TwinStream(dice.fork(), trace, false, compression, encrypted);
            TwinStream memory = new TwinStream(dice.fork(), trace, true, Compression.NONE, false);
            streams = List.of(file, memory);
            script = new TwinScript(dice.fork(), streams);
            ofFile = new TwinQuestions(dice.fork(), file, script);
            ofMemory = new TwinQuestions(dice.fork(), memory, script);
            reopens = (int) dice.pick(0, 40, 400);
            ofFile.opened();
            ofMemory.opened();
        }

        void live(int operations) throws IOException {
            while (script.operations() < operations) {
                for (int n = 1 + dice.below(6); n > 0; n--) {
                    script.step();
                }
                if (dice.oneIn(30)) {
                    streams.forEach(each -> each.checkpoint(false));
                }
                streams.forEach(TwinStream::settle);
                ofFile.some();
                ofMemory.some();
                if (dice.oneIn(4)) {
                    expire();
                }
                if (dice.oneIn(60)) {
                    ofFile.all();
                    ofMemory.all();
                }
                if (dice.oneIn(20)) {
                    meanwhile();
                }
                if (dice.oneIn(reopens)) {
                    file.reopen();
                    ofFile.opened();
                    ofFile.all();
                }
            }
            ofFile.all();
            ofMemory.all();
        }

        private void expire() throws IOException {
            int most = dice.oneIn(2) ? Integer.MAX_VALUE : 1 + dice.below(5);
            List<long[]> expired = ofFile.expired(most);
            ofMemory.expired(most);
            script.expire(expired);
            streams.forEach(TwinStream::settle);
            ofFile.some();
            ofMemory.some();
        }

        private void meanwhile() {
            if (dice.oneIn(2)) {
                streams.forEach(each -> each.checkpoint(true));
            }
            streams.forEach(each -> each.pass(dice.below(20_000_000)));
        }
    }
}
