package io.midge.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlabPoolTest {
    private static final int KIB = 1 << 10;

    @Test
    void whatIsGivenBackIsUsedAgainInPiecesOfAnySize() throws SpentException {
        SlabPool pool = new SlabPool(2 << 20);
        List<SlabPool.Piece> pieces = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            pieces.add(pool.take(64 * KIB));
        }
        assertThat(pool.used()).isEqualTo(pool.limit());
        assertThatThrownBy(() -> pool.take(64 * KIB)).isInstanceOf(SpentException.class);
        pieces.forEach(pool::give);
        SlabPool.Piece large = pool.take(1024 * KIB);
        SlabPool.Piece half = pool.take(512 * KIB);
        assertThat(pool.take(256 * KIB).memory.capacity()).isEqualTo(256 * KIB);
        assertThatThrownBy(() -> pool.take(512 * KIB)).isInstanceOf(SpentException.class);
        pool.give(half);
        pool.take(512 * KIB);
        pool.give(large);
        assertThat(pool.used()).isEqualTo(768 * KIB);
        assertThat(pool.taken()).isEqualTo(2 << 20);
        assertThatThrownBy(() -> pool.give(large)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void piecesNeverOverlap() throws SpentException {
        SlabPool pool = new SlabPool((8 << 20) + 300 * KIB);
        Random random = new Random(4);
        List<SlabPool.Piece> pieces = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(9) < 5) {
                try {
                    SlabPool.Piece piece = pool.take((64 * KIB) << random.nextInt(5));
                    mark(piece, i);
                    pieces.add(piece);
                } catch (SpentException e) {
                    refused++;
                }
            } else if (!pieces.isEmpty()) {
                SlabPool.Piece piece = pieces.remove(random.nextInt(pieces.size()));
                int mark = piece.memory.getInt(0);
                for (int at = 0; at < piece.memory.capacity(); at += 64 * KIB) {
                    assertThat(piece.memory.getInt(at)).isEqualTo(mark);
                }
                pool.give(piece);
            }
            assertThat(pool.used())
                    .isEqualTo(pieces.stream()
                            .mapToLong(each -> each.memory.capacity())
                            .sum());
        }
        assertThat(refused).isPositive();
        assertThat(pool.taken()).isLessThanOrEqualTo(pool.limit());
    }

    private static void mark(SlabPool.Piece piece, int mark) {
        for (int at = 0; at < piece.memory.capacity(); at += 64 * KIB) {
            piece.memory.putInt(at, mark);
        }
    }

    @Test
    void onlyItsOwnSizesAreCut() {
        SlabPool pool = new SlabPool(10 << 20);
        for (int size : new int[] {0, 1, 32 * KIB, 192 * KIB, 2048 * KIB, -64 * KIB}) {
            assertThatIllegalArgumentException().isThrownBy(() -> pool.take(size));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new SlabPool(-1));
        assertThatThrownBy(() -> new SlabPool(65_000).take(64 * KIB))
                .isInstanceOf(SpentException.class)
                .hasMessage("no room for 65536 bytes: 0 of 0 are in use");
        assertThat(pool.taken()).isZero();
    }
}
