package io.midge.jetstream.stream;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.config.StreamConfigJson;
import io.midge.loop.Confined;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes another configuration durable. */
@Confined("stream lane")
final class Updating implements Step {
    private final StreamConfig to;
    private final Consumer<@Nullable ApiError> then;

    /** @param then hears that it is durable: it can be put into force */
    Updating(StreamConfig to, Consumer<@Nullable ApiError> then) {
        this.to = to;
        this.then = then;
    }

    @Override
    public boolean decide(Assembly assembly, long now) {
        assembly.decision().config(StreamConfigJson.toBytes(to), now);
        return false;
    }

    @Override
    public void ended(@Nullable ApiError why) {
        then.accept(why);
    }
}
