#define _GNU_SOURCE
#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define START_MS 180000
#define WORDS 32

void fail(const char *file, int line, const char *format, ...) {
  char text[2000];
  int used = snprintf(text, sizeof text, "%s:%d ", file, line);
  va_list args;
  va_start(args, format);
  vsnprintf(text + used, sizeof text - (size_t)used, format, args);
  va_end(args);
  // The reason is the last line of what the case writes.
  fprintf(stderr, "%s\n", text);
  fflush(stderr);
  _exit(1);
}

const char *last_error(void) {
  const char *text = nats_GetLastError(NULL);
  return text ? text : "";
}

static void nap(void) {
  nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
}

static const char *path(const char *variable, const char *name, const char *end) {
  static char paths[4][512]; // the last four are good
  static int at;
  const char *directory = getenv(variable);
  CHECK(directory, "no %s", variable);
  at = (at + 1) % 4;
  snprintf(paths[at], sizeof paths[at], "%s/%s%s", directory, name, end);
  return paths[at];
}

const char *certificate(const char *name) { return path("MIDGE_CERTS", name, ".pem"); }
const char *key_of(const char *name) { return path("MIDGE_CERTS", name, "-key.pem"); }

// --- servers -------------------------------------------------------------------------------------------------------

void server_spawn(Server *server, const char *config, int port) {
  static char line[1024], number[16];
  char *words[WORDS + 8];
  int count = 0;
  const char *command = getenv("MIDGE_SERVER");
  snprintf(line, sizeof line, "%s", command ? command : "../../nats-server");
  for (char *word = strtok(line, " \t"); word && count < WORDS; word = strtok(NULL, " \t")) words[count++] = word;
  snprintf(number, sizeof number, "%d", port);
  char *more[] = {"-a", "127.0.0.1", "-p", number, "-c", (char *)path("MIDGE_SERVERS", config, ".conf"), NULL};
  memcpy(words + count, more, sizeof more);

  char log[] = "/tmp/interop-c-XXXXXX";
  server->log = mkstemp(log);
  CHECK(server->log >= 0, "no log: %s", strerror(errno));
  unlink(log);
  server->port = 0;
  server->pid = fork();
  CHECK(server->pid >= 0, "fork: %s", strerror(errno));
  if (server->pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    alarm(0);
    dup2(server->log, STDERR_FILENO);
    dup2(open("/dev/null", O_RDWR), STDIN_FILENO);
    dup2(STDIN_FILENO, STDOUT_FILENO);
    execvp(words[0], words);
    dprintf(STDERR_FILENO, "exec %s: %s\n", words[0], strerror(errno));
    _exit(127);
  }
}

static char *said(const Server *server) {
  static char text[1 << 16];
  ssize_t count = pread(server->log, text, sizeof text - 1, 0);
  text[count > 0 ? count : 0] = 0;
  return text;
}

bool server_listens(Server *server) {
  for (int asked = 0; asked < START_MS / 10; asked++) {
    char *text = said(server);
    char *line = strstr(text, "Listening for client connections on ");
    char *end = line ? strchr(line, '\n') : NULL;
    if (end) {
      *end = 0;
      server->port = atoi(strrchr(line, ':') + 1);
      return true;
    }
    int status;
    if (waitpid(server->pid, &status, WNOHANG) == server->pid) return false;
    nap();
  }
  return false;
}

static const char *last_words(const Server *server) {
  const char *text = said(server);
  return strlen(text) > 300 ? text + strlen(text) - 300 : text;
}

bool server_said(const Server *server, const char *text) { return strstr(said(server), text) != NULL; }

void server_kill(Server *server) {
  kill(server->pid, SIGKILL);
  waitpid(server->pid, NULL, 0);
  close(server->log);
}

