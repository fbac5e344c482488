package io.midge.account;

import io.midge.conf.ByteText;
import io.midge.options.ExportOptions;
import io.midge.options.ImportOptions;
import io.midge.proto.PubFrame;
import io.midge.subject.Subjects;
import io.midge.subject.Transform;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A service of another account that can be asked from this one. It is a subscription here like any other; what it is given
 * it publishes there, where the service cannot see more of who asks than {@link RequestInfo} says, and answers on a subject
 * that leads back ({@link Responses}). Nothing of it changes.
 */
final class ServiceImport implements Subscriber {
    private final Account importer;
    private final Account exporter;
    private final ServiceExport export;
    private final ImportOptions options;
    private final byte[] from;
    private final byte[] to;
    private final boolean wildcard;
    private final @Nullable Transform rename;
    private final boolean intoSystem;
    private final Place place;
    private @Nullable Subscription listed; // by who configures
    private volatile boolean open;

    /** Where this server is; a cluster may be named anew. Safe from any thread. */
    static final class Place {
        private final String server;
        private volatile String cluster;

        Place(String server, String cluster) {
            this.server = server;
            this.cluster = cluster;
        }

        String server() {
            return server;
        }

        String cluster() {
            return cluster;
        }

        void cluster(String now) {
            cluster = now;
        }
    }

    /**
     * @param options whose {@code subject} is that of the exporter, {@code to} the one here
     * @param intoSystem whether the exporter is the system's account, which is told at which server who asks is
     */
    ServiceImport(Account importer, ServiceExport export, ImportOptions options, boolean intoSystem, Place place) {
        this.importer = importer;
        this.exporter = export.account();
        this.export = export;
        this.options = options;
        String there = options.subject();
        String here = options.to().isEmpty() ? there : options.to();
        this.from = ByteText.bytes(Transform.starred(here));
        this.to = ByteText.bytes(Transform.starred(there));
        this.wildcard = Subjects.hasWildcard(to);
        this.rename = wildcard && !here.equals(there) ? rename(here, there) : null;
        this.intoSystem = intoSystem;
        this.place = place;
    }

    // In the order that nats-server takes for the way back, which differs if three or more wildcards change places.
    private static Transform rename(String here, String there) {
        Transform back = StreamImport.transform(there, here);
        return back.reversedInOrder().or(back::reversed).orElseThrow(() -> StreamImport.noWayBack(there, here));
    }

    /** Whether this is what would be made of these. */
    boolean isSame(ServiceExport export, ImportOptions options, boolean intoSystem) {
        return this.export == export && this.options.equals(options) && this.intoSystem == intoSystem;
    }

    /** Whether it leads where another one did. */
    boolean replaces(ServiceImport other) {
        return exporter.equals(other.exporter) && options.subject().equals(other.options.subject());
    }

    /** The subject here. */
    byte[] from() {
        return from;
    }

    ImportOptions options() {
        return options;
    }

    ServiceExport export() {
        return export;
    }

    ExportOptions.Response response() {
        return export.response();
    }

    boolean shares() {
        return options.share();
    }

    /** Takes requests, or leaves them to whoever takes its place. */
    void open(boolean now) {
        open = now;
    }

    /** Requests in the importer's account come here from now on, to be taken when it is open. */
    void list(boolean shared) {
        Subscription now = new Subscription(this, from, null, ByteText.bytes("1"), false, shared);
        listed = now;
        importer.sublist().insert(now);
    }

    /** No more requests. */
    void unlist() {
        Subscription there = listed;
        if (there != null) {
            importer.sublist().remove(there);
        }
    }

    @Override
    public boolean deliver(Subscription subscription, PubFrame frame, Fanout from, Publisher publisher) {
        if (!open || from.isIn(export)) {
            return false; // a request that comes by again has found its way round
        }
        Hop before = from.hop();
        Hop hop = from.enter();
        if (hop == null) {
            return false;
        }
        try {
            hop.begin(frame, true, export);
            return ask(frame, from, publisher, before, hop);
        } finally {
            from.leave();
        }
    }

    private boolean ask(PubFrame frame, Fanout from, Publisher publisher, @Nullable Hop before, Hop hop) {
        PubFrame request = hop.frame;
        Latency latency = export.latency();
        Measurement measured = latency == null
                ? null
                : latency.begin(options.share(), frame, publisher, from.loop().loop());
        Response response = null;
        if (frame.replyLen > 0 && !Responses.isKept(frame)) {
            byte[] reply = Arrays.copyOfRange(frame.reply, frame.replyOff, frame.replyOff + frame.replyLen);
            long now = from.loop().loop().nowNanos();
            response = exporter.responses().expect(this, importer, reply, measured, now);
            if (response == null) {
                if (measured != null) {
                    measured.ended(Response.End.NOT_DELIVERED);
                }
                return false;
            }
            if (latency != null) {
                publisher.wantRtt();
            }
            request.reply(response.subject, 0, response.subject.length);
        } else if (measured != null && frame.replyLen == 0) {
            measured.ended(Response.End.NO_REPLY);
        }
        if (rename != null) {
            rename.apply(frame.subject, frame.subjectOff, frame.subjectLen, bound -> 0, hop.subject);
            request.subject(hop.subject.bytes(), 0, hop.subject.length());
        } else if (!wildcard) {
            request.subject(to, 0, to.length);
        }
        boolean somewhere = exporter.mapped(request, hop, from);
        introduce(hop, before, publisher);
        boolean taken = somewhere && from.route(exporter, request, publisher);
        if (!taken && response != null) {
            response.home.end(response, Response.End.NOT_DELIVERED);
        }
        return taken;
    }

    // Says who asks. What the request itself says of that was left out before, or comes from the import before this
    // one.
    private void introduce(Hop hop, @Nullable Hop before, Publisher publisher) {
        RequestInfo passedOn = before != null && before.ofService ? before.info : null;
        boolean shares = (passedOn != null && before != null) ? before.shares : options.share();
        RequestInfo info = passedOn != null ? passedOn.via(importer.name()) : publisher.info(shares);
        if (info == null) {
            return;
        }
        if (!shares && (options.share() || intoSystem)) {
            info = info.at(place.server(), place.cluster());
        }
        hop.shares = shares;
        hop.info = info;
        hop.stamp.put(info, hop.frame);
    }
}
