// The official Go client against a server process: MIDGE_SERVER is its command line.
package interop

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

const wait = 20 * time.Second

// asks is how often a condition is looked at that nothing tells of.
const asks = 20 * time.Millisecond

var listening = regexp.MustCompile(`Listening for client connections on \S*:(\d+)`)

type server struct {
	cmd  *exec.Cmd
	url  string
	port string
	done chan struct{}
	mu   sync.Mutex
	log  strings.Builder
	// what it stores in, if that goes with it
	store string
}

func command() []string {
	command := os.Getenv("MIDGE_SERVER")
	if command == "" {
		command = "../../nats-server"
	}
	return strings.Fields(command)
}

func start(port string, more ...string) (*server, error) {
	args := append(append(command(), "-a", "127.0.0.1", "-p", port), more...)
	cmd := exec.Command(args[0], args[1:]...)
	log, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{cmd: cmd, done: make(chan struct{})}
	found := make(chan string, 1)
	go func() {
		defer close(s.done)
		lines := bufio.NewScanner(log)
		for lines.Scan() {
			s.mu.Lock()
			s.log.WriteString(lines.Text() + "\n")
			s.mu.Unlock()
			if m := listening.FindStringSubmatch(lines.Text()); m != nil {
				found <- m[1]
			}
		}
	}()
	select {
	case s.port = <-found:
		s.url = "nats://127.0.0.1:" + s.port
		return s, nil
	case <-s.done:
		return nil, fmt.Errorf("%v ended before it listened: %s", args, s.said())
	case <-time.After(3 * time.Minute):
		s.stop()
		return nil, fmt.Errorf("%v does not listen", args)
	}
}

func (s *server) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

func (s *server) says(t *testing.T, text string) {
	t.Helper()
	until(t, "log line "+text, func() bool { return strings.Contains(s.said(), text) })
}

// kill gives the server no time for anything.
func (s *server) kill() {
	_ = s.cmd.Process.Kill()
	<-s.done
	_ = s.cmd.Wait()
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.done:
	case <-time.After(15 * time.Second):
		_ = s.cmd.Process.Kill()
		<-s.done
	}
	_ = s.cmd.Wait()
	if s.store != "" {
		_ = os.RemoveAll(s.store)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func flush(t *testing.T, nc *nats.Conn) {
	t.Helper()
	must(t, nc.FlushTimeout(wait))
}

func next(t *testing.T, sub *nats.Subscription, data string) *nats.Msg {
	t.Helper()
	m, err := sub.NextMsg(wait)
	must(t, err)
	if string(m.Data) != data {
		t.Fatalf("expected %q, got %q on %s", data, m.Data, m.Subject)
	}
	return m
}

// nothing proves with a round trip that no more messages are under way.
func nothing(t *testing.T, nc *nats.Conn, sub *nats.Subscription) {
	t.Helper()
	flush(t, nc)
	if n, _, err := sub.Pending(); err != nil || n != 0 {
		t.Fatalf("%d messages too many on %s (%v)", n, sub.Subject, err)
	}
}

func await(t *testing.T, c <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(wait):
		t.Fatal("no " + what)
	}
}

func until(t *testing.T, what string, good func() bool) {
	t.Helper()
	for end := time.Now().Add(wait); !good(); time.Sleep(asks) {
		if time.Now().After(end) {
			t.Fatal("no " + what)
		}
	}
}
