package io.midge.jetstream.api;

import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.account.Postbox;
import io.midge.account.Publisher;
import io.midge.account.Redirect;
import io.midge.account.Subscriber;
import io.midge.account.Subscription;
import io.midge.conf.ByteText;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.JsException;
import io.midge.jetstream.config.Levels;
import io.midge.jetstream.meta.Advisories;
import io.midge.jetstream.meta.Asset;
import io.midge.jetstream.meta.Complaints;
import io.midge.jetstream.meta.InTheWayException;
import io.midge.jetstream.meta.JsAccount;
import io.midge.jetstream.meta.JsAccounts;
import io.midge.jetstream.meta.Streams;
import io.midge.jetstream.stream.Stream;
import io.midge.log.Log;
import io.midge.loop.Confined;
import io.midge.loop.Lane;
import io.midge.options.JetStreamOptions;
import io.midge.proto.PubFrame;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * Answers what is asked on {@code $JS.API}: the door of this package. It listens in every account; what comes is copied on the loop it
 * comes by, and handled on the API lane, where what changes something goes before what only asks. What has to be asked of a stream goes
 * on on its lane, and the answer comes back.
 *
 * <p>Two kinds of requests are not for it, though their subjects are below: MSG.NEXT and DIRECT.GET. Consumers and streams listen to
 * them themselves, and who asks for one that is not there hears at once that nobody listens.
 */
public final class Api {
    private static final byte[] ALL = ByteText.bytes("$JS.API.>");
    private static final byte[] PREFIX = ByteText.bytes("$JS.API.");
    private static final byte[] NEXT = ByteText.bytes("$JS.API.CONSUMER.MSG.NEXT.");
    private static final byte[] DIRECT = ByteText.bytes("$JS.API.DIRECT.GET");
    private static final byte[] INFO = ByteText.bytes("$JS.API.INFO");
    private static final byte[] KEYS = ByteText.bytes("$KV.");
    private static final byte[] OBJECTS = ByteText.bytes("$OBJ.");
    private static final byte[] SID = {'1'};

    private final Parts parts;
    private final Lane lane;
    private final Log log;
    private final Answers answers;
    private final Backlog changes;
    private final Backlog questions;
    private final StreamVerbs streams;
    private final MessageVerbs messages;
    private final ConsumerVerbs consumers;
    private final AccountVerbs accounts;
    private final AtomicBoolean flooded = new AtomicBoolean();
    private final Map<JsAccount, List<Subscription>> listening = new LinkedHashMap<>(); // API lane
    private volatile boolean stopped;

    /**
     * What it is made of.
     *
     * @param lane its own
     * @param postbox of its lane
     * @param server the name of this server
     * @param random that nobody can guess
     * @param shared whether there are several I/O loops
     */
    public record Parts(
            Lane lane,
            Streams streams,
            JsAccounts accounts,
            JetStreamOptions options,
            Postbox postbox,
            Advisories advisories,
            Complaints complaints,
            RandomGenerator random,
            String server,
            boolean shared,
            Log log) {}

    public Api(Parts parts) {
        this.parts = parts;
        lane = parts.lane();
        log = parts.log();
        JetStreamOptions options = parts.options();
        answers = new Answers(parts.postbox(), parts.advisories(), parts.server(), options.domain());
        changes = new Backlog("JetStream API queue", options.requestQueueLimit());
        questions = new Backlog("JetStream API info queue", options.infoQueueLimit());
        streams = new StreamVerbs(this);
        messages = new MessageVerbs(this);
        consumers = new ConsumerVerbs(this);
        accounts = new AccountVerbs(this);
    }

    Parts parts() {
        return parts;
    }

    // ---- listening

    /** Listens in all accounts that there are now, and in no others. */
    @Confined("API lane")
    public void configure() {
        listening.keySet().removeIf(each -> {
            boolean gone = parts.accounts().find(each.name()) != each || !(each.isEnabled() || isAsked(each));
            if (gone) {
                deaf(each);
            }
            return gone;
        });
        for (JsAccount each : parts.accounts().all()) {
            if (!listening.containsKey(each) && (each.isEnabled() || isAsked(each))) {
                listen(each);
            }
        }
    }

    // An account that takes this service from another one asks there.
    private static boolean isAsked(JsAccount account) {
        return account.isSystem() || !account.account().importsService(INFO);
    }

