package io.midge.events;

import io.midge.account.Account;
import io.midge.account.Accounts;
import io.midge.account.Fanout;
import io.midge.account.Internal;
import io.midge.account.Nuid;
import io.midge.auth.Access;
import io.midge.client.Clients;
import io.midge.conf.ByteText;
import io.midge.json.JsonException;
import io.midge.log.Log;
import io.midge.loop.IoLoop;
import io.midge.net.Loops;
import io.midge.options.Options;
import io.midge.options.SecurityOptions;
import io.midge.proto.Info;
import io.midge.proto.PubFrame;
import io.midge.subject.MatchCache;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The parts of a server that events need, on one loop, whose time a test makes pass. */
final class Bench implements AutoCloseable, Home {
    final Loops loops = new Loops(1, 64 << 20, 16 << 20, 128 * 1024);
    final Log log = new Log(loops, false, false);
    final IoLoop loop = loops.get(0).loop();
    final Fanout fanout = new Fanout(loops.get(0), new MatchCache<>());
    final Accounts accounts = new Accounts(SecurityOptions.NONE, true, new Random(1), fanout, false, "n", "");
    final Account system = Objects.requireNonNull(accounts.system());
    final Internal internal = new Internal(fanout, false);
    final Clients clients = new Clients(
            Options.builder().build(),
            new Info("N", "n", "127.0.0.1", 1, true, 1 << 20, "X"),
            accounts,
            List.of(fanout),
            new Access(SecurityOptions.NONE, Account.GLOBAL, 1, loops, new Random(1), log),
            log);
    final Letterhead head = new Letterhead(this, loops);
    final Outbox outbox = new Outbox(loop, internal, head, log, loops);
    final Bulletin bulletin = new Bulletin(system, () -> outbox, new Nuid(new Random(1)), loops, "N");
    final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<CountDownLatch> held = new ArrayList<>();

    /** Hears these subjects of the system's account. */
    void listen(String... subjects) {
        for (String each : subjects) {
            internal.subscribe(system, each, message -> heard.add(message.subject()));
        }
    }

    /** Keeps the loop from doing anything until the latch is counted down. */
    CountDownLatch held() {
        CountDownLatch go = new CountDownLatch(1);
        held.add(go);
        CountDownLatch there = new CountDownLatch(1);
        loop.execute(() -> {
            there.countDown();
            await(go);
        });
        await(there);
        return go;
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** All that was handed to the loop has been done, a few passes of it included. */
    void settle() {
        for (int i = 0; i < 8; i++) {
            loops.run(0, () -> {});
        }
    }

    /** Whether anybody in the system's account takes a message of so many bytes. */
    boolean routed(String subject, int size) {
        byte[] to = ByteText.bytes(subject);
        PubFrame frame = new PubFrame();
        frame.buf = new byte[size];
        frame.subject(to, 0, to.length);
        frame.reply = to;
        frame.headerLen = -1;
        frame.size = size;
        return loops.on(0, () -> fanout.route(system, frame, internal));
    }

    @Override
    public Identity identity() {
        return new Identity("N", "n", "h", "", "", "2.15.2", List.of(), Map.of(), Map.of());
    }

    @Override
    public Figures figures() {
        return new Figures(Instant.EPOCH, 1, 2, 0.5, 3, 4, 1, 5, 6, 7, 8, 9, 2, 1, 3);
    }

    @Override
    public byte @Nullable [] page(String name, byte[] json, String account, boolean guest)
            throws JsonException, RefusedException {
        throw new RefusedException("no " + name);
    }

    @Override
    public void reload() throws RefusedException {
        throw new RefusedException("no file");
    }

    @Override
    public void close() {
        held.forEach(CountDownLatch::countDown); // of a test that failed
        loops.close();
    }
}
