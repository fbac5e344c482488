package io.midge.monitor;

import io.midge.client.ClosedClient;
import io.midge.client.OpenClient;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The connections of a server, as monitoring sees them. Any thread but those of its loops. */
public interface Connections {
    /** Those that are here, in no order. */
    List<OpenClient> open();

    /** Those that are in one account. */
    List<OpenClient> open(String account);

    /** Those that ended last, in the order of their end. */
    List<ClosedClient> closed();

    /** What each of these listens to, one after the other; asking may wait for their loops. */
    Supplier<Stream<ClosedClient.Detail>> listening(List<OpenClient> some);

    /** Whether there is an account of this name. */
    boolean hasAccount(String name);
}
