package io.midge.subject;

import org.jspecify.annotations.Nullable;

/**
 * The members of one node as its writer sees them: gives the result that follows from the present one when somebody comes or
 * goes. Nodes with few members need none ({@link #FEW}); with many it knows where each stands, so that nothing is searched.
 */
final class Crowd<S extends Interest> {
    /** Up to here members are found by looking at each. */
    static final int FEW = 48;

    private final Positions positions;
    private final GroupIndex groupIndex = new GroupIndex();

    Crowd(SublistResult<S> result) {
        positions = new Positions(result.size());
        for (int i = 0; i < result.plainCount(); i++) {
            positions.put(result.plain(i), i);
        }
        for (int g = 0; g < result.groupCount(); g++) {
            for (int i = 0; i < result.groupSize(g); i++) {
                positions.put(result.member(g, i), i);
            }
        }
    }

    /** The result with {@code sub}, which must not be in it. */
    static <S extends Interest> SublistResult<S> plus(SublistResult<S> result, @Nullable Crowd<S> crowd, S sub) {
        byte[] queue = sub.queue();
        int g = queue == null ? -1 : groupOf(result, crowd, queue);
        if (positionOf(result, crowd, sub, g) >= 0) {
            throw new IllegalStateException("subscription is in the sublist already");
        }
        if (queue == null) {
            note(crowd, sub, result.plainCount());
            return result.plusPlain(sub);
        }
        Groups<S> groups = result.groups();
        if (groups == null || g < 0) {
            note(crowd, sub, 0);
            Group<S> group = new Group<>(queue, 1, sub);
            return result.withGroups(groups == null ? Groups.of(group) : groups.plus(group));
        }
        Group<S> group = groups.group(g);
        note(crowd, sub, group.size);
        return result.withGroups(groups.with(g, group.plus(sub)));
    }

    /** The result without {@code sub}, or null if it is not in it. */
    static <S extends Interest> @Nullable SublistResult<S> minus(
            SublistResult<S> result, @Nullable Crowd<S> crowd, S sub) {
        byte[] queue = sub.queue();
        int g = queue == null ? -1 : groupOf(result, crowd, queue);
        if (queue != null && g < 0) {
            return null;
        }
        int i = positionOf(result, crowd, sub, g);
        if (i < 0) {
            return null;
        }
        if (crowd != null) {
            crowd.positions.remove(sub);
        }
        Groups<S> groups = result.groups();
        if (groups == null || g < 0) {
            noteMoved(crowd, i, result.plainCount() - 1, result.plain(result.plainCount() - 1));
            return result.minusPlain(i);
        }
        Group<S> group = groups.group(g);
        if (group.size > 1) {
            noteMoved(crowd, i, group.size - 1, group.member(group.size - 1));
            return result.withGroups(groups.with(g, group.minus(i)));
        }
        if (crowd != null) {
            crowd.groupIndex.remove(groups, g);
        }
        return result.withGroups(groups.minus(g));
    }

    private static <S extends Interest> int groupOf(SublistResult<S> result, @Nullable Crowd<S> crowd, byte[] queue) {
        Groups<S> groups = result.groups();
        if (groups == null) {
            return -1;
        }
        return crowd == null ? groups.indexOf(queue) : crowd.groupIndex.find(groups, queue);
    }

    /** Where {@code sub} stands among the plain ones, or in its group; -1 if it does not. */
    @SuppressWarnings("ReferenceEquality") // Equal subscriptions are still two.
    private static <S extends Interest> int positionOf(
            SublistResult<S> result, @Nullable Crowd<S> crowd, S sub, int g) {
        if (crowd != null) {
            return crowd.positions.get(sub);
        }
        boolean plain = sub.queue() == null;
        int n = plain ? result.plainCount() : g < 0 ? 0 : result.groupSize(g);
        for (int i = 0; i < n; i++) {
            if ((plain ? result.plain(i) : result.member(g, i)) == sub) {
                return i;
            }
        }
        return -1;
    }

    private static <S extends Interest> void note(@Nullable Crowd<S> crowd, S sub, int position) {
        if (crowd != null) {
            crowd.positions.put(sub, position);
        }
    }

    private static <S extends Interest> void noteMoved(@Nullable Crowd<S> crowd, int to, int from, S moved) {
        if (to != from) {
            note(crowd, moved, to);
        }
    }
}
