package io.midge.interop.jnats;

import static io.midge.interop.jnats.AccountCases.with;
import static io.midge.interop.jnats.Check.WAIT;
import static io.midge.interop.jnats.Check.equal;
import static io.midge.interop.jnats.Check.nothing;
import static io.midge.interop.jnats.Check.text;
import static io.midge.interop.jnats.Tenants.answers;
import static io.midge.interop.jnats.Tenants.asked;
import static io.midge.interop.jnats.Tenants.listens;
import static io.midge.interop.jnats.Tenants.nobody;

import io.midge.interop.jnats.JnatsSuite.GuardedCase;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonValue;
import io.nats.client.support.JsonValueUtils;
import io.nats.service.Discovery;
import io.nats.service.Endpoint;
import io.nats.service.EndpointStats;
import io.nats.service.Group;
import io.nats.service.InfoResponse;
import io.nats.service.PingResponse;
import io.nats.service.Service;
import io.nats.service.ServiceEndpoint;
import io.nats.service.ServiceMessage;
import io.nats.service.ServiceResponse;
import io.nats.service.StatsResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Micro services across accounts, and what the server measures of services. */
@SuppressWarnings("try")
final class ServiceCases {
    private static final int MOST_TRIPS = 1 << 20;

    private ServiceCases() {}

    static void addTo(Map<String, GuardedCase> cases) {
        cases.put("service-within-its-account", with(tenants -> found(tenants, tenants.as("svc"), "within")));
        cases.put("service-across-accounts", with(tenants -> found(tenants, tenants.app, "across")));
        cases.put("service-under-another-name", with(ServiceCases::renamed));
        cases.put("service-of-two-instances", with(ServiceCases::twoInstances));
        cases.put("service-that-stops", with(ServiceCases::stops));
        cases.put("latency", with(ServiceCases::latency));
        cases.put("latency-when-a-header-asks", with(ServiceCases::latencyByHeader));
        cases.put("latency-of-a-service-that-is-away", with(ServiceCases::latencyAway));
    }

    /** One instance of a service with the endpoint micro.NAME.sum, which refuses what are no numbers. */
    private static Service offers(Connection nc, String name) throws Exception {
        Group group = new Group("micro").appendGroup(new Group(name));
        Service service = Service.builder()
                .connection(nc)
                .name(name)
                .version("1.2.3")
                .description("adds up")
                .metadata(Map.of("of", "java"))
                .addServiceEndpoint(ServiceEndpoint.builder()
                        .endpointName("sum")
                        .endpointMetadata(Map.of("kind", "json"))
                        .group(group)
                        .handler(message -> sum(nc, message))
                        .build())
                .build();
        CompletableFuture<Boolean> ended = service.startService();
        Check.that(service.isStarted(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS) && !ended.isDone(), "not started");
        nc.flush(WAIT);
        return service;
    }

    private static void sum(Connection nc, ServiceMessage message) {
        String text = new String(message.getData(), StandardCharsets.UTF_8);
        if (text.equals("three")) {
            message.respondStandardError(nc, "no numbers", 400);
            return;
        }
        int sum = 0;
        for (JsonValue number : JsonParser.parseUnchecked(text).array) {
            sum += number.i;
        }
        message.respond(
                nc,
                Integer.toString(sum),
                new Headers()
                        .add("Connection", Integer.toString(nc.getServerInfo().getClientId())));
    }

    /** Asks the endpoint for a sum and for what it must refuse: the connection of the instance that answered. */
    private static String called(Connection nc, String subject) throws Exception {
        String instance = asked(nc, subject, "[1,2,3]", "6").getHeaders().getFirst("Connection");
        Message refusal = asked(nc, subject, "three", "");
        equal("400", refusal.getHeaders().getFirst(ServiceMessage.NATS_SERVICE_ERROR_CODE), "code");
        equal("no numbers", refusal.getHeaders().getFirst(ServiceMessage.NATS_SERVICE_ERROR), "error");
        return instance;
    }

    private static Discovery discovery(Connection nc, int results) {
        return new Discovery(nc, WAIT.toMillis(), results);
    }

    /** Everything that a service tells of itself. */
    private static void found(Tenants tenants, Connection nc, String name) throws Exception {
        Service service = offers(tenants.svc, name);
        called(nc, "micro." + name + ".sum");
        PingResponse ping = discovery(nc, 1).ping(name).getFirst();
        equal(service.getId(), ping.getId(), "id");
        equal("1.2.3", ping.getVersion(), "version");
        equal(PingResponse.TYPE, ping.getType(), "type");
        equal(Map.of("of", "java"), ping.getMetadata(), "metadata");
        InfoResponse info = discovery(nc, 1).info(name, service.getId());
        equal("adds up", info.getDescription(), "description");
        Endpoint endpoint = info.getEndpoints().getFirst();
        equal("micro." + name + ".sum", endpoint.getSubject(), "subject");
        equal("q", endpoint.getQueueGroup(), "queue group");
        equal(Map.of("kind", "json"), endpoint.getMetadata(), "metadata");
        counts(nc, name, 2, 1);
        called(nc, "micro." + name + ".sum");
        counts(nc, name, 4, 2);
        nobody(nc, "micro." + name + ".product");
        pinged(nc, "$SRV.PING", Set.of(service.getId()));
        service.stop();
    }

