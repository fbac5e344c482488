// Who gets in, and what for.
#include "peer.h"

#include <stdio.h>
#include <string.h>

static Peer *user(const Server *server, const char *name, const char *password) {
  Peer *peer = peer_of(server);
  OK(natsOptions_SetUserInfo(peer->opts, name, password));
  return peer;
}

static Peer *by_token(const Server *server, const char *token) {
  Peer *peer = peer_of(server);
  OK(natsOptions_SetToken(peer->opts, token));
  return peer;
}

static void refused(Peer *peer) {
  natsStatus s = peer_try(peer);
  CHECK(s == NATS_CONNECTION_AUTH_FAILED, "expected a failed authentication, got %s, %s", natsStatus_GetText(s), last_error());
  CHECK(strstr(last_error(), "Authorization Violation"), "told %s", last_error());
}

static void admitted(Peer *peer) { peer_works(peer_open(peer), "c.admitted"); }

static void token(void) {
  const Server *server = serve("token");
  admitted(by_token(server, "s3cr3t"));
  refused(by_token(server, "S3cr3t"));
  refused(user(server, "s3cr3t", ""));
  refused(peer_of(server));
}

static void hashed_token(void) {
  const Server *server = serve("hashed-token");
  admitted(by_token(server, "hashed token"));
  refused(by_token(server, "hashed_token"));
  refused(by_token(server, "$2a$04$hL7IcbPFKQYQVgHWqFNVA.zKIYpH48H9hn5qWvKOl7NVTYc8qBAbC"));
}

static void user_and_password(void) {
  const Server *server = serve("user");
  admitted(user(server, "alice", "s3cr3t"));
  Raw raw = raw_open(server);
  CHECK(strstr(raw.info, "\"auth_required\":true"), "INFO %s", raw.info);
}

static void wrong_password(void) {
  const Server *server = serve("user");
  const char *wrong[] = {"", "S3cr3t", "s3cr3", "s3cr3t "};
  for (int i = 0; i < 4; i++) refused(user(server, "alice", wrong[i]));
  refused(user(server, "bob", "s3cr3t"));
  refused(by_token(server, "s3cr3t"));
}

static void without_credentials(void) { refused(peer_of(serve("user"))); }

static void user_in_the_url(void) {
  char url[100];
  const Server *server = serve("user");
  Peer *good = peer_of(server), *bad = peer_of(server);
  snprintf(url, sizeof url, "nats://alice:s3cr3t@127.0.0.1:%d", server->port);
  OK(natsOptions_SetURL(good->opts, url));
  admitted(good);
  snprintf(url, sizeof url, "nats://alice:secret@127.0.0.1:%d", server->port);
  OK(natsOptions_SetURL(bad->opts, url));
  refused(bad);
}

static void bcrypt(void) {
  const Server *server = serve("users");
  admitted(user(server, "bob", "open sesame"));
  refused(user(server, "bob", "open_sesame"));
  refused(user(server, "bob", "$2a$04$4rQHQw9uSJiuHNPUlAL7eeTCFOoIF1ScB7OPWo92gkMVfPTy.dApS"));
}

static void users(void) {
  const Server *server = serve("users");
  admitted(user(server, "alice", "s3cr3t"));
  refused(user(server, "alice", "open sesame"));
  refused(user(server, "carol", "s3cr3t"));
  refused(peer_of(server));
}

static void no_auth_user(void) {
  const Server *server = serve("guest");
  Peer *guest = peer_plain(server);
  peer_works(guest, "guest.a");
  say(guest, "c.a", "");
  peer_error(guest, NATS_NOT_PERMITTED, "permissions violation for publish to \"c.a\"");
  admitted(user(server, "alice", "s3cr3t"));
  refused(user(server, "alice", "wrong"));
  refused(user(server, "guest", "wrong"));
}

static void what_a_refused_client_is_told(void) {
  char rest[256];
  Raw raw = raw_open(serve("user"));
  raw_send(&raw, "CONNECT {\"verbose\":false,\"user\":\"alice\",\"pass\":\"wrong\"}\r\nPING\r\n");
  raw_rest(&raw, rest, sizeof rest);
  CHECK(strcmp(rest, "-ERR 'Authorization Violation'\r\n") == 0, "got %s", rest);
}

