// Servers of ../servers, connections that remember what they report, and bare sockets. A case is a process of its own:
// it ends itself with the reason where something is not as it should be.
#ifndef PEER_H
#define PEER_H

#include <nats/nats.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define WAIT_MS 20000

typedef struct {
  const char *name;
  void (*run)(void);
} Case;

extern const Case messaging_cases[], access_cases[], tls_cases[], trouble_cases[];

// --- failing -------------------------------------------------------------------------------------------------------

void fail(const char *file, int line, const char *format, ...) __attribute__((noreturn, format(printf, 3, 4)));
#define FAIL(...) fail(__FILE__, __LINE__, __VA_ARGS__)
#define CHECK(good, ...) do { if (!(good)) FAIL(__VA_ARGS__); } while (0)
#define OK(call) do { natsStatus s_ = (call); if (s_ != NATS_OK) FAIL("%s: %s, %s", #call, natsStatus_GetText(s_), last_error()); } while (0)
#define UNTIL(good, what) do { int64_t end_ = nats_Now() + WAIT_MS; while (!(good)) { CHECK(nats_Now() < end_, "no %s", what); nats_Sleep(10); } } while (0)

const char *last_error(void);

// --- servers -------------------------------------------------------------------------------------------------------

typedef struct {
  pid_t pid;
  int port;
  int log; // what it says goes into this file, which has no name
} Server;

void server_spawn(Server *server, const char *config, int port);
bool server_listens(Server *server);
void server_stop(Server *server); // in whatever state it is
void server_kill(Server *server);
int server_ended(Server *server); // waits for its end, the code
bool server_said(const Server *server, const char *text);

// One for each file, started before the cases.
const Server *serve(const char *config);
void serve_all(void);
void stop_all(void);
// One of this case alone, killed with it.
Server own(const char *config, int port);

const char *certificate(const char *name);
const char *key_of(const char *name);

// --- clients -------------------------------------------------------------------------------------------------------

#define KEPT_ERRORS 256

typedef struct {
  natsOptions *opts;
  natsConnection *nc;
  pthread_mutex_t lock;
  pthread_cond_t change;
  struct { natsStatus status; char text[256]; } errors[KEPT_ERRORS];
  int errors_told, errors_taken;
  int gone, back, closed, duck;
} Peer;

Peer *peer_of(const Server *server); // with options, without connection
natsStatus peer_try(Peer *peer);
Peer *peer_open(Peer *peer);
Peer *peer_plain(const Server *server);
void peer_close(Peer *peer);
void peer_await(Peer *peer, const int *count, int least, const char *what);
void peer_error(Peer *peer, natsStatus status, const char *text);
void peer_silent(Peer *peer);
void peer_works(Peer *peer, const char *subject);

void settle(Peer *peer);
natsSubscription *listen_to(Peer *peer, const char *subject);
void say(Peer *peer, const char *subject, const char *text);
void next_is(natsSubscription *sub, const char *text);
void nothing_more(Peer *peer, natsSubscription *sub);

// --- bare sockets --------------------------------------------------------------------------------------------------

typedef struct {
  int fd;
  char info[8192];
} Raw;

Raw raw_open(const Server *server);
void raw_send(Raw *raw, const char *text);
void raw_line(Raw *raw, char *line, size_t size);
size_t raw_rest(Raw *raw, char *start, size_t size); // all of it is counted, the start kept

#endif
