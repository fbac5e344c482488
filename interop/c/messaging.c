// What a client is for.
#include "peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Peer *open_one(void) { return peer_plain(serve("open")); }

static void server_info(void) {
  char id[128], *ip = NULL;
  uint64_t a = 0, b = 0;
  Peer *peer = open_one(), *second = open_one();
  OK(natsConnection_GetConnectedServerId(peer->nc, id, sizeof id));
  CHECK(id[0] == 'N' && strlen(id) == 56, "server id %s", id);
  CHECK(natsConnection_GetMaxPayload(peer->nc) == 1 << 20, "max_payload");
  OK(natsConnection_HasHeaderSupport(peer->nc));
  OK(natsConnection_GetClientIP(peer->nc, &ip));
  CHECK(strcmp(ip, "127.0.0.1") == 0, "client_ip %s", ip);
  OK(natsConnection_GetClientID(peer->nc, &a));
  OK(natsConnection_GetClientID(second->nc, &b));
  CHECK(a > 0 && b > 0 && a != b, "client ids %d and %d", (int)a, (int)b);
}

static void publish_subscribe(void) {
  char text[16];
  Peer *peer = open_one();
  natsSubscription *sub = listen_to(peer, "c.pub");
  for (int i = 0; i < 1000; i++) {
    snprintf(text, sizeof text, "%d", i);
    if (i % 2) OK(natsConnection_PublishRequestString(peer->nc, "c.pub", "c.reply", text));
    else say(peer, "c.pub", text);
  }
  for (int i = 0; i < 1000; i++) {
    natsMsg *msg = NULL;
    OK(natsSubscription_NextMsg(&msg, sub, WAIT_MS));
    CHECK(atoi(natsMsg_GetData(msg)) == i, "message %s instead of %d", natsMsg_GetData(msg), i);
    const char *reply = natsMsg_GetReply(msg);
    CHECK(i % 2 ? reply && strcmp(reply, "c.reply") == 0 : !reply, "reply %s", reply ? reply : "none");
    natsMsg_Destroy(msg);
  }
  nothing_more(peer, sub);
}

static void wildcards(void) {
  const char *all[] = {"c.w.b.c", "c.w", "c.w.b", "c.w.b.c.d", "c.w.x.c"};
  Peer *peer = open_one();
  natsSubscription *token = listen_to(peer, "c.w.*.c"), *rest = listen_to(peer, "c.w.>");
  for (int i = 0; i < 5; i++) say(peer, all[i], all[i]);
  next_is(token, "c.w.b.c");
  next_is(token, "c.w.x.c");
  next_is(rest, "c.w.b.c");
  next_is(rest, "c.w.b");
  next_is(rest, "c.w.b.c.d");
  next_is(rest, "c.w.x.c");
  nothing_more(peer, token);
  nothing_more(peer, rest);
}

static void headers(void) {
  natsMsg *out = NULL, *in = NULL;
  const char *value = NULL, **values = NULL;
  int count = 0;
  Peer *peer = open_one();
  natsSubscription *sub = listen_to(peer, "c.h");
  OK(natsMsg_Create(&out, "c.h", NULL, "hi", 2));
  OK(natsMsgHeader_Set(out, "One", "1"));
  OK(natsMsgHeader_Add(out, "Multi", "a"));
  OK(natsMsgHeader_Add(out, "Multi", "b c"));
  OK(natsConnection_PublishMsg(peer->nc, out));
  OK(natsSubscription_NextMsg(&in, sub, WAIT_MS));
  CHECK(natsMsg_GetDataLength(in) == 2, "payload");
  OK(natsMsgHeader_Get(in, "One", &value));
  CHECK(strcmp(value, "1") == 0, "One: %s", value);
  OK(natsMsgHeader_Values(in, "Multi", &values, &count));
  CHECK(count == 2 && strcmp(values[0], "a") == 0 && strcmp(values[1], "b c") == 0, "Multi");
  say(peer, "c.h", "plain");
  OK(natsSubscription_NextMsg(&in, sub, WAIT_MS));
  CHECK(natsMsgHeader_Get(in, "One", &value) == NATS_NOT_FOUND, "headers from nowhere");
}

static void answer(natsConnection *nc, natsSubscription *sub, natsMsg *msg, void *closure) {
  char text[64];
  (void)sub, (void)closure;
  snprintf(text, sizeof text, "re %.*s", natsMsg_GetDataLength(msg), natsMsg_GetData(msg));
  natsConnection_PublishString(nc, natsMsg_GetReply(msg), text);
  natsMsg_Destroy(msg);
}

