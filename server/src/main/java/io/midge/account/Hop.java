package io.midge.account;

import io.midge.loop.Confined;
import io.midge.proto.PubFrame;
import io.midge.subject.SubjectBuffer;
import org.jspecify.annotations.Nullable;

/** A message on its way from one account to the next: what is changed of it, and where it came through. Reused. */
@Confined("I/O loop")
final class Hop {
    /** The message as the next account sees it. */
    final PubFrame frame = new PubFrame();
    /** What the subject was made in. */
    final SubjectBuffer subject = new SubjectBuffer();
    /** What the subject that it is mapped to was made in. */
    final SubjectBuffer mapped = new SubjectBuffer();
    /** What headers were put in front of the payload in. */
    final HeaderStamp stamp = new HeaderStamp();

    /** The export that a request or reply goes through; null: it is no service. */
    @Nullable
    ServiceExport service;
    /** Whether a request or reply goes through here. */
    boolean ofService;
    /** Whether who asks shares who it is. */
    boolean shares;
    /** What the service was told of who asks. */
    @Nullable
    RequestInfo info;

    void begin(PubFrame from, boolean service, @Nullable ServiceExport through) {
        frame.derive(from);
        this.ofService = service;
        this.service = through;
        this.shares = false;
        this.info = null;
    }
}
