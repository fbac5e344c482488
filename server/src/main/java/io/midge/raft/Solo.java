package io.midge.raft;

import io.midge.loop.Confined;
import io.midge.loop.Lane;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The group of one member: what its log has made durable is committed. It takes proposals as fast as the log has room for
 * them, and tells of their end in their order.
 *
 * <p>When the log loses entries that it had taken, nobody knows whether they survive: their proposals fail, and the group takes
 * no more, so that nothing is ever applied behind a gap.
 */
@Confined("lane of the group")
public final class Solo implements Replicator, GroupLog.Listener {
    private final long group;
    private final String name;
    private final GroupLog log;
    private final Lane lane;
    private final Machine machine;
    private final int term;
    private final ArrayDeque<Proposal> waiting = new ArrayDeque<>();

    private long last;
    private long applied;
    private String failure = "";

    /**
     * Goes on behind what was applied already.
     *
     * @param name of this server
     * @param applied the index of the last entry that is part of the state
     * @param term a number above that of all entries before
     */
    public Solo(long group, String name, GroupLog log, Lane lane, Machine machine, long applied, int term) {
        this.group = group;
        this.name = name;
        this.log = log;
        this.lane = lane;
        this.machine = machine;
        this.last = applied;
        this.applied = applied;
        this.term = term;
        log.listen(group, this);
    }

    @Override
    public boolean propose(byte kind, byte[] buf, int off, int len, Proposal proposal) {
        return failure.isEmpty() && took(log.append(group, last + 1, term, kind, buf, off, len), proposal);
    }

    @Override
    public boolean proposeAlone(byte kind, byte[] buf, int off, int len, Proposal proposal) {
        return failure.isEmpty() && took(log.appendAlone(group, last + 1, term, kind, buf, off, len), proposal);
    }

    private boolean took(long lsn, Proposal proposal) {
        if (lsn < 0) {
            return false; // what was durable before the log failed may still be on its way here
        }
        last++;
        waiting.add(proposal);
        return true;
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public void durable(Entry entry) {
        if (!failure.isEmpty()) {
            return; // behind a gap
        }
        if (entry.index != applied + 1) {
            throw new IllegalStateException(
                    "group " + group + ": entry " + entry.index + " came behind entry " + applied);
        }
        applied = entry.index;
        try {
            machine.apply(entry);
        } catch (RuntimeException | VirtualMachineError e) {
            fail("entry " + entry.index + " could not be applied: " + e); // nobody is told of another's end
            throw e;
        }
        Proposal proposal = waiting.poll();
        if (proposal != null) {
            proposal.committed(entry.index);
        }
    }

    @Override
    public void lost(long fromIndex, String why) {
        fail(why);
    }

    /** Takes no more: what is applied can no longer be told from what is not. */
    public void fail(String why) {
        if (failure.isEmpty()) {
            failure = why;
            last = applied;
            failWaiting(why);
        }
    }

    private void failWaiting(String why) {
        Proposal proposal = waiting.poll();
        while (proposal != null) {
            proposal.failed(why);
            proposal = waiting.poll();
        }
    }

    @Override
    public int inFlight() {
        return waiting.size();
    }

    @Override
    public Role role() {
        return Role.LEADER;
    }

    @Override
    public long applied() {
        return applied;
    }

    @Override
    public void readBarrier(Runnable then) {
        then.run(); // what was acknowledged had been applied before
    }

    @Override
    public boolean transfer(String member) {
        return member.equals(name);
    }

    @Override
    public List<String> members() {
        return List.of(name);
    }

    @Override
    public boolean changeMembers(List<String> members) {
        return members.equals(members());
    }

    @Override
    public String failure() {
        return failure.isEmpty() ? log.failure() : failure;
    }

    @Override
    public void stop() {
        log.forget(group);
        fail("the server stops");
    }
}
