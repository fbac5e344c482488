package io.midge.store.log;

import org.jspecify.annotations.Nullable;

/**
 * What was found when a segment was looked at last, which says whether it is worth another look.
 *
 * @param live how many of its messages lived
 * @param needed how many of its other frames were needed
 * @param dropped how many messages the stream's files had lost by then
 * @param isConfig one of them was the stream's configuration
 * @param witness one of them speaks of a message in this segment; null: none does, or nobody knows
 */
record Looked(
        long live,
        int needed,
        long dropped,
        boolean isConfig,
        @Nullable Segment witness) {
    /** It is worth another look when so much of what was found may have changed: one part in so many. */
    private static final int PART = 16;

    /** Of a segment that cannot be looked at: only when more of it has died. */
    static Looked inVain(long live, long dropped) {
        return new Looked(live, Integer.MAX_VALUE, dropped, false, null);
    }

    /** Whether it is worth another look. */
    boolean isOver(long liveNow, long droppedNow, boolean isConfigNow) {
        boolean fewer = liveNow < live && (liveNow == 0 || (live - liveNow) * PART >= live);
        boolean freed = needed > 0 && droppedNow - dropped >= Math.max(1, needed / PART);
        boolean isLast = liveNow == 0 && witness != null && witness.out;
        return fewer || freed || isLast || (isConfig && !isConfigNow);
    }
}
