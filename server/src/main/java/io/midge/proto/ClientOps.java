package io.midge.proto;

/**
 * What {@link ClientParser} found, one call for each operation. Arrays are the parser's own: valid during the call. A
 * method that ends the connection returns false, and the parser stops there.
 */
public interface ClientOps {
    /** Another operation than CONNECT comes first although CONNECT is owed: may it, and what follows? */
    boolean onUninvited();

    /** CONNECT with its JSON. */
    boolean onConnect(byte[] b, int off, int len);

    /** PUB or HPUB whose line is complete and whose payload may still be on its way: may it come? */
    boolean onPubLine(PubFrame frame);

    /** PUB or HPUB, complete. */
    void onPub(PubFrame frame);

    /** SUB: everything behind the verb. */
    boolean onSub(byte[] b, int off, int len);

    /** UNSUB: everything behind the verb. */
    boolean onUnsub(byte[] b, int off, int len);

    /** INFO, which says nothing to a server, but has to be JSON all the same. */
    boolean onInfo(byte[] b, int off, int len);

    void onPing();

    void onPong();

    /** {@code -ERR} sent by the client; it ends the connection. */
    void onErr(byte[] b, int off, int len);

    /** The line of {@code verb} is longer than allowed; {@code b} holds its beginning. */
    void onControlLineTooLong(byte[] b, int off, int len);

    /** Not the protocol: the peer is told {@link ServerError#UNKNOWN_PROTOCOL_OPERATION}. */
    void onUnknownOperation(byte[] b, int off, int len);

    /** The protocol with wrong arguments: logged, the peer is told nothing. */
    void onBadArguments(String message);

    /** Whether HPUB is allowed on this connection. */
    boolean headers();
}