static Peer *permitted(const char *name) { return peer_open(user(serve("permissions"), name, "pw")); }

static void denied(Peer *peer, const char *what, const char *subject, const char *more) {
  char text[200];
  snprintf(text, sizeof text, "permissions violation for %s to \"%s\"%s", what, subject, more);
  peer_error(peer, NATS_NOT_PERMITTED, text);
}

static void publish_denied(void) {
  const char *subjects[] = {"no.secret", "ok.secret"};
  Peer *admin = permitted("admin"), *limited = permitted("limited");
  natsSubscription *sub = listen_to(admin, "*.secret");
  settle(admin);
  for (int i = 0; i < 2; i++) {
    say(limited, subjects[i], "kept");
    denied(limited, "publish", subjects[i], "");
  }
  peer_works(limited, "ok.publish.denied");
  peer_silent(limited);
  nothing_more(admin, sub);
}

static void subscribe_denied(void) {
  const char *subjects[] = {"no.sub", "ok.s.hidden"};
  Peer *admin = permitted("admin"), *limited = permitted("limited");
  for (int i = 0; i < 2; i++) {
    natsSubscription *sub = listen_to(limited, subjects[i]);
    denied(limited, "subscription", subjects[i], "");
    say(admin, subjects[i], "kept");
    settle(admin);
    nothing_more(limited, sub);
  }
  natsSubscription *wide = listen_to(limited, "ok.s.*");
  settle(limited);
  say(admin, "ok.s.hidden", "kept");
  say(admin, "ok.s.open", "given");
  next_is(wide, "given");
  peer_silent(limited);
  nothing_more(limited, wide);
}

static void queue_permission(void) {
  natsSubscription *others = NULL, *jobs = NULL;
  Peer *admin = permitted("admin"), *worker = permitted("worker");
  listen_to(worker, "ok.work");
  denied(worker, "subscription", "ok.work", "");
  OK(natsConnection_QueueSubscribeSync(&others, worker->nc, "ok.work", "others"));
  denied(worker, "subscription", "ok.work", " using queue \"others\"");
  OK(natsConnection_QueueSubscribeSync(&jobs, worker->nc, "ok.work", "workers"));
  peer_silent(worker);
  say(admin, "ok.work", "job");
  next_is(jobs, "job");
  nothing_more(worker, jobs);
}

static void answer_too_often(natsConnection *nc, natsSubscription *sub, natsMsg *msg, void *allowed) {
  (void)sub;
  for (int i = 0; i <= *(int *)allowed; i++) natsConnection_PublishString(nc, natsMsg_GetReply(msg), "re x");
  natsMsg_Destroy(msg);
}

static void responses(const char *name, const char *subject, int allowed) {
  natsSubscription *sub = NULL;
  Peer *admin = permitted("admin"), *responder = permitted(name);
  OK(natsConnection_Subscribe(&sub, responder->nc, subject, answer_too_often, &allowed));
  settle(responder);
  say(responder, "ok.not.a.reply", "");
  denied(responder, "publish", "ok.not.a.reply", "");
  for (int i = 0; i < 2; i++) {
    natsInbox *inbox = NULL;
    OK(natsInbox_Create(&inbox));
    natsSubscription *replies = listen_to(admin, inbox);
    OK(natsConnection_PublishRequestString(admin->nc, subject, inbox, "x"));
    for (int j = 0; j < allowed; j++) next_is(replies, "re x");
    denied(responder, "publish", inbox, "");
    nothing_more(admin, replies);
  }
}

static void allow_responses(void) { responses("responder", "help", 1); }
static void allow_two_responses(void) { responses("twice", "help.twice", 2); }

const Case access_cases[] = {
    {"token", token},
    {"token-of-which-the-server-has-the-hash", hashed_token},
    {"user-and-password", user_and_password},
    {"wrong-password", wrong_password},
    {"without-credentials", without_credentials},
    {"user-in-the-url", user_in_the_url},
    {"bcrypt", bcrypt},
    {"users", users},
    {"no-auth-user", no_auth_user},
    {"what-a-refused-client-is-told", what_a_refused_client_is_told},
    {"publish-denied", publish_denied},
    {"subscribe-denied", subscribe_denied},
    {"queue-permission", queue_permission},
    {"allow-responses", allow_responses},
    {"allow-two-responses", allow_two_responses},
    {NULL, NULL},
};
