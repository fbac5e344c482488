package io.midge.monitor;

import io.midge.account.Account;
import io.midge.account.Subscription;
import io.midge.json.JsonWriter;
import io.midge.json.Utf8;
import io.midge.subject.Subjects;
import io.midge.subject.SublistStats;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of {@code /subsz}: what is subscribed, in sum or one by one. */
final class Subsz {
    /** What a subscription takes at least, in bytes: the names of what is said of it. */
    private static final int LEAST_ROW = 64;

    private Subsz() {}

    /** A subscription and the account that it is listed in. */
    private record Found(Account in, Subscription subscription) {}

    /** Those that are to be shown, out of as many as are counted. */
    private static final class Slice {
        private final SubszOptions options;
        private final byte[] test;
        private final long most;
        private final List<Found> page = new ArrayList<>();
        private long total;

        Slice(SubszOptions options, long most) {
            this.options = options;
            this.test = Utf8.bytes(options.test());
            this.most = Math.min(options.limit(), most);
        }

        void take(Account in, Subscription each) {
            if (test.length > 0 && !Subjects.matches(test, each.subject())) {
                return;
            }
            if (total++ >= options.offset() && page.size() < most) {
                page.add(new Found(in, each));
            }
        }
    }

    static byte[] render(ServerView view, SubszOptions options, JsonWriter out) throws BadQueryException {
        return render(view, options, out, Long.MAX_VALUE);
    }

    /** The same with a writer that ends at so many bytes: more rows than they hold need not be kept. */
    static byte[] render(ServerView view, SubszOptions options, JsonWriter out, long bytes) throws BadQueryException {
        options.check();
        SublistStats stats = SublistStats.NONE;
        Slice slice = new Slice(options, bytes / LEAST_ROW + 1);
        for (Account each : Accountz.sorted(view)) {
            if (options.account().isEmpty() || options.account().equals(each.name())) {
                stats = stats.plus(each.sublist().stats());
                if (options.details()) {
                    each.sublist().forEach(one -> slice.take(each, one));
                }
            }
        }
        out.beginObject();
        out.string("server_id", view.identity().id()).time("now", view.now());
        stats(out, stats);
        out.integer("total", slice.total).integer("offset", options.offset()).integer("limit", options.limit());
        if (!slice.page.isEmpty()) {
            out.beginArray("subscriptions_list");
            slice.page.forEach(each -> detail(out, each));
            out.endArray();
        }
        return out.endObject().toBytes();
    }

    /** Writes the figures of lists as fields. */
    static void stats(JsonWriter out, SublistStats stats) {
        out.unsigned("num_subscriptions", stats.subscriptions());
        out.unsigned("num_cache", stats.cached());
        out.unsigned("num_inserts", stats.inserts());
        out.unsigned("num_removes", stats.removes());
        out.unsigned("num_matches", stats.matches());
        out.number("cache_hit_rate", stats.cacheHitRate());
        out.unsigned("max_fanout", stats.maxFanout());
        out.number("avg_fanout", stats.avgFanout());
    }

    private static void detail(JsonWriter out, Found found) {
        Subscription each = found.subscription();
        Account whose = each.subscriber().account();
        String account = whose == null ? found.in().name() : whose.name();
        out.beginObject();
        out.string("account", account).string("account_tag", account);
        out.string("subject", text(each.subject()));
        out.stringIfSet("qgroup", text(each.queue()));
        out.string("sid", text(each.sid()));
        out.integer("msgs", each.delivered());
        out.integerIfSet("max", each.max());
        out.unsigned("cid", each.subscriber().cid());
        out.endObject();
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