    private void listen(JsAccount account) {
        Account in = account.account();
        Subscription all = subscription(new Ear(account), ALL);
        in.sublist().insert(all);
        String domain = parts.options().domain();
        if (domain.isEmpty()) {
            listening.put(account, List.of(all));
            return;
        }
        byte[] from = ByteText.bytes("$JS." + domain + ".API.");
        byte[] subject = Arrays.copyOf(from, from.length + 1);
        subject[from.length] = '>';
        Subscription domains = subscription(new Redirect(in, from, PREFIX, KEYS, OBJECTS), subject);
        in.sublist().insert(domains);
        listening.put(account, List.of(all, domains));
    }

    private Subscription subscription(Subscriber subscriber, byte[] subject) {
        return new Subscription(subscriber, subject, null, SID, false, parts.shared());
    }

    private void deaf(JsAccount account) {
        for (Subscription each : listening.getOrDefault(account, List.of())) {
            each.close();
            account.account().sublist().remove(each);
        }
    }

    /** Hears nothing any more. On the API lane. */
    @Confined("API lane")
    public void stop() {
        stopped = true;
        listening.keySet().forEach(this::deaf);
        listening.clear();
        changes.drop();
        questions.drop();
    }

    /** How many requests wait or are being answered. Any thread. */
    public int open() {
        return changes.open() + questions.open();
    }

    /** Listens in one account. */
    private final class Ear implements Subscriber {
        private final JsAccount account;

        Ear(JsAccount account) {
            this.account = account;
        }

        @Override
        @Confined("I/O loop")
        public boolean deliver(Subscription subscription, PubFrame f, Fanout from, Publisher publisher) {
            boolean elsewhere = !account.isSystem() && (startsWith(f, NEXT) || startsWith(f, DIRECT));
            if (subscription.closed() || stopped || elsewhere) {
                return false;
            }
            String subject = ByteText.of(Arrays.copyOfRange(f.subject, f.subjectOff, f.subjectOff + f.subjectLen));
            String[] tokens = subject.split("\\.", -1);
            Verb verb = account.isSystem() ? Verb.ofSystem(tokens) : Verb.of(tokens);
            if (verb != null) { // else it is nobody's, and not answered
                take(account, verb, subject, tokens, f, publisher);
            }
            return true;
        }
    }

    private static boolean startsWith(PubFrame f, byte[] prefix) {
        return f.subjectLen >= prefix.length
                && Arrays.equals(f.subject, f.subjectOff, f.subjectOff + prefix.length, prefix, 0, prefix.length);
    }

    private void take(JsAccount account, Verb verb, String subject, String[] tokens, PubFrame f, Publisher publisher) {
        Backlog backlog = backlog(verb);
        if (backlog.hasRoom(f.size)) {
            backlog.add(new Request(this, account, verb, subject, tokens, f, publisher));
            lane.execute(this::next);
        } else if (flooded.compareAndSet(false, true)) {
            lane.execute(this::flood);
        }
    }

    private Backlog backlog(Verb verb) {
        return verb.asksOnly() ? questions : changes;
    }

    @Confined("API lane")
    private void flood() {
        flooded.set(false);
        for (Backlog each : List.of(changes, questions)) {
            long dropped = each.drop();
            if (dropped > 0) {
                parts.complaints()
                        .warn(
                                each.name(),
                                each.name() + " limit reached, dropping " + dropped + " requests (" + each.most()
                                        + " may wait or be under way: " + (each == changes ? "request" : "info")
                                        + "_queue_limit of the jetstream block, and 64 MiB of them)");
                for (JsAccount account : parts.accounts().all()) {
                    if (account.isSystem()) {
                        answers.flooded(account.account(), dropped);
                    }
                }
            }
        }
    }

    // ---- handling

    // There is one task for each request, and it takes whichever is to be next.
    @Confined("API lane")
    private void next() {
        Request request = changes.next();
        request = request == null ? questions.next() : request;
        if (request == null || stopped) {
            return; // it was dropped
        }
        handleInTurn(request);
    }

    // What was asked for behind the creation of a stream is meant for it.
    @Confined("API lane")
    private void handleInTurn(Request request) {
        if (stopped) {
            return;
        }
        guarded(request, () -> {
            try {
                handle(request);
            } catch (InTheWayException e) {
                e.asset().whenIdle(() -> handleInTurn(request));
            }
        });
    }

