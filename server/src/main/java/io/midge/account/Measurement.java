package io.midge.account;

/** What is measured of one request to a service: how long it took, and how it ended. Safe from any thread. */
interface Measurement {
    /** What the subject of the reply ends in, by which others know that somebody measures. */
    byte[] suffix();

    /** The service has answered. */
    void answered(Publisher responder);

    /** The request is over. */
    void ended(Response.End how);
}
