package io.midge.raft;

import java.util.List;

/**
 * Makes what one group decides survive, on as many servers as the group has members, and applies it in order on each. A group
 * of one member is a group like any other. On the group's lane.
 */
public interface Replicator {
    /** What this server is in the group. */
    enum Role {
        FOLLOWER,
        CANDIDATE,
        LEADER
    }

    /** Takes over what has been decided. On the group's lane, in the order of the log. */
    interface Machine {
        /** An entry is committed: it is to be applied, and may not be refused. Its bytes are valid during the call. */
        void apply(Entry entry);

        /** The role has changed. */
        default void role(Role role, int term) {}
    }

    /** Hears how a proposal ended. On the group's lane, after it was applied. */
    interface Proposal {
        /** It is committed and applied. */
        void committed(long index);

        /** It is not, and never will be, for this reason. */
        void failed(String why);
    }

    /**
     * Proposes an entry. Whoever is told {@code true} hears of its end.
     *
     * @return false: there is no room, or this server does not lead; nothing was taken
     */
    boolean propose(byte kind, byte[] buf, int off, int len, Proposal proposal);

    /** As {@link #propose}, by a lane that has nothing else to do: it may take as long as making the entry durable does. */
    default boolean proposeAlone(byte kind, byte[] buf, int off, int len, Proposal proposal) {
        return propose(kind, buf, off, len, proposal);
    }

    /** How many proposals are on their way. */
    int inFlight();

    Role role();

    /** The last index that was applied here. */
    long applied();

    /** Runs {@code then} as soon as all that was acknowledged before this call is applied here. */
    void readBarrier(Runnable then);

    /** Gives leadership to another member; false if there is none of that name. */
    boolean transfer(String member);

    /** Who belongs to the group. */
    List<String> members();

    /** Makes these the members; false if that cannot be done here. */
    boolean changeMembers(List<String> members);

    /** Why proposals are refused for good; empty while they are not. */
    String failure();

    /** Takes no more proposals and fails those on their way. */
    void stop();
}
