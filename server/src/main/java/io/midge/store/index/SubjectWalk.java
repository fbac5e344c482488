package io.midge.store.index;

import java.util.Arrays;

/**
 * One enumeration of the subjects that a pattern takes, in order: down the tree with the pattern's state at each branch, so that
 * what cannot match any more is never entered. Where the pattern has a byte of its own only that way is taken; behind a last
 * {@code >} no name is looked at. On one lane.
 *
 * <p>Of each branch on the way there stand four ints on a stack: the branch, the way to take next, the pattern's state before the
 * branch's position, and the way on which the subject lies behind which the enumeration starts, if it lies below.
 */
final class SubjectWalk {
    private static final int FRAME = 4;
    private static final int NOWHERE = -1;
    private static final int DONE = Integer.MAX_VALUE;

    private final NameTree tree;
    private final Branches branches;
    private final Names names;
    private final Rows rows;
    private final Wildcards pattern;
    private final byte[] after;
    private final SubjectIndex.Visitor visitor;
    private int[] stack = new int[16 * FRAME];
    private int top;
    private boolean stopped;

    SubjectWalk(NameTree tree, Names names, Rows rows, Wildcards pattern, byte[] after, SubjectIndex.Visitor visitor) {
        this.tree = tree;
        this.branches = tree.branches();
        this.names = names;
        this.rows = rows;
        this.pattern = pattern;
        this.after = after;
        this.visitor = visitor;
    }

    /** Tells of all subjects, or of those behind the name that it was given. */
    void run(boolean behind) {
        if (tree.root() != Branches.NONE) {
            enter(tree.root(), Wildcards.START, 0, behind);
        }
        while (top > 0 && !stopped) {
            int frame = top - FRAME;
            int branch = stack[frame];
            int way = stack[frame + 1] == DONE ? -1 : branches.next(branch, stack[frame + 1]);
            int state = stack[frame + 2];
            int byteWanted = state == Wildcards.OPEN ? Wildcards.ANY : pattern.only(state);
            if (byteWanted != Wildcards.ANY && way >= 0) {
                int only = branches.way(branch, byteWanted);
                way = only >= way ? only : -1;
                stack[frame + 1] = DONE;
            } else {
                stack[frame + 1] = way + 1;
            }
            if (way < 0) {
                top = frame;
            } else {
                enter(branches.to(branch, way), state, branches.depth(branch), way == stack[frame + 3]);
            }
        }
    }

    /** Goes to a branch or a subject. Its bytes from {@code depth} on are new; {@code tight}: those before are as the start's. */
    private void enter(int to, int state, int depth, boolean tight) {
        int next = state;
        boolean onEdge = tight;
        int id = to < 0 ? ~to : SubjectIndex.NONE;
        int end = to < 0 ? 0 : branches.depth(to);
        if (to < 0 || tight || state != Wildcards.OPEN) {
            int position = rows.position(to < 0 ? id : tree.first(to));
            byte[] page = names.page(position);
            int off = names.offset(position);
            end = to < 0 ? names.length(position) : end;
            next = state == Wildcards.OPEN ? state : pattern.step(state, page, off + depth, off + end);
            if (next == Wildcards.DEAD) {
                return;
            }
            if (tight) {
                int order =
                        Arrays.compareUnsigned(page, off + depth, off + end, after, depth, Math.min(end, after.length));
                if (order < 0 || (order == 0 && id >= 0)) {
                    return;
                }
                onEdge = order == 0;
            }
        }
        if (id >= 0) {
            stopped = pattern.ends(next) && !visitor.subject(id);
        } else {
            push(to, next, onEdge, end);
        }
    }

    private void push(int branch, int state, boolean onEdge, int depth) {
        if (top == stack.length) {
            stack = Arrays.copyOf(stack, 2 * top);
        }
        int edge = NOWHERE;
        int first = Branches.END;
        if (onEdge) {
            if (depth == after.length) {
                first = 1;
            } else {
                first = branches.from(branch, after[depth] & 0xff);
                edge = branches.way(branch, after[depth] & 0xff);
            }
        }
        stack[top] = branch;
        stack[top + 1] = first;
        stack[top + 2] = state;
        stack[top + 3] = edge;
        top += FRAME;
    }
}