int server_ended(Server *server) {
  int status;
  for (int asked = 0; asked < WAIT_MS / 10; asked++) {
    if (waitpid(server->pid, &status, WNOHANG) == server->pid) {
      close(server->log);
      return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    nap();
  }
  server_kill(server);
  return -2;
}

void server_stop(Server *server) {
  kill(server->pid, SIGTERM);
  server_ended(server);
}

static const char *const names[] = {"open",  "token",      "hashed-token", "user",      "users",    "guest",        "permissions",
                                    "tls",   "tls-verify", "tls-first",    "tls-auto",  "tls-users", "tls-optional", NULL};
static Server served[sizeof names / sizeof *names];

void serve_all(void) {
  for (int i = 0; names[i]; i++) server_spawn(&served[i], names[i], -1);
  for (int i = 0; names[i]; i++) server_listens(&served[i]);
}

// A server that does not start fails the cases that want it.
const Server *serve(const char *config) {
  for (int i = 0; names[i]; i++) {
    if (strcmp(names[i], config) == 0) {
      CHECK(served[i].port != 0, "the server does not listen: %s", last_words(&served[i]));
      return &served[i];
    }
  }
  FAIL("no server %s", config);
}

void stop_all(void) {
  for (int i = 0; names[i]; i++) {
    if (served[i].port) kill(served[i].pid, SIGTERM);
  }
  for (int i = 0; names[i]; i++) {
    if (served[i].port) server_ended(&served[i]);
  }
}

Server own(const char *config, int port) {
  Server server;
  server_spawn(&server, config, port);
  CHECK(server_listens(&server), "the server does not listen: %s", last_words(&server));
  return server;
}

// --- clients -------------------------------------------------------------------------------------------------------

static void change(Peer *peer, int *count) {
  pthread_mutex_lock(&peer->lock);
  (*count)++;
  pthread_cond_broadcast(&peer->change);
  pthread_mutex_unlock(&peer->lock);
}

static void on_error(natsConnection *nc, natsSubscription *sub, natsStatus status, void *closure) {
  (void)sub;
  Peer *peer = closure;
  const char *text = NULL;
  natsConnection_GetLastError(nc, &text);
  pthread_mutex_lock(&peer->lock);
  if (peer->errors_told < KEPT_ERRORS) {
    peer->errors[peer->errors_told].status = status;
    snprintf(peer->errors[peer->errors_told].text, sizeof peer->errors[0].text, "%s", text ? text : "");
    peer->errors_told++;
  }
  pthread_cond_broadcast(&peer->change);
  pthread_mutex_unlock(&peer->lock);
}

static void on_gone(natsConnection *nc, void *peer) { (void)nc; change(peer, &((Peer *)peer)->gone); }
static void on_back(natsConnection *nc, void *peer) { (void)nc; change(peer, &((Peer *)peer)->back); }
static void on_closed(natsConnection *nc, void *peer) { (void)nc; change(peer, &((Peer *)peer)->closed); }
static void on_duck(natsConnection *nc, void *peer) { (void)nc; change(peer, &((Peer *)peer)->duck); }

Peer *peer_of(const Server *server) {
  char url[64];
  Peer *peer = calloc(1, sizeof *peer);
  pthread_mutex_init(&peer->lock, NULL);
  pthread_cond_init(&peer->change, NULL);
  snprintf(url, sizeof url, "nats://127.0.0.1:%d", server->port);
  OK(natsOptions_Create(&peer->opts));
  OK(natsOptions_SetURL(peer->opts, url));
  OK(natsOptions_SetTimeout(peer->opts, WAIT_MS));
  OK(natsOptions_SetAllowReconnect(peer->opts, false));
  OK(natsOptions_SetErrorHandler(peer->opts, on_error, peer));
  OK(natsOptions_SetDisconnectedCB(peer->opts, on_gone, peer));
  OK(natsOptions_SetReconnectedCB(peer->opts, on_back, peer));
  OK(natsOptions_SetClosedCB(peer->opts, on_closed, peer));
  OK(natsOptions_SetLameDuckModeCB(peer->opts, on_duck, peer));
  return peer;
}

natsStatus peer_try(Peer *peer) { return natsConnection_Connect(&peer->nc, peer->opts); }

Peer *peer_open(Peer *peer) {
  OK(peer_try(peer));
  return peer;
}

Peer *peer_plain(const Server *server) { return peer_open(peer_of(server)); }

// The callbacks still come: what they write to lives as long as the case.
void peer_close(Peer *peer) { natsConnection_Close(peer->nc); }

void peer_await(Peer *peer, const int *count, int least, const char *what) {
  struct timespec end;
  clock_gettime(CLOCK_REALTIME, &end);
  end.tv_sec += WAIT_MS / 1000;
  pthread_mutex_lock(&peer->lock);
  while (*count < least) {
    if (pthread_cond_timedwait(&peer->change, &peer->lock, &end) != 0) FAIL("no %s", what);
  }
  pthread_mutex_unlock(&peer->lock);
}

void peer_error(Peer *peer, natsStatus status, const char *text) {
  peer_await(peer, &peer->errors_told, peer->errors_taken + 1, text);
  int at = peer->errors_taken++;
  CHECK(peer->errors[at].status == status && strcasestr(peer->errors[at].text, text), "expected %s, %s; got %s, %s",
        natsStatus_GetText(status), text, natsStatus_GetText(peer->errors[at].status), peer->errors[at].text);
}

void peer_silent(Peer *peer) {
  settle(peer);
  CHECK(peer->errors_told == peer->errors_taken, "not expected: %s", peer->errors[peer->errors_taken].text);
}

void peer_works(Peer *peer, const char *subject) {
  natsSubscription *sub = listen_to(peer, subject);
  say(peer, subject, "around");
  next_is(sub, "around");
  OK(natsSubscription_Unsubscribe(sub));
}

void settle(Peer *peer) { OK(natsConnection_FlushTimeout(peer->nc, WAIT_MS)); }

natsSubscription *listen_to(Peer *peer, const char *subject) {
  natsSubscription *sub = NULL;
  OK(natsConnection_SubscribeSync(&sub, peer->nc, subject));
  return sub;
}

void say(Peer *peer, const char *subject, const char *text) { OK(natsConnection_PublishString(peer->nc, subject, text)); }

void next_is(natsSubscription *sub, const char *text) {
  natsMsg *msg = NULL;
  OK(natsSubscription_NextMsg(&msg, sub, WAIT_MS));
  CHECK(natsMsg_GetDataLength(msg) == (int)strlen(text) && memcmp(natsMsg_GetData(msg), text, strlen(text)) == 0,
        "expected %.60s, got %.60s", text, natsMsg_GetData(msg));
  natsMsg_Destroy(msg);
}

void nothing_more(Peer *peer, natsSubscription *sub) {
  uint64_t queued = 0;
  settle(peer);
  OK(natsSubscription_QueuedMsgs(sub, &queued));
  CHECK(queued == 0, "%d messages too many on %s", (int)queued, natsSubscription_GetSubject(sub));
}

// --- bare sockets --------------------------------------------------------------------------------------------------

void raw_line(Raw *raw, char *line, size_t size) {
  size_t count = 0;
  while (count + 1 < size && recv(raw->fd, line + count, 1, 0) == 1) {
    if (line[count++] == '\n') break;
  }
  line[count] = 0;
}

Raw raw_open(const Server *server) {
  Raw raw = {.fd = socket(AF_INET, SOCK_STREAM, 0)};
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)server->port)};
  struct timeval wait = {.tv_sec = WAIT_MS / 1000};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(raw.fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  CHECK(connect(raw.fd, (struct sockaddr *)&to, sizeof to) == 0, "connect: %s", strerror(errno));
  raw_line(&raw, raw.info, sizeof raw.info);
  CHECK(strncmp(raw.info, "INFO {", 6) == 0, "INFO: %s", raw.info);
  return raw;
}

void raw_send(Raw *raw, const char *text) {
  CHECK(send(raw->fd, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text), "send: %s", strerror(errno));
}

size_t raw_rest(Raw *raw, char *start, size_t size) {
  static char part[1 << 16];
  size_t all = 0, kept = 0;
  for (;;) {
    ssize_t count = recv(raw->fd, part, sizeof part, 0);
    CHECK(count >= 0 || errno == ECONNRESET, "still open after %zu bytes: %s", all, strerror(errno));
    if (count <= 0) break;
    for (ssize_t i = 0; i < count && kept + 1 < size; i++) start[kept++] = part[i];
    all += (size_t)count;
  }
  start[kept] = 0;
  close(raw->fd);
  return all;
}
