package io.midge.client;

import io.midge.account.Account;
import io.midge.loop.Confined;
import io.midge.proto.ClosedReason;

/** Is told who comes, who goes, and who is turned away: on the client's loop, so that it has to be quick. */
@Confined("I/O loop of the client")
public interface Attendance {
    /** Tells nobody. */
    Attendance NONE = new Attendance() {
        @Override
        public void counted(Account account) {}

        @Override
        public void came(Client client) {}

        @Override
        public void refused(Client client, ClosedReason reason, boolean known) {}

        @Override
        public void left(Client client, ClosedClient last) {}
    };

    /** There are more in this account than before, or fewer. */
    void counted(Account account);

    /** It has said who it is, and is in. */
    void came(Client client);

    /**
     * It is not let in. What comes next is that it has left.
     *
     * @param known whether it is who it says, and is refused for something else
     */
    void refused(Client client, ClosedReason reason, boolean known);

    /** It has gone, whether or not it was ever in. */
    void left(Client client, ClosedClient last);
}