    /** The service counts after it has answered. */
    private static void counts(Connection nc, String name, long requests, long errors) throws Exception {
        long end = System.nanoTime() + WAIT.toNanos();
        while (true) {
            StatsResponse stats = discovery(nc, 1).stats(name).getFirst();
            EndpointStats of = stats.getEndpointStatsList().getFirst();
            if (of.getNumRequests() == requests) {
                equal(StatsResponse.TYPE, stats.getType(), "type");
                return;
            }
            Check.that(
                    System.nanoTime() < end && of.getNumRequests() < requests && of.getNumErrors() <= errors,
                    "STATS " + stats);
        }
    }

    /** Asks everybody, among them services of other tests, until these have answered. */
    private static void pinged(Connection nc, String subject, Set<String> ids) throws Exception {
        String inbox = nc.createInbox();
        Subscription replies = listens(nc, inbox);
        nc.publish(subject, inbox, null);
        Set<String> missing = new HashSet<>(ids);
        while (!missing.isEmpty()) {
            missing.remove(JsonValueUtils.readString(json(Check.next(replies)), "id"));
        }
        replies.unsubscribe();
    }

    private static JsonValue json(Message message) throws Exception {
        return JsonParser.parse(message.getData());
    }

    /** jnats asks under no other name, so the questions are put by hand. */
    private static void renamed(Tenants tenants) throws Exception {
        Service service = offers(tenants.svc, "renamed");
        called(tenants.web, "remote.micro.renamed.sum");
        for (String verb : List.of("PING", "INFO", "STATS")) {
            pinged(tenants.web, "remote.srv." + verb, Set.of(service.getId()));
            for (String of : List.of(".renamed", ".renamed." + service.getId())) {
                Message reply = tenants.web
                        .request("remote.srv." + verb + of, null)
                        .get(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS);
                equal(service.getId(), JsonValueUtils.readString(json(reply), "id"), verb);
            }
        }
        nobody(tenants.web, "$SRV.PING.renamed");
        nobody(tenants.web, "micro.renamed.sum");
        service.stop();
    }

    private static void twoInstances(Tenants tenants) throws Exception {
        Service one = offers(tenants.svc, "two");
        Service two = offers(tenants.as("svc"), "two");
        Set<String> ids = Set.of(one.getId(), two.getId());
        for (Connection nc : List.of(tenants.as("svc"), tenants.app)) {
            pinged(nc, "$SRV.PING", ids);
            equal(ids, ids(discovery(nc, 2).ping("two")), "PING");
            equal(ids, ids(discovery(nc, 2).info("two")), "INFO");
            equal(ids, ids(discovery(nc, 2).stats("two")), "STATS");
            for (String id : ids) {
                equal(id, discovery(nc, 1).ping("two", id).getId(), "PING");
            }
            bothAnswer(nc, "micro.two.sum");
        }
        pinged(tenants.web, "remote.srv.PING.two", ids);
        bothAnswer(tenants.web, "remote.micro.two.sum");
        one.stop();
        two.stop();
    }

    private static Set<String> ids(List<? extends ServiceResponse> responses) {
        Set<String> ids = new HashSet<>();
        responses.forEach(response -> ids.add(response.getId()));
        return ids;
    }

