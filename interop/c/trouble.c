// Servers that go, and clients that are too slow.
#include "peer.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A server is killed and started again on its port: the client is back, and its subscriptions with it.
static void comes_back(const char *config, void (*guard)(Peer *)) {
  natsSubscription *group = NULL;
  Server first = own(config, -1);
  Peer *peer = peer_of(&first);
  guard(peer);
  OK(natsOptions_SetAllowReconnect(peer->opts, true));
  OK(natsOptions_SetMaxReconnect(peer->opts, 10000));
  OK(natsOptions_SetReconnectWait(peer->opts, 50));
  OK(natsOptions_SetReconnectJitter(peer->opts, 1, 1));
  peer_open(peer);
  natsSubscription *sub = listen_to(peer, "c.back.*");
  OK(natsConnection_QueueSubscribeSync(&group, peer->nc, "c.back.*", "group"));
  say(peer, "c.back.1", "before");
  next_is(sub, "before");
  next_is(group, "before");
  server_kill(&first);
  peer_await(peer, &peer->gone, 1, "disconnect");
  // What is published meanwhile is sent when there is a server again.
  say(peer, "c.back.2", "meanwhile");
  Server again = own(config, first.port);
  peer_await(peer, &peer->back, 1, "reconnect");
  next_is(sub, "meanwhile");
  Peer *other = peer_of(&again);
  guard(other);
  say(peer_open(other), "c.back.3", "after");
  next_is(sub, "after");
  next_is(group, "meanwhile");
  next_is(group, "after");
  peer_close(peer);
  peer_close(other);
  server_kill(&again);
}

static void unguarded(Peer *peer) { (void)peer; }

static void by_tls_and_user(Peer *peer) {
  OK(natsOptions_SetSecure(peer->opts, true));
  OK(natsOptions_LoadCATrustedCertificates(peer->opts, certificate("ca")));
  OK(natsOptions_SetUserInfo(peer->opts, "alice", "s3cr3t"));
}

static void reconnect_after_a_kill(void) { comes_back("open", unguarded); }
static void reconnect_with_tls_and_user(void) { comes_back("tls-users", by_tls_and_user); }

static void lame_duck(void) {
  Server server = own("open", -1);
  Peer *peer = peer_plain(&server);
  natsSubscription *sub = listen_to(peer, "c.duck");
  settle(peer);
  kill(server.pid, SIGUSR2);
  peer_await(peer, &peer->duck, 1, "notice");
  say(peer, "c.duck", "quack");
  next_is(sub, "quack");
  peer_await(peer, &peer->closed, 1, "end of the connection");
  int code = server_ended(&server);
  CHECK(code == 0, "code of the server %d", code);
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER, counting = PTHREAD_MUTEX_INITIALIZER;
static char last[16];
static int taken;

static void behind_the_gate(natsConnection *nc, natsSubscription *sub, natsMsg *msg, void *closure) {
  (void)nc, (void)sub, (void)closure;
  pthread_mutex_lock(&gate);
  pthread_mutex_unlock(&gate);
  pthread_mutex_lock(&counting);
  taken++;
  snprintf(last, sizeof last, "%.*s", natsMsg_GetDataLength(msg), natsMsg_GetData(msg));
  pthread_mutex_unlock(&counting);
  natsMsg_Destroy(msg);
}

static bool last_is(const char *text) {
  pthread_mutex_lock(&counting);
  bool is = strcmp(last, text) == 0;
  pthread_mutex_unlock(&counting);
  return is;
}

static void slow_consumer_at_the_client(void) {
  natsSubscription *sub = NULL;
  int64_t dropped = 0;
  int pending = 1;
  char text[16];
  Peer *peer = peer_plain(serve("open"));
  pthread_mutex_lock(&gate);
  OK(natsConnection_Subscribe(&sub, peer->nc, "c.slow", behind_the_gate, NULL));
  OK(natsSubscription_SetPendingLimits(sub, 5, 1 << 20));
  for (int i = 0; i < 50; i++) {
    snprintf(text, sizeof text, "%d", i);
    say(peer, "c.slow", text);
  }
  settle(peer);
  peer_error(peer, NATS_SLOW_CONSUMER, "");
  OK(natsSubscription_GetDropped(sub, &dropped));
  CHECK(dropped >= 40, "%d dropped", (int)dropped);
  pthread_mutex_unlock(&gate);
  UNTIL(natsSubscription_GetPending(sub, &pending, NULL) == NATS_OK && pending == 0, "end of what waits");
  say(peer, "c.slow", "later");
  UNTIL(last_is("later"), "later message");
  CHECK(taken <= 8, "%d messages came", taken);
}

static void slow_consumer_at_the_server(void) {
  enum { CHUNK = 64 << 10 };
  static char chunk[CHUNK + 1];
  static char rest[CHUNK];
  char line[64];
  int sent = 0;
  memset(chunk, 'x', CHUNK);
  Server server = own("slow", -1);
  Raw raw = raw_open(&server);
  raw_send(&raw, "CONNECT {\"verbose\":false}\r\nSUB c.flood 1\r\nPING\r\n");
  raw_line(&raw, line, sizeof line);
  CHECK(strcmp(line, "PONG\r\n") == 0, "got %s", line);
  Peer *quick = peer_plain(&server), *publisher = peer_plain(&server);
  natsSubscription *sub = listen_to(quick, "c.flood");
  settle(quick);
  for (; sent < 2000 && !server_said(&server, "Slow Consumer"); sent++) {
    say(publisher, "c.flood", chunk);
    settle(publisher);
    next_is(sub, chunk);
  }
  UNTIL(server_said(&server, "Slow Consumer Detected"), "line in the log");
  size_t all = raw_rest(&raw, rest, sizeof rest);
  CHECK(all < (size_t)sent * CHUNK, "all %zu bytes came", all);
  peer_works(publisher, "c.after.the.flood");
  peer_close(quick);
  peer_close(publisher);
  server_kill(&server);
}

const Case trouble_cases[] = {
    {"lame-duck", lame_duck},
    {"reconnect-after-a-kill", reconnect_after_a_kill},
    {"reconnect-with-tls-and-user", reconnect_with_tls_and_user},
    {"slow-consumer-at-the-server", slow_consumer_at_the_server},
    {"slow-consumer-at-the-client", slow_consumer_at_the_client},
    {NULL, NULL},
};
