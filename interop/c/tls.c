// TLS with authorities of our own. This libnats has no handshake before INFO: the other suites have.
#include "peer.h"

#include <stdlib.h>
#include <string.h>

static Peer *trusting(const Server *server, const char *ca) {
  Peer *peer = peer_of(server);
  OK(natsOptions_SetSecure(peer->opts, true));
  OK(natsOptions_LoadCATrustedCertificates(peer->opts, certificate(ca)));
  return peer;
}

static Peer *showing(const Server *server, const char *name) {
  Peer *peer = trusting(server, "ca");
  OK(natsOptions_LoadCertificatesChain(peer->opts, certificate(name), key_of(name)));
  return peer;
}

static natsStatus fails(Peer *peer) {
  natsStatus s = peer_try(peer);
  CHECK(s != NATS_OK, "was let in");
  return s;
}

static void tls(void) {
  const Server *server = serve("tls");
  Peer *peer = trusting(server, "ca");
  OK(natsOptions_SetExpectedHostname(peer->opts, "localhost"));
  peer_works(peer_open(peer), "c.tls");
  Raw raw = raw_open(server);
  CHECK(strstr(raw.info, "\"tls_required\":true"), "INFO %s", raw.info);
}

static void other_name(void) {
  Peer *peer = trusting(serve("tls"), "ca");
  OK(natsOptions_SetExpectedHostname(peer->opts, "elsewhere"));
  CHECK(fails(peer) == NATS_SSL_ERROR, "told %s", last_error());
}

static void tls_large_payload(void) {
  Peer *peer = peer_open(trusting(serve("tls"), "ca"));
  int size = (int)natsConnection_GetMaxPayload(peer->nc);
  char *large = malloc((size_t)size + 1);
  memset(large, 'x', (size_t)size);
  large[size] = 0;
  natsSubscription *sub = listen_to(peer, "c.tls.large");
  for (int i = 0; i < 8; i++) say(peer, "c.tls.large", large);
  for (int i = 0; i < 8; i++) next_is(sub, large);
}

static void wrong_authority(void) {
  CHECK(fails(trusting(serve("tls"), "other-ca")) == NATS_SSL_ERROR, "told %s", last_error());
}

// The client turns to TLS when INFO says so, and then knows no authority for the server.
static void not_asked_for(void) { CHECK(fails(peer_of(serve("tls"))) == NATS_SSL_ERROR, "told %s", last_error()); }

static void where_there_is_none(void) {
  natsStatus s = fails(trusting(serve("open"), "ca"));
  CHECK(s == NATS_SECURE_CONNECTION_WANTED, "%s, %s", natsStatus_GetText(s), last_error());
}

static void required_and_not_spoken(void) {
  char rest[512];
  Raw raw = raw_open(serve("tls"));
  raw_send(&raw, "CONNECT {\"verbose\":false}\r\nPING\r\n");
  raw_rest(&raw, rest, sizeof rest);
  CHECK(!strstr(rest, "PONG"), "got %s", rest);
}

static void mutual(void) { peer_works(peer_open(showing(serve("tls-verify"), "client")), "c.mutual"); }

// In TLS 1.3 the client hears of it after its handshake; then the connection has ended before its PONG.
static void without_certificate(void) { fails(trusting(serve("tls-verify"), "ca")); }
static void stranger(void) { fails(showing(serve("tls-verify"), "stranger")); }

// The server waits a while for a handshake, then sends INFO.
static void after_a_while(void) { peer_works(peer_open(trusting(serve("tls-auto"), "ca")), "c.auto"); }

static void optional(void) {
  const Server *server = serve("tls-optional");
  peer_works(peer_plain(server), "c.plain");
  Raw raw = raw_open(server);
  CHECK(strstr(raw.info, "\"tls_available\":true") && !strstr(raw.info, "\"tls_required\""), "INFO %s", raw.info);
}

static void tls_and_user(void) {
  const Server *server = serve("tls-users");
  Peer *good = trusting(server, "ca"), *bad = trusting(server, "ca");
  OK(natsOptions_SetUserInfo(good->opts, "alice", "s3cr3t"));
  peer_works(peer_open(good), "c.both");
  OK(natsOptions_SetUserInfo(bad->opts, "alice", "wrong"));
  CHECK(fails(bad) == NATS_CONNECTION_AUTH_FAILED, "told %s", last_error());
  CHECK(fails(trusting(server, "ca")) == NATS_CONNECTION_AUTH_FAILED, "told %s", last_error());
}

const Case tls_cases[] = {
    {"tls", tls},
    {"tls-of-another-name", other_name},
    {"tls-large-payload", tls_large_payload},
    {"tls-wrong-authority", wrong_authority},
    {"tls-not-asked-for", not_asked_for},
    {"tls-where-there-is-none", where_there_is_none},
    {"tls-required-and-not-spoken", required_and_not_spoken},
    {"tls-mutual", mutual},
    {"tls-mutual-without-certificate", without_certificate},
    {"tls-mutual-with-the-certificate-of-a-stranger", stranger},
    {"tls-after-a-while", after_a_while},
    {"tls-optional", optional},
    {"tls-and-user", tls_and_user},
    {NULL, NULL},
};
