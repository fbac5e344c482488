package io.midge;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.midge.account.Account;
import io.midge.account.Accounts;
import io.midge.account.Internal;
import io.midge.auth.Access;
import io.midge.auth.Authenticator;
import io.midge.client.ClientTls;
import io.midge.client.Clients;
import io.midge.events.Events;
import io.midge.log.Log;
import io.midge.loop.Clock;
import io.midge.loop.Entropy;
import io.midge.loop.Lanes;
import io.midge.monitor.JetStreamView;
import io.midge.monitor.Monitor;
import io.midge.monitor.Pages;
import io.midge.monitor.ServerView;
import io.midge.net.Addresses;
import io.midge.net.HostPort;
import io.midge.net.InProcess;
import io.midge.net.Listener;
import io.midge.net.NetLoop;
import io.midge.net.ProxyProtocol;
import io.midge.nkey.ServerIdentity;
import io.midge.options.JetStreamOptions;
import io.midge.options.Options;
import io.midge.proto.ClosedReason;
import io.midge.proto.Info;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The composition root: makes the parts of one server, hands each what it needs, and ends them in the opposite order.
 *
 * <p>Threads: any.
 */
final class Wiring {
    /** A client may take so long over nothing of what was queued for it when the server stops. */
    private static final long QUIET_SECONDS = 2;

    /** How long a stop waits for clients that take what was queued for them, but slowly. */
    private static final long FLUSH_SECONDS = 5;

    /** How long a stop waits for loops to do what takes them a moment: reached by one that hangs. */
    private static final long STOP_SECONDS = FLUSH_SECONDS + 2;

    private final AtomicReference<Settings> settings;
    private final Log log;
    private final Clock clock;
    private final Loops loops;
    private final Accounts accounts;
    private final AtomicInteger nextInProcess = new AtomicInteger();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Info info;
    private final Access access;
    private final Clients clients;
    private final Listener listener;
    private final Listeners listeners;
    private final Ports ports;
    private final @Nullable Monitor monitor;
    private final Office office;
    private final Instant started;
    private final @Nullable Events events;
    private final LameDuck lameDuck;
    private final @Nullable JetStream jetStream;
    private final ClientSecurity security = new ClientSecurity();
    private Office.@Nullable Desk desk; // guarded by this

    /** Makes and starts a server; it accepts clients when this returns. */
    static Wiring start(Settings settings, Log log, Clock clock) throws IOException {
        return start(settings, log, clock, () -> {});
    }

    /** The same, and {@code whenBroken} runs after the server had to stop by itself. */
    static Wiring start(Settings settings, Log log, Clock clock, Runnable whenBroken) throws IOException {
        Opened opened = new Opened();
        try {
            return new Wiring(settings, log, clock, whenBroken, opened);
        } catch (IOException | RuntimeException | Error e) {
            opened.close(e);
            throw e;
        }
    }

    private Wiring(Settings settings, Log log, Clock clock, Runnable whenBroken, Opened opened) throws IOException {
        Runnable onBroken = () -> {
            stop();
            whenBroken.run();
        };
        this.settings = new AtomicReference<>(settings);
        Options options = settings.options();
        this.log = log;
        this.clock = clock;
        started = clock.instant();
        RandomGenerator random = Entropy.system();
        FutureTask<ServerIdentity> identity = new FutureTask<>(() -> ServerIdentity.generate(random));
        Lanes.start("nats-identity", true, identity); // key pairs take as long as all the rest of a start
        OutboundBudget budget = OutboundBudget.of(options);
        loops = Loops.make(options, budget, random, clock, new LoopFailures(log, onBroken), opened, log);
        ServerIdentity self = result(identity);
        String name = options.serverName().isEmpty() ? self.id() : options.serverName();
        String cluster = ListenerBlocks.clusterName(options, self.id());
        accounts = accounts(options, random, name, cluster);
        access = new Access(
                options.security(),
                Account.GLOBAL,
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                clock,
                random,
                log);
        Banner.log(
                log, settings, self.id(), name, cluster, access.authenticator().hasPlaintext());
        budget.tell(log);
        ClientTls tls = security.prepare(options);
        listener = bind(options);
        opened.add(listener::close);
        listeners = Listeners.open(ListenerBlocks.in(options, self.id()), loops.net(), log);
        opened.add(listeners::close);
        info = new Info(
                        self.id(),
                        name,
                        options.host(),
                        listener.port(),
                        !options.noHeaderSupport(),
                        options.limits().maxPayload(),
                        self.xkey())
                .withCluster(cluster);
        clients = new Clients(options, advertised(options), accounts, loops.fanouts(), access, log);
        secure(tls);
        office = new Office(this, this::desk);
        events = events(random);
        Monitor http = options.monitor().port() == 0 ? null : startMonitor();
        monitor = http;
        if (http != null) {
            opened.add(http::close);
        }
        jetStream = isJetStreamAsked(options) ? startJetStream(budget, random, opened) : null;
        lameDuck = new LameDuck(options.lameDuck(), loops.first(), log, flock());
        ports = new Ports(() -> Ports.all(settings().options(), scheme(), clientPort(), monitorPort(), listeners), log);
        loops.start();
        open(tls);
    }

