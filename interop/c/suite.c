// libnats against the servers of ../servers. Each case is a process, and some run beside each other.
// One line per test: `ok NAME` or `FAIL NAME reason`.
#define _GNU_SOURCE
#include "peer.h"

#include <ctype.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define AT_ONCE 8
#define TEST_SECONDS 60

static struct { pid_t pid; const char *name; FILE *said; } lanes[AT_ONCE];
static int failed;

static void begin(int lane, const Case *next) {
  FILE *said = tmpfile();
  pid_t pid = fork();
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(fileno(said), STDERR_FILENO);
    alarm(TEST_SECONDS);
    next->run();
    // Without the library's own end: its threads are of no use any more.
    _exit(0);
  }
  lanes[lane].pid = pid;
  lanes[lane].name = next->name;
  lanes[lane].said = said;
}

static void end_one(void) {
  int status;
  pid_t pid = waitpid(-1, &status, 0);
  for (int i = 0; i < AT_ONCE; i++) {
    if (lanes[i].pid != pid) continue;
    lanes[i].pid = 0;
    char text[4096];
    rewind(lanes[i].said);
    text[fread(text, 1, sizeof text - 1, lanes[i].said)] = 0;
    fclose(lanes[i].said);
    for (char *c = text; *c; c++) if (isspace((unsigned char)*c)) *c = ' ';
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
      printf("ok c/%s\n", lanes[i].name);
    } else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) {
      printf("FAIL c/%s not done within %d s %s\n", lanes[i].name, TEST_SECONDS, text);
      failed++;
    } else {
      printf("FAIL c/%s %s%s\n", lanes[i].name, WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "", text);
      failed++;
    }
    fflush(stdout);
  }
}

static int idle(void) {
  for (int i = 0; i < AT_ONCE; i++) if (!lanes[i].pid) return i;
  return -1;
}

static int busy(void) {
  int count = 0;
  for (int i = 0; i < AT_ONCE; i++) count += lanes[i].pid != 0;
  return count;
}

int main(void) {
  const Case *const all[] = {trouble_cases, messaging_cases, access_cases, tls_cases};
  signal(SIGPIPE, SIG_IGN);
  serve_all();
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    for (const Case *next = all[i]; next->name; next++) {
      while (idle() < 0) end_one();
      begin(idle(), next);
    }
  }
  while (busy()) end_one();
  stop_all();
  return failed ? 1 : 0;
}