static void request_reply(void) {
  char text[16], wanted[20];
  natsSubscription *sub = NULL;
  Peer *peer = open_one(), *responder = open_one();
  OK(natsConnection_QueueSubscribe(&sub, responder->nc, "c.help", "q", answer, NULL));
  settle(responder);
  for (int i = 0; i < 200; i++) {
    natsMsg *reply = NULL;
    snprintf(text, sizeof text, "%d", i);
    snprintf(wanted, sizeof wanted, "re %d", i);
    OK(natsConnection_RequestString(&reply, peer->nc, "c.help", text, WAIT_MS));
    CHECK(strncmp(natsMsg_GetData(reply), wanted, strlen(wanted)) == 0, "reply %s", natsMsg_GetData(reply));
    natsMsg_Destroy(reply);
  }
}

static void no_responders(void) {
  natsMsg *reply = NULL;
  Peer *peer = open_one();
  int64_t from = nats_Now();
  natsStatus s = natsConnection_RequestString(&reply, peer->nc, "c.nobody", "", WAIT_MS);
  CHECK(s == NATS_NO_RESPONDERS, "%s", natsStatus_GetText(s));
  CHECK(nats_Now() - from < 2000, "the 503 was slow");
}

#define MEMBERS 4
#define MESSAGES 4000

static int seen[MESSAGES], share[MEMBERS], taken;
static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;

static void count_one(natsConnection *nc, natsSubscription *sub, natsMsg *msg, void *member) {
  (void)nc, (void)sub;
  pthread_mutex_lock(&counting);
  seen[atoi(natsMsg_GetData(msg))]++;
  (*(int *)member)++;
  taken++;
  pthread_mutex_unlock(&counting);
  natsMsg_Destroy(msg);
}

static int taken_now(void) {
  pthread_mutex_lock(&counting);
  int now = taken;
  pthread_mutex_unlock(&counting);
  return now;
}

static void queue_group(void) {
  char text[16];
  double chi = 0, fair = (double)MESSAGES / MEMBERS;
  Peer *workers[MEMBERS], *publisher = open_one();
  for (int i = 0; i < MEMBERS; i++) {
    natsSubscription *sub = NULL;
    workers[i] = open_one();
    OK(natsConnection_QueueSubscribe(&sub, workers[i]->nc, "c.q", "workers", count_one, &share[i]));
    settle(workers[i]);
  }
  for (int i = 0; i < MESSAGES; i++) {
    snprintf(text, sizeof text, "%d", i);
    say(publisher, "c.q", text);
  }
  UNTIL(taken_now() >= MESSAGES, "more messages");
  for (int i = 0; i < MEMBERS; i++) settle(workers[i]);
  for (int i = 0; i < MESSAGES; i++) CHECK(seen[i] == 1, "message %d came %d times", i, seen[i]);
  for (int i = 0; i < MEMBERS; i++) chi += (share[i] - fair) * (share[i] - fair) / fair;
  // With 3 degrees of freedom below the bound but once in ten million runs.
  CHECK(chi < 35, "shares have chi-square %f", chi);
}

static void auto_unsubscribe(void) {
  natsMsg *msg = NULL;
  natsStatistics *stats = NULL;
  uint64_t in = 0, in_bytes, out, out_bytes, reconnects;
  char text[16];
  Peer *peer = open_one(), *publisher = open_one();
  natsSubscription *sub = listen_to(peer, "c.auto");
  OK(natsSubscription_AutoUnsubscribe(sub, 5));
  settle(peer);
  for (int i = 0; i < 10; i++) {
    snprintf(text, sizeof text, "%d", i);
    say(publisher, "c.auto", text);
  }
  settle(publisher);
  settle(peer);
  for (int i = 0; i < 5; i++) {
    snprintf(text, sizeof text, "%d", i);
    next_is(sub, text);
  }
  CHECK(natsSubscription_NextMsg(&msg, sub, WAIT_MS) != NATS_OK, "a message too many");
  OK(natsStatistics_Create(&stats));
  OK(natsConnection_GetStats(peer->nc, stats));
  OK(natsStatistics_GetCounts(stats, &in, &in_bytes, &out, &out_bytes, &reconnects));
  CHECK(in == 5, "the server sent %d messages", (int)in);
}

static void no_echo(void) {
  Peer *quiet = peer_of(serve("open")), *other = open_one();
  OK(natsOptions_SetNoEcho(quiet->opts, true));
  peer_open(quiet);
  natsSubscription *own_sub = listen_to(quiet, "c.echo"), *others = listen_to(other, "c.echo");
  settle(quiet);
  settle(other);
  say(quiet, "c.echo", "own");
  next_is(others, "own");
  say(other, "c.echo", "other");
  next_is(own_sub, "other");
}

