package io.midge.jetstream.source;

import io.midge.account.Base62;
import io.midge.conf.ByteText;
import io.midge.jetstream.config.ExternalStream;
import io.midge.jetstream.config.StreamSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What consumers and subjects are called that a stream has at its origins. */
final class Names {
    private static final String MIRROR = "JS_MIRROR_";
    private static final String SOURCE = "JS_SRC_";

    private Names() {}

    /** The consumer of a mirror, which is always called the same. */
    static String mirror(Target of) {
        return MIRROR + SourceName.hash(stable(of));
    }

    /** The consumer of a source: as long as the stream copies a stream of that name once, what it copies of it makes no difference. */
    static String source(Target of, StreamSource source, List<StreamSource> all) {
        long sameName =
                all.stream().filter(each -> each.name().equals(source.name())).count();
        String id = SourceName.hash(stable(of));
        String text = sameName > 1 ? id + ' ' + SourceName.of(source).text() : id;
        return SOURCE + SourceName.hash(text);
    }

    private static String stable(Target of) {
        String id = of.name() + ' ' + of.account().name();
        return of.domain().isEmpty() ? id : id + ' ' + of.domain();
    }

    /** A subject that a new consumer may deliver to; {@code kind} is M or S. */
    static String delivery(Target of, @Nullable ExternalStream external, char kind) {
        String elsewhere = external == null ? "" : external.deliver();
        String prefix = elsewhere.isEmpty() ? "$JS" : elsewhere;
        return (prefix + '.' + kind + '.' + token(of)).replace("..", ".");
    }

    /** A subject to wait for an answer on. */
    static String inbox(Target of) {
        return "$JSC.R." + token(of);
    }

    /** Letters and digits that were not there before. */
    static String token(Target of) {
        byte[] token = new byte[SourceName.HASH];
        Base62.put(of.random().nextLong(), token, 0, token.length);
        return ByteText.of(token);
    }
}
