package io.midge.subject;

import static io.midge.subject.Sub.bytes;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the interleaving, each result is one that the operations would have given one after the other. */
@Tag("long")
@Param(name = "sub", gen = IntGen.class, conf = "0:4")
public class SublistLincheckTest {
    private final Sublist<Sub> list = new Sublist<>();
    private final Sub[] subs = {Sub.on("a.b"), Sub.on("a.*"), Sub.on("*.b"), Sub.on("a.b.c"), Sub.on("a.b", "q")};
    private final MatchCache<Sub>[] caches = caches();

    @Operation
    public boolean insert(@Param(name = "sub") int sub) {
        try {
            return list.insert(subs[sub]);
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @Operation
    public boolean remove(@Param(name = "sub") int sub) {
        return list.remove(subs[sub]);
    }

    @Operation
    public int match() {
        return found(list.match(bytes("a.b"), 0, 3));
    }

    @Operation
    public int matchCached(@Param(gen = ThreadIdGen.class) int thread) {
        return found(caches[thread].match(list, bytes("a.b"), 0, 3));
    }

    @Test
    void eachInterleavingHasASequentialExplanation() {
        new ModelCheckingOptions()
                .iterations(5)
                .invocationsPerIteration(20)
                .threads(2)
                .actorsPerThread(3)
                .check(SublistLincheckTest.class);
    }

    private int found(SublistResult<Sub> result) {
        int bits = 0;
        for (int s = 0; s < subs.length; s++) {
            for (int i = 0; i < result.plainCount(); i++) {
                bits |= result.plain(i) == subs[s] ? 1 << s : 0;
            }
            for (int g = 0; g < result.groupCount(); g++) {
                bits |= result.member(g, 0) == subs[s] ? 1 << s : 0;
            }
        }
        return bits;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static MatchCache<Sub>[] caches() {
        MatchCache<Sub>[] caches = new MatchCache[4];
        for (int i = 0; i < caches.length; i++) {
            caches[i] = new MatchCache<>(2);
        }
        return caches;
    }
}