    private static void bothAnswer(Connection nc, String subject) throws Exception {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 200 && seen.size() < 2; i++) {
            seen.add(called(nc, subject));
        }
        equal(2, seen.size(), "instances that answered");
    }

    private static void stops(Tenants tenants) throws Exception {
        Service service = offers(tenants.svc, "stops");
        called(tenants.app, "micro.stops.sum");
        service.stop();
        tenants.svc.flush(WAIT);
        nobody(tenants.app, "micro.stops.sum");
        nobody(tenants.web, "remote.micro.stops.sum");
        nobody(tenants.app, "$SRV.PING.stops");
        nobody(tenants.web, "remote.srv.PING.stops");
    }

    private static JsonValue measured(Subscription events, int status) throws Exception {
        Message message = Check.next(events);
        JsonValue event = json(message);
        equal("io.nats.server.metric.v1.service_latency", JsonValueUtils.readString(event, "type"), "type");
        Check.that(event.map.keySet().containsAll(Set.of("id", "timestamp", "requestor", "start")), text(message));
        equal(status, JsonValueUtils.readInteger(event, "status"), "status");
        if (status == 200) {
            long service = JsonValueUtils.readLong(event, "service", -1);
            long system = JsonValueUtils.readLong(event, "system", -1);
            long total = JsonValueUtils.readLong(event, "total", -1);
            Check.that(service >= 0 && system > 0 && total >= service + system, text(message));
            JsonValue responder = JsonValueUtils.readValue(event, "responder");
            equal("SVC", JsonValueUtils.readString(responder, "acc"), "account of the responder");
            equal("svc", JsonValueUtils.readString(responder, "user"), "user of the responder");
            equal("java", JsonValueUtils.readString(responder, "lang"), "language of the responder");
        }
        return event;
    }

    private static void latency(Tenants tenants) throws Exception {
        Dispatcher service =
                tenants.svc.createDispatcher(message -> tenants.svc.publish(message.getReplyTo(), message.getData()));
        service.subscribe("timed.always");
        tenants.svc.flush(WAIT);
        Connection aside = tenants.as("svc");
        Subscription events = listens(aside, "latency.always");
        asked(tenants.app, "timed.always", "x", "x");
        JsonValue requestor = JsonValueUtils.readValue(measured(events, 200), "requestor");
        equal("APP", JsonValueUtils.readString(requestor, "acc"), "account");
        equal("app", JsonValueUtils.readString(requestor, "user"), "user");
        equal("app", JsonValueUtils.readString(requestor, "name"), "name");
        asked(tenants.web, "remote.timed", "x", "x");
        requestor = JsonValueUtils.readValue(measured(events, 200), "requestor");
        equal("WEB", JsonValueUtils.readString(requestor, "acc"), "account");
        equal(null, JsonValueUtils.readString(requestor, "user"), "user");
        // What does not cross accounts is not measured.
        asked(tenants.svc, "timed.always", "x", "x");
        nothing(aside, events);
        tenants.svc.closeDispatcher(service);
        tenants.svc.flush(WAIT);
        // The service's own time is what remains when both clients' round trips are taken off: it has to take longer.
        AtomicInteger trips = new AtomicInteger(1);
        answers(tenants.svc, "timed.always", message -> {
            for (int i = 0; i < trips.get(); i++) {
                roundTrip(aside);
            }
            return "";
        });
        long own = 0;
        while (own == 0) {
            Check.that(
                    trips.updateAndGet(count -> 2 * count) < MOST_TRIPS, "the service's own time is never more than 0");
            asked(tenants.app, "timed.always", "x", "");
            own = JsonValueUtils.readLong(measured(events, 200), "service", -1);
        }
    }

    private static void roundTrip(Connection nc) {
        try {
            nc.flush(WAIT);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void latencyByHeader(Tenants tenants) throws Exception {
        answers(tenants.svc, "timed.asked", Check::text);
        Connection aside = tenants.as("svc");
        Subscription events = listens(aside, "latency.asked");
        for (Map<String, String> asking : List.of(
                Map.of("X-B3-Sampled", "1", "X-B3-Traceid", "80f198ee56343ba864fe8b2a57d3eff7"),
                Map.of("B3", "80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1-05e3ac9a4f6e3b90"),
                Map.of("Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                Map.of("Uber-Trace-Id", "479fefe9525eddb:5adb976bfc1f95c1:479fefe9525eddb:1"))) {
            for (Map<String, String> plain :
                    List.of(Map.<String, String>of(), Map.of("X-B3-Sampled", "0"), Map.of("Other", "1"))) {
                ask(tenants.app, plain);
            }
            ask(tenants.app, asking);
            JsonValue header = JsonValueUtils.readValue(measured(events, 200), "header");
            for (Map.Entry<String, String> entry : asking.entrySet()) {
                equal(List.of(entry.getValue()), JsonValueUtils.readStringList(header, entry.getKey()), entry.getKey());
            }
            nothing(aside, events);
        }
    }

    private static void ask(Connection nc, Map<String, String> pairs) throws Exception {
        Headers headers = new Headers();
        pairs.forEach(headers::add);
        nc.request("timed.asked", headers, null).get(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private static void latencyAway(Tenants tenants) throws Exception {
        Subscription events = listens(tenants.svc, "latency.away");
        nobody(tenants.app, "timed.away");
        JsonValue event = measured(events, 503);
        equal("Service Unavailable", JsonValueUtils.readString(event, "description"), "description");
        equal(null, JsonValueUtils.readValue(event, "responder"), "responder");
        equal("APP", JsonValueUtils.readString(JsonValueUtils.readValue(event, "requestor"), "acc"), "account");
    }
}
