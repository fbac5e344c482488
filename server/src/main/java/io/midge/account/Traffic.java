package io.midge.account;

import io.midge.loop.Confined;

/** What went through an account on one loop. Any thread may read it, a moment late. */
@Confined("I/O loop")
public final class Traffic {
    private long inMsgs;
    private long inBytes;
    private long outMsgs;
    private long outBytes;

    void in(int bytes) {
        inMsgs++;
        inBytes += bytes;
    }

    void out(int bytes) {
        outMsgs++;
        outBytes += bytes;
    }

    /** Messages that its connections published. */
    public long inMsgs() {
        return inMsgs;
    }

    /** Headers and payloads that its connections published, in bytes. */
    public long inBytes() {
        return inBytes;
    }

    /** Messages that were delivered of those published in it. */
    public long outMsgs() {
        return outMsgs;
    }

    /** Headers and payloads of what was delivered, in bytes. */
    public long outBytes() {
        return outBytes;
    }
}
