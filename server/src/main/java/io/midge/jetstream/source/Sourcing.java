package io.midge.jetstream.source;

import io.midge.jetstream.config.SourceInfo;
import io.midge.loop.Confined;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a stream copies: the door of this package. One for each stream that has a mirror or sources. */
@Confined("stream lane")
public final class Sourcing {
    public Sourcing(Target target) {}

    /** Begins, or goes on where what is stored says that it stood. */
    public void start() {}

    /** The stream has another configuration. */
    public void reconfigured() {}

    /** Ends it; consumers at the origins are deleted. */
    public void stop() {}

    /** How far the mirror is, null if it is none. */
    public @Nullable SourceInfo mirror() {
        return null;
    }

    /** How far each source is, in the order of the configuration. */
    public List<SourceInfo> sources() {
        return List.of();
    }
}
