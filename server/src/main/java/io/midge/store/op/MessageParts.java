package io.midge.store.op;

/** Where the parts of a message stand, each in an array of its own or all in one: a view that may be used again. Of one thread. */
public final class MessageParts {
    public byte[] subject = new byte[0];
    public int subjectOffset;
    public int subjectLength;
    public byte[] headers = new byte[0];
    public int headersOffset;
    public int headersLength;
    public byte[] payload = new byte[0];
    public int payloadOffset;
    public int payloadLength;

    /** Of whole arrays; no headers: an empty one. */
    public static MessageParts of(byte[] subject, byte[] headers, byte[] payload) {
        MessageParts parts = new MessageParts();
        parts.subject = subject;
        parts.subjectLength = subject.length;
        parts.headers = headers;
        parts.headersLength = headers.length;
        parts.payload = payload;
        parts.payloadLength = payload.length;
        return parts;
    }

    /** How many bytes they are together. */
    public int length() {
        return subjectLength + headersLength + payloadLength;
    }
}