    /** Something that may be refused. */
    interface Step {
        void run() throws JsException;
    }

    /** Does something for a request, and answers it if that goes wrong. Any thread. */
    void guarded(Request request, Step step) {
        try {
            step.run();
        } catch (JsException e) {
            request.refuse(e.error());
        } catch (RuntimeException e) {
            log.error("Internal error, JetStream request " + request.subject() + " of account " + request.account(), e);
            request.refuse(JsError.STREAM_GENERAL_ERROR.with("internal error"));
        }
    }

    /** Something that is asked of a stream, on its lane. */
    interface Question {
        void ask(Stream stream) throws JsException;
    }

    /** Asks a stream, on its lane. */
    void ask(Request request, Asset asset, Question question) {
        asset.lane()
                .execute(() -> guarded(request, () -> {
                    if (asset.isOffline() || asset.stream().isStopped()) { // it was deleted meanwhile
                        throw new JsException(JsError.STREAM_NOT_FOUND);
                    }
                    asset.stream().flush();
                    question.ask(asset.stream());
                }));
    }

    private void handle(Request request) throws JsException {
        switch (request.verb()) {
            case INFO -> accounts.info(request);
            case ACCOUNT_PURGE -> accounts.purge(request);
            case SYSTEM -> request.refuse(JsError.NOT_ENABLED_FOR_ACCOUNT);
            case STREAM_CREATE -> streams.create(request);
            case STREAM_UPDATE -> streams.update(request);
            case STREAM_NAMES -> streams.names(request);
            case STREAM_LIST -> streams.list(request);
            case STREAM_INFO -> streams.info(request);
            case STREAM_DELETE -> streams.delete(request);
            case STREAM_PURGE -> messages.purge(request);
            case STREAM_MSG_GET -> messages.get(request);
            case STREAM_MSG_DELETE -> messages.delete(request);
            case STREAM_SNAPSHOT -> streams.snapshot(request);
            case STREAM_RESTORE -> streams.restore(request);
            case CONSUMER_CREATE -> consumers.create(request);
            case CONSUMER_NAMES -> consumers.names(request);
            case CONSUMER_LIST -> consumers.list(request);
            case CONSUMER_INFO -> consumers.info(request);
            case CONSUMER_DELETE -> consumers.delete(request);
            case CONSUMER_PAUSE -> consumers.pause(request);
            case CONSUMER_UNPIN -> consumers.unpin(request);
            case CONSUMER_RESET -> consumers.reset(request);
            case STREAM_PEER_REMOVE,
                    STREAM_PEER_EVACUATE,
                    STREAM_CANCEL_MOVE,
                    STREAM_LEADER_STEPDOWN,
                    CONSUMER_LEADER_STEPDOWN,
                    CONSUMER_PEER_REMOVE,
                    CONSUMER_PEER_EVACUATE -> request.refuse(JsError.CLUSTER_REQUIRED);
        }
    }

    /** It asks for a level that this server has, in an account with streams. */
    static void admit(Request request) throws JsException {
        level(request);
        request.needsStreams();
    }

    /** It asks for a level that this server has. */
    static void level(Request request) throws JsException {
        String required = HeaderValue.of(request.headers(), "Nats-Required-Api-Level");
        if (!required.isEmpty() && !Levels.answers(required)) {
            throw new JsException(JsError.REQUIRED_API_LEVEL);
        }
    }

    /** Answers a request; one that was answered before is left alone. Any thread. */
    void answer(Request request, byte[] json, byte[] headers, Answers.Kind kind) {
        if (lane.inLane()) {
            ended(request, json, headers, kind);
        } else {
            lane.execute(() -> ended(request, json, headers, kind));
        }
    }

    @Confined("API lane")
    private void ended(Request request, byte[] json, byte[] headers, Answers.Kind kind) {
        if (request.end()) {
            backlog(request.verb()).done(request);
            answers.send(request, json, headers, kind);
        }
    }

    /** Ends a request that is not to be answered. Any thread. */
    void silence(Request request) {
        lane.execute(() -> {
            if (request.end()) {
                backlog(request.verb()).done(request);
            }
        });
    }
}
