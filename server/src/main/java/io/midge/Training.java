package io.midge;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A short life of a server that shows the JVM what a start and the first messages need: run once after a build, with
 * {@code -XX:AOTCacheOutput} and {@code -Dmidge.train=true}, to make the cache that later starts load.
 *
 * <p>Threads: main.
 */
final class Training {
    private static final int ROUNDS = 25;
    private static final int BATCH = 100;

    private Training() {}

    static boolean isOn() {
        return Boolean.getBoolean("midge.train");
    }

    /** Serves itself for a moment, then stops. */
    static void run(NatsServer server, boolean jetStream) throws IOException {
        clients(server.port());
        if (jetStream) {
            streams(server.port());
        }
        if (server.monitorPort() != 0) {
            page(server.monitorPort());
        }
        server.close();
    }

    private static void clients(int port) throws IOException {
        try (Socket subscriber = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket publisher = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String connect = "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true,"
                    + "\"protocol\":1,\"lang\":\"java\",\"version\":\"1\",\"name\":\"training\"}\r\n";
            say(subscriber, connect + "SUB train.* 1\r\nSUB train.> q 2\r\nSUB _INBOX.a 3 \r\nPING\r\n");
            await(subscriber, "PONG");
            say(publisher, connect + "SUB _INBOX.b.* 9\r\nPING\r\n");
            await(publisher, "PONG");
            String messages =
                    "PUB train.one 5\r\nhello\r\nHPUB train.two _INBOX.a 12 14\r\nNATS/1.0\r\n\r\nhi\r\n".repeat(BATCH)
                            + "PUB nobody _INBOX.b.1 0\r\n\r\nPING\r\n";
            for (int i = 0; i < ROUNDS; i++) {
                say(publisher, messages);
                await(publisher, "PONG");
                say(subscriber, "PING\r\n");
                await(subscriber, "PONG");
            }
            say(subscriber, "UNSUB 1\r\nUNSUB 2 1\r\nPUB foo 1\r\nxyz\r\n");
            await(subscriber, "-ERR");
        }
    }

    private static void streams(int port) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket watcher = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String connect = "CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true}\r\n";
            say(client, connect + "SUB _INBOX.c.> 1\r\n");
            say(watcher, connect + "SUB _INBOX.w 2\r\nPING\r\n");
            await(watcher, "PONG");
            String stream = "{\"name\":\"train\",\"subjects\":[\"train.*\"],\"allow_direct\":true}";
            ask(client, "$JS.API.STREAM.CREATE.train", stream, "stream_create_response");
            for (int i = 1; i <= ROUNDS; i++) {
                ask(client, "train." + i, "hello", "\"seq\":" + i);
            }
            String consumer =
                    "{\"stream_name\":\"train\",\"config\":{\"durable_name\":\"c\",\"ack_policy\":\"explicit\"}}";
            ask(client, "$JS.API.CONSUMER.DURABLE.CREATE.train.c", consumer, "consumer_create_response");
            for (int i = 1; i <= ROUNDS; i++) {
                ask(client, "$JS.API.CONSUMER.MSG.NEXT.train.c", "{\"batch\":1,\"expires\":1000000000}", " $JS.ACK.");
                ask(client, "$JS.ACK.train.c.1." + i + '.' + i + ".1.0", "+ACK", " 0\r\n");
            }
            watch(client, watcher);
            ask(client, "$JS.API.DIRECT.GET.train", "{\"seq\":2}", "hello");
            ask(client, "$JS.API.STREAM.INFO.train", "", "stream_info_response");
            ask(client, "$JS.API.STREAM.DELETE.train", "", "success");
        }
    }

    /** What a key-value watch and the purge of a key ask for. */
    private static void watch(Socket client, Socket watcher) throws IOException {
        String push = "{\"stream_name\":\"train\",\"config\":{\"deliver_subject\":\"_INBOX.w\",\"ack_policy\":\"none\","
                + "\"deliver_policy\":\"last_per_subject\",\"filter_subject\":\"train.>\",\"max_deliver\":1,"
                + "\"flow_control\":true,\"idle_heartbeat\":5000000000,\"mem_storage\":true,\"num_replicas\":1}}";
        ask(client, "$JS.API.CONSUMER.CREATE.train", push, "consumer_create_response");
        await(watcher, " $JS.ACK.train.");
        ask(client, "$JS.API.STREAM.PURGE.train", "{\"filter\":\"train.1\"}", "\"purged\":1");
    }

    private static void ask(Socket client, String subject, String payload, String answer) throws IOException {
        say(client, "PUB " + subject + " _INBOX.c.1 " + payload.length() + "\r\n" + payload + "\r\n");
        await(client, answer);
    }

    private static void page(int port) throws IOException {
        for (String path : new String[] {"/varz", "/healthz"}) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                say(socket, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                socket.getInputStream().readAllBytes();
            }
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void await(Socket socket, String line) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] wanted = line.getBytes(StandardCharsets.US_ASCII);
        int found = 0;
        while (found < wanted.length) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the server closed while waiting for " + line);
            }
            found = c == wanted[found] ? found + 1 : c == wanted[0] ? 1 : 0;
        }
    }
}
