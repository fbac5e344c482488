package io.midge.monitor;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.midge.json.JsonWriter;
import io.midge.log.Log;
import io.midge.options.Options;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/**
 * The HTTP listener for operators. Paths match exactly, methods are GET and HEAD, a request that makes no sense costs
 * its own connection only.
 *
 * <p>How many connections there may be and how long a request may take are limits of the JDK's server for the whole
 * process, which the launcher sets: {@code jdk.httpserver.maxConnections}, {@code sun.net.httpserver.maxReqTime},
 * {@code sun.net.httpserver.maxRspTime}, {@code sun.net.httpserver.idleInterval}.
 */
public final class Monitor implements AutoCloseable {
    /** Requests of scrapers are few; more than this waiting to be accepted is not monitoring. */
    private static final int BACKLOG = 128;

    private final HttpServer server;
    private final ServerView view;
    private final Log log;
    private final RequestStats stats;
    private final String basePath;

    private Monitor(HttpServer server, Pages pages, Log log) {
        this.server = server;
        this.view = pages.view();
        this.log = log;
        this.stats = pages.stats();
        this.basePath = normal(view.options().monitor().basePath());
    }

    /** A prefix as nats-server takes it: {@code "foo/"} is {@code "/foo"}, and {@code "/"} is none. */
    static String normal(String basePath) {
        String path = Path.of("/" + basePath).normalize().toString();
        return path.equals("/") ? "" : path;
    }

    /** What is left of a path behind the prefix; empty if it does not begin with it. */
    static String below(String basePath, String path) {
        if (!path.startsWith(basePath)) {
            return "";
        }
        String rest = path.substring(basePath.length());
        return rest.isEmpty() && !basePath.isEmpty() ? "/" : rest;
    }

    /**
     * Listens where the options say and answers on this executor.
     *
     * @throws IOException with a text for operators if it cannot listen
     */
    public static Monitor start(Pages pages, Executor executor, Log log) throws IOException {
        Options options = pages.view().options();
        String host = options.httpHost();
        int port = options.monitor().port() == Options.RANDOM_PORT
                ? 0
                : options.monitor().port();
        HttpServer server;
        try {
            probe(address(host, port));
            server = HttpServer.create(address(host, port), BACKLOG);
        } catch (BindException e) {
            String reason = String.valueOf(e.getMessage()).startsWith("Address already in use")
                    ? "address already in use"
                    : e.getMessage();
            throw cannotListen("listen tcp " + hostPort(host, port) + ": bind: " + reason, e);
        } catch (UnknownHostException e) {
            throw cannotListen("listen tcp: lookup " + host + ": no such host", e);
        } catch (IOException e) {
            throw cannotListen("listen tcp " + hostPort(host, port) + ": " + e.getMessage(), e);
        }
        Monitor monitor = new Monitor(server, pages, log);
        server.setExecutor(executor);
        server.createContext("/", monitor::handle);
        server.start();
        log.info("Starting http monitor on " + hostPort(host, monitor.port()));
        return monitor;
    }

    /** The port on which it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Closes the listener and every connection. */
    @Override
    public void close() {
        server.stop(0);
    }

    // A HttpServer that cannot bind keeps its socket for good, so another one tries first.
    private static void probe(InetSocketAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address, BACKLOG);
        }
    }

    private static InetSocketAddress address(String host, int port) throws UnknownHostException {
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
        return everywhere ? new InetSocketAddress(port) : new InetSocketAddress(InetAddress.getByName(host), port);
    }

    private static String hostPort(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private static IOException cannotListen(String reason, IOException cause) {
        return new IOException("can't listen to the monitor port: " + reason, cause);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(exchange);
        } catch (RuntimeException e) {
            log.error("Monitoring request failed", e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            headers.set("Allow", "GET, HEAD");
            text(exchange, 405, "405 method not allowed\n");
            return;
        }
        String path = exchange.getRequestURI().getRawPath();
        switch (below(basePath, path == null ? "" : path)) {
            case "/" -> {
                stats.root();
                headers.set("Content-Type", "text/html; charset=utf-8");
                send(exchange, 200, utf8(IndexPage.render(view.identity())));
            }
            case "/varz" -> {
                stats.varz();
                json(exchange, Varz.render(view, stats));
            }
            case "/connz", "/subsz", "/subscriptionsz", "/accountz", "/accstatz", "/jsz", "/healthz" -> asked(exchange);
            default -> text(exchange, 404, "404 page not found\n");
        }
    }

    private void asked(HttpExchange exchange) throws IOException {
        try {
            URI uri = exchange.getRequestURI();
            Query query = Query.parse(uri.getRawQuery());
            switch (below(basePath, uri.getRawPath())) {
                case "/accountz" -> {
                    stats.accountz();
                    json(exchange, Accountz.render(view, query.text("acc"), JsonWriter.indented()));
                }
                case "/accstatz" -> {
                    stats.accstatz();
                    json(exchange, AccountStatz.of(query).page(view, JsonWriter.indented()));
                }
                case "/connz" -> {
                    ConnzOptions options = ConnzOptions.of(query);
                    stats.connz();
                    Body body = new Body(exchange);
                    Connz.write(view, options, body);
                    body.end();
                }
                case "/jsz" -> {
                    JszOptions options = JszOptions.of(query);
                    stats.jsz();
                    json(exchange, Jsz.render(view, options, JsonWriter.indented()));
                }
                case "/healthz" -> {
                    stats.healthz();
                    health(exchange, Healthz.of(query));
                }
                default -> {
                    stats.subsz();
                    json(exchange, Subsz.render(view, SubszOptions.of(query), JsonWriter.indented()));
                }
            }
        } catch (BadQueryException e) {
            text(exchange, 400, e.text());
        }
    }

    private void health(HttpExchange exchange, Healthz asked) throws IOException {
        Healthz.Verdict verdict = asked.verdict(view);
        byte[] body = asked.page(verdict);
        if (verdict.status() == 200) {
            json(exchange, body);
        } else {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            send(exchange, verdict.status(), body);
        }
    }

    static void json(HttpExchange exchange, byte[] body) throws IOException {
        jsonHeaders(exchange);
        send(exchange, 200, body);
    }

    static void jsonHeaders(HttpExchange exchange) {
        exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
        exchange.getResponseHeaders().set("Content-Type", "application/json");
    }

    private static void text(HttpExchange exchange, int status, String body) throws IOException {
        text(exchange, status, utf8(body));
    }

    private static void text(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        send(exchange, status, body);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