static void drain_subscription(void) {
  natsSubscription *sub = NULL;
  Peer *peer = open_one();
  OK(natsConnection_Subscribe(&sub, peer->nc, "c.drain", count_one, &share[0]));
  for (int i = 0; i < 2000; i++) say(peer, "c.drain", "0");
  OK(natsSubscription_Drain(sub));
  OK(natsSubscription_WaitForDrainCompletion(sub, WAIT_MS));
  CHECK(taken_now() == 2000, "%d messages before the end", taken_now());
}

static void drain_connection(void) {
  natsSubscription *sub = NULL;
  Peer *peer = open_one(), *publisher = open_one();
  OK(natsConnection_Subscribe(&sub, peer->nc, "c.drain.all", count_one, &share[0]));
  settle(peer);
  for (int i = 0; i < 2000; i++) say(publisher, "c.drain.all", "0");
  settle(publisher);
  OK(natsConnection_Drain(peer->nc));
  peer_await(peer, &peer->closed, 1, "end of the drained connection");
  CHECK(taken_now() == 2000, "%d messages before the end", taken_now());
}

static void flush_and_rtt(void) {
  int64_t rtt = -1;
  Peer *peer = open_one();
  for (int i = 0; i < 100; i++) settle(peer);
  OK(natsConnection_GetRTT(peer->nc, &rtt));
  CHECK(rtt > 0 && rtt < WAIT_MS * 1000000LL, "RTT %lld", (long long)rtt);
}

static void verbose_and_pedantic(void) {
  char text[16];
  Peer *peer = peer_of(serve("open"));
  OK(natsOptions_SetVerbose(peer->opts, true));
  OK(natsOptions_SetPedantic(peer->opts, true));
  peer_open(peer);
  natsSubscription *sub = listen_to(peer, "c.verbose");
  for (int i = 0; i < 100; i++) {
    snprintf(text, sizeof text, "%d", i);
    say(peer, "c.verbose", text);
    next_is(sub, text);
  }
  peer_silent(peer);
}

static void keepalive_pings(void) {
  Peer *peer = peer_of(serve("open")), *other = open_one();
  OK(natsOptions_SetPingInterval(peer->opts, 50));
  OK(natsOptions_SetMaxPingsOut(peer->opts, 5));
  peer_open(peer);
  // The round trips of the other one pass the time for twenty pings.
  for (int64_t end = nats_Now() + 1000; nats_Now() < end;) settle(other);
  CHECK(peer->gone == 0 && natsConnection_Status(peer->nc) == NATS_CONN_STATUS_CONNECTED, "a ping was not answered");
}

static void large_payload(void) {
  Peer *peer = open_one();
  int size = (int)natsConnection_GetMaxPayload(peer->nc);
  char *large = malloc((size_t)size + 1);
  for (int i = 0; i < size; i++) large[i] = (char)('a' + i % 17);
  large[size] = 0;
  natsSubscription *sub = listen_to(peer, "c.large");
  for (int i = 0; i < 8; i++) say(peer, "c.large", large);
  for (int i = 0; i < 8; i++) next_is(sub, large);
}

static void max_payload_at_the_client(void) {
  Peer *peer = open_one();
  int size = (int)natsConnection_GetMaxPayload(peer->nc) + 1;
  natsStatus s = natsConnection_Publish(peer->nc, "c.big", calloc(1, (size_t)size), size);
  CHECK(s == NATS_MAX_PAYLOAD, "%s", natsStatus_GetText(s));
  settle(peer);
}

static void max_payload_at_the_server(void) {
  char rest[256];
  Raw raw = raw_open(serve("open"));
  raw_send(&raw, "CONNECT {\"verbose\":false}\r\nPUB c.big 1048577\r\n");
  raw_rest(&raw, rest, sizeof rest);
  CHECK(strcmp(rest, "-ERR 'Maximum Payload Violation'\r\n") == 0, "got %s", rest);
}

const Case messaging_cases[] = {
    {"server-info", server_info},
    {"publish-subscribe", publish_subscribe},
    {"wildcards", wildcards},
    {"headers", headers},
    {"request-reply", request_reply},
    {"no-responders", no_responders},
    {"queue-group", queue_group},
    {"auto-unsubscribe", auto_unsubscribe},
    {"no-echo", no_echo},
    {"drain-subscription", drain_subscription},
    {"drain-connection", drain_connection},
    {"flush-and-rtt", flush_and_rtt},
    {"verbose-and-pedantic", verbose_and_pedantic},
    {"keepalive-pings", keepalive_pings},
    {"payload-of-one-mebibyte", large_payload},
    {"max-payload-at-the-client", max_payload_at_the_client},
    {"max-payload-at-the-server", max_payload_at_the_server},
    {NULL, NULL},
};
