package io.midge.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final long DAY = 86_400_000_000_000L;
    private static final long TURN = 1_000_000_000L;
    private static final long PIECE = 100;

    /** Takes turns for so long; how many pieces of so many were verified. */
    private static int pieces(Rounds rounds, long from, long until, long turn, int pieces) {
        int done = 0;
        for (long now = from; now < until; now += turn) {
            if (rounds.isDue(now)) {
                done++;
                rounds.verified(PIECE, PIECE * ((pieces - done % pieces) % pieces), now);
            }
        }
        return done;
    }

    @Test
    void aRoundTakesAsLongAsItShouldAndThenTheNextBegins() {
        for (int length : new int[] {1, 2, 1000}) {
            assertThat(pieces(new Rounds(DAY), 5, 5 + DAY, TURN, length)).isEqualTo(length);
            assertThat(pieces(new Rounds(DAY), -DAY, 9 * DAY, 10 * TURN, length))
                    .isBetween(9 * length, 10 * length);
        }
    }

    @Test
    void piecesAreFarFromEachOther() {
        Rounds rounds = new Rounds(DAY);
        assertThat(pieces(rounds, 0, DAY / 2, TURN, 1000)).isBetween(500, 501);
    }

    @Test
    void whoHasNoTimeForAllOfItDoesAPieceAtATime() {
        Rounds rounds = new Rounds(DAY);
        assertThat(pieces(rounds, 0, DAY, DAY / 100, 1000)).isEqualTo(100);
        assertThat(rounds.isDue(DAY)).isTrue();
    }

    @Test
    void thereIsNoPauseWhereNoneIsWanted() {
        assertThat(pieces(new Rounds(0), 0, 1000 * TURN, TURN, 3)).isEqualTo(1000);
    }
}
