package io.midge.account;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.midge.conf.Conf;
import io.midge.conf.ConfigException;
import io.midge.conf.file.ConfigFile;
import io.midge.log.Log;
import io.midge.log.LogSink;
import io.midge.loop.Clock;
import io.midge.loop.Entropy;
import io.midge.loop.IoLoop;
import io.midge.net.Backlogs;
import io.midge.net.NetLoop;
import io.midge.options.SecurityOptions;
import io.midge.proto.PubFrame;
import io.midge.subject.MatchCache;
import io.midge.subject.Sublist;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a message costs that goes from one account to another: {@code bench/run jmh Fabric}. The goal is 0.1 µs more for one
 * import than within an account.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FabricBenchmark {
    private static final byte[] NOTHING = {};
    private static final String CONFIGURATION = """
            accounts {
              S { exports: [ { stream: news.> }, { service: help.* } ] }
              A { imports: [
                { stream: { account: S, subject: news.> } }
                { service: { account: S, subject: help.* } }
              ] }
            }
            """;

    /** Requests whose replies are still waited for. */
    @Param({"0", "10000"})
    int outstanding;

    private final Sink here = new Sink();
    private final Sink there = new Sink();
    private final Who who = new Who();
    private final PubFrame local = frame("local.1", "");
    private final PubFrame localRequest = frame("local.1", "_INBOX.Zm9vYmFyYmF6cXV4.1");
    private final PubFrame news = frame("news.eu", "");
    private final PubFrame note = frame("help.me", "");
    private final PubFrame request = frame("help.me", "_INBOX.Zm9vYmFyYmF6cXV4.1");
    private final PubFrame reply = frame("x", "");
    private IoLoop loop = loop();
    private Fanout fanout = fanout();
    private Account service = new Account("S", new Sublist<>());
    private Account user = service;

    /** Remembers where to answer. */
    private static final class Sink implements Subscriber {
        private byte[] to = NOTHING;
        private int length;

        @Override
        public boolean deliver(Subscription subscription, PubFrame frame, Fanout from, Publisher publisher) {
            length = frame.replyLen;
            if (to.length < length) {
                to = new byte[2 * length];
            }
            System.arraycopy(frame.reply, frame.replyOff, to, 0, length);
            return true;
        }
    }

    private static final class Silence implements LogSink {
        @Override
        public boolean write(io.midge.log.Level level, String text, @Nullable Throwable cause) {
            return true;
        }

        @Override
        public void close() {}
    }

    private static final class Who implements Publisher {
        private final RequestInfo info = RequestInfo.of("A", 123_456);

        @Override
        public RequestInfo info(boolean detailed) {
            return info;
        }
    }

    private IoLoop loop() {
        try {
            return new IoLoop(0, "bench", Clock.system(), 1, (ready, cause) -> {
                throw new IllegalStateException(cause);
            });
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Fanout fanout() {
        Log log = new Log(new Silence(), false, false);
        return new Fanout(new NetLoop(loop, new Backlogs(log, 1, 1, 1), 4096), new MatchCache<>());
    }

    private static PubFrame frame(String subject, String reply) {
        return Internal.frame(subject.getBytes(ISO_8859_1), reply.getBytes(ISO_8859_1), NOTHING, new byte[128]);
    }

    /** Two accounts, and who listens in them. */
    @Setup(Level.Trial)
    public void prepare() throws ConfigException {
        SecurityOptions options = ConfigFile.read(
                        "bench", Conf.text(CONFIGURATION, "bench", name -> null).map())
                .options()
                .security();
        Accounts accounts = new Accounts(options, true, Entropy.system(), fanout, false, "server", "");
        service = Objects.requireNonNull(accounts.find("S"));
        user = Objects.requireNonNull(accounts.find("A"));
        listen(service, there, "local.*");
        listen(service, there, "help.*");
        listen(service, here, "_INBOX.Zm9vYmFyYmF6cXV4.*");
        listen(user, here, "_INBOX.Zm9vYmFyYmF6cXV4.*");
        Subscription own = listen(user, here, "news.*");
        new Shadows(false).add(user, own);
        for (int i = 0; i < outstanding; i++) {
            fanout.publish(user, frame("help.me", "_INBOX.Zm9vYmFyYmF6cXV4." + i), who);
        }
    }

    private static Subscription listen(Account account, Sink sink, String subject) {
        Subscription made = new Subscription(
                sink, subject.getBytes(ISO_8859_1), null, new byte[] {'1'}, !subject.contains("*"), false);
        account.sublist().insert(made);
        return made;
    }

    /** Ends the loop. */
    @TearDown(Level.Trial)
    public void discard() {
        loop.discard();
    }

    /** Within an account. */
    @Benchmark
    public boolean within() {
        return fanout.publish(service, local, who);
    }

    /** To somebody who imports the stream. */
    @Benchmark
    public boolean stream() {
        return fanout.publish(service, news, who);
    }

    /** To a service that is imported, which is not to answer. */
    @Benchmark
    public boolean service() {
        return fanout.publish(user, note, who);
    }

    /** Within an account, and an answer. */
    @Benchmark
    public boolean withinAndBack() {
        fanout.publish(service, localRequest, who);
        reply.subject(there.to, 0, there.length);
        return fanout.publish(service, reply, who);
    }

    /** To a service that is imported, and its answer. */
    @Benchmark
    public boolean serviceAndBack() {
        fanout.publish(user, request, who);
        reply.subject(there.to, 0, there.length);
        return fanout.publish(service, reply, who);
    }
}