    private Accounts accounts(Options options, RandomGenerator random, String name, String cluster) {
        boolean cacheable = !options.disableSublistCache();
        return new Accounts(
                options.security(), cacheable, random, loops.fanouts().getFirst(), loops.several(), name, cluster);
    }

    private @Nullable Events events(RandomGenerator random) {
        Account system = accounts.system();
        if (system == null) {
            return null;
        }
        Internal internal = new Internal(loops.fanouts().getFirst(), loops.several());
        Events made = new Events(
                new Events.Parts(system, accounts, clients, internal, loops.first(), clock, random, log),
                office,
                info.serverId());
        made.start();
        return made;
    }

    // Here and not there, because nothing of JetStream is to be loaded where it is off.
    private static boolean isJetStreamAsked(Options options) {
        JetStreamOptions asked = options.jetStream();
        return asked != null && asked.enabled();
    }

    private JetStream startJetStream(OutboundBudget budget, RandomGenerator random, Opened opened) throws IOException {
        JetStream started = JetStream.start(new JetStream.Parts(
                settings().options(), accounts, loops, budget, random, clock, log, info.serverName()));
        opened.add(started::close);
        return started;
    }

    private Flock flock() {
        Runnable streams = jetStream == null ? () -> {} : jetStream::close;
        return new Flock(listener, listeners, loops, clients, events, streams, this::stop);
    }

    // From here on clients come.
    private void open(@Nullable ClientTls tls) throws IOException {
        Options options = settings().options();
        listeners.announce(false);
        listener.start(options.proxyProtocol() ? new ProxyProtocol(clients, log) : clients);
        log.info("Listening for client connections on " + Addresses.hostPort(options.host(), listener.port()));
        if (options.proxyProtocol()) {
            log.info("PROXY protocol enabled for client connections");
        }
        ClientSecurity.announce(options.security(), log);
        ClientSecurity.warn(tls, log);
        log.info("Server is ready");
        listeners.announce(true);
        ports.write(options.process().portsFileDir());
    }

    private Listener bind(Options options) throws IOException {
        int port = Math.max(0, options.port());
        try {
            return Listener.bind("Client", options.host(), port, loops.net(), log);
        } catch (IOException e) {
            String address = Addresses.hostPort(options.host(), port);
            throw new IOException("Error listening on port: " + address + ", \"" + e.getMessage() + '"', e);
        }
    }

    private static Info withJetStream(Info info, Options options) {
        JetStreamOptions asked = options.jetStream();
        return asked != null && asked.enabled() ? info.withJetStream(asked.domain()) : info;
    }

    /** What clients are told, with the address that they are to be told. */
    private Info advertised(Options options) throws IOException {
        Info own = info.withMaxPayload(options.limits().maxPayload())
                .withAuthRequired(Authenticator.isRequired(options.security()))
                .withTls(ClientSecurity.told(options.security()))
                .withCluster(ListenerBlocks.clusterName(options, info.serverId()));
        own = withJetStream(own, options);
        if (options.clientAdvertise().isEmpty()) {
            return own;
        }
        try {
            HostPort address = HostPort.parse(options.clientAdvertise(), listener.port());
            return own.withAddress(address.host(), address.port());
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "Error setting server INFO with ClientAdvertise value of " + options.clientAdvertise() + ", err="
                            + e.getMessage(),
                    e);
        }
    }

    private void secure(@Nullable ClientTls tls) {
        security.use(tls);
        clients.secure(tls);
    }

    /** How clients are encrypted. */
    ClientSecurity security() {
        return security;
    }

    /** What it was told. */
    Settings settings() {
        return Objects.requireNonNull(settings.get());
    }

    /**
     * What clients would be told under other options.
     *
     * @throws IOException when they name an address that is none
     */
    Info toTell(Options options) throws IOException {
        if (stopped.get()) {
            throw new IOException("the server is stopping");
        }
        try {
            listeners.check(ListenerBlocks.in(options, info.serverId()));
            Info told = advertised(options).withLameDuck(clients.info().lameDuck());
            accounts.check(options.security(), told.cluster());
            return told;
        } catch (IOException e) {
            Throwable cause = e.getCause();
            boolean own = String.valueOf(e.getMessage()).startsWith("Error setting server INFO");
            throw own && cause != null
                    ? new IOException(
                            "invalid ClientAdvertise value of " + options.clientAdvertise() + ", err="
                                    + cause.getMessage(),
                            e)
                    : e;
        }
    }

    /** Takes other settings; {@link Reload} has seen to it that it can, so that nothing here fails. */
    void reload(Settings now, Info told, @Nullable ClientTls tls) {
        Options old = settings().options();
        Options options = now.options();
        settings.set(now);
        secure(tls);
        clients.greetWith(told);
        if (tls != null && TlsChanges.ofPins(old.security(), options.security())) {
            int gone = clients.repin(tls);
            if (gone > 0) {
                log.info("Disconnect " + gone + " clients due to pinned certs reload");
            }
        }
        int surplus = clients.reload(options);
        if (surplus > 0) {
            log.info("Closed " + surplus + " connections to fall within max_connections");
        }
        loops.reload(options.limits());
        if (jetStream != null) {
            jetStream.reload();
        }
        if (!old.process().portsFileDir().equals(options.process().portsFileDir())) {
            ports.remove();
            ports.write(options.process().portsFileDir());
        }
    }

    /** What the URL of a client begins with. */
    String scheme() {
        return settings().options().security().tls() == null ? "nats" : "tls";
    }

    Info info() {
        return info;
    }

    /** What clients are told at this moment. */
    Info told() {
        return clients.info();
    }

    /** How its configuration is read anew, when somebody asks for that from inside. */
    void reloading(Office.Reloading how) {
        office.reloading(how);
    }

    int clientPort() {
        return listener.port();
    }

    int monitorPort() {
        return monitor == null ? 0 : monitor.port();
    }

    /** Bytes that wait for connections, or are about to be written to them. */
    long outboundUsed() {
        return loops.backlogs().used();
    }

    /** Host and port that a client on this machine can use. */
    String clientAddress() {
        return Addresses.hostPort(Addresses.reachable(settings().options().host()), listener.port());
    }

    InProcess connectInProcess() {
        if (stopped.get() || lameDuck.begun()) {
            throw new IllegalStateException(stopped.get() ? "the server is closed" : "the server is a lame duck");
        }
        List<NetLoop> net = loops.net();
        NetLoop loop = net.get(Math.floorMod(nextInProcess.getAndIncrement(), net.size()));
        return InProcess.connect(loop, clients);
    }

    /** Ends the server, and returns when it has ended, whoever began it. */
    void stop() {
        if (!stopped.compareAndSet(false, true)) {
            Waits.steadily(ended, Long.MAX_VALUE); // whoever ends it sees to it that this is soon
            return;
        }
        try {
            lameDuck.cancel();
            end();
        } finally {
            ended.countDown();
        }
    }

    private void end() {
        log.info("Initiating Shutdown...");
        listener.close();
        listeners.close();
        if (monitor != null) {
            monitor.close();
        }
        if (jetStream != null) {
            jetStream.close();
        }
        if (events != null) {
            events.stop();
        }
        // In the third pass from here what was accepted has reached its loop, and the last event those who hear it.
        CountDownLatch dealt = new CountDownLatch(1);
        loops.first().execute(() -> loops.first().execute(() -> loops.first().execute(dealt::countDown)));
        Waits.atMost(dealt, STOP_SECONDS);
        CountDownLatch gone = new CountDownLatch(loops.net().size());
        for (NetLoop each : loops.net()) {
            each.loop().execute(() -> {
                each.hurry(SECONDS.toNanos(QUIET_SECONDS), SECONDS.toNanos(FLUSH_SECONDS));
                each.whenEmpty(gone::countDown);
            });
        }
        clients.closeAll(ClosedReason.SERVER_SHUTDOWN);
        if (!Waits.atMost(gone, STOP_SECONDS)) {
            log.warn("Stopping with connections that did not end in " + STOP_SECONDS + " seconds");
        }
        loops.stop();
        ports.close();
        log.info("Server Exiting..");
        log.close();
    }

    /** Lets the clients go one by one, then ends the server, and returns when it has ended or the wait is interrupted. */
    void lameDuckShutdown() {
        lameDuck.begin();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Monitor startMonitor() throws IOException {
        try {
            return Monitor.start(desk().pages(), Lanes.virtual("nats-http"), log);
        } catch (IOException e) {
            throw new IOException("Can't start monitoring: " + e.getMessage(), e);
        }
    }

    /** Whether it has JetStream, which runs. */
    boolean hasJetStream() {
        return jetStream != null && jetStream.isOn();
    }

    private @Nullable JetStreamView jetStreamView() {
        return jetStream == null || !jetStream.isOn() ? null : jetStream.view();
    }

    private synchronized Office.Desk desk() {
        Office.Desk made = desk;
        if (made == null) {
            ServerView.Identity identity = new ServerView.Identity(
                    info.serverId(),
                    info.serverName(),
                    Info.VERSION,
                    Info.MIDGE,
                    System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                    Runtime.getRuntime().availableProcessors(),
                    started);
            ServerView view = new View(
                    identity,
                    this::settings,
                    this::jetStreamView,
                    clock,
                    clients,
                    accounts,
                    loops.fanouts(),
                    listeners,
                    security);
            made = new Office.Desk(view, new Pages(view));
            desk = made;
        }
        return made;
    }

    private static <T> T result(FutureTask<T> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot make the server's keys", e.getCause());
        }
    }
}
