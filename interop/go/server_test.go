// The official Go client against a server process: MIDGE_SERVER is its command line.
package interop

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

const wait = 20 * time.Second

var listening = regexp.MustCompile(`Listening for client connections on \S*:(\d+)`)

var shared *server

type server struct {
	cmd  *exec.Cmd
	url  string
	port string
	done chan struct{}
}

func start(port string) (*server, error) {
	command := os.Getenv("MIDGE_SERVER")
	if command == "" {
		command = "../../nats-server"
	}
	args := append(strings.Fields(command), "-a", "127.0.0.1", "-p", port)
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
		return nil, fmt.Errorf("%s ended before it listened", command)
	case <-time.After(3 * time.Minute):
		s.stop()
		return nil, fmt.Errorf("%s does not listen", command)
	}
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
}

func TestMain(m *testing.M) {
	var err error
	if shared, err = start("-1"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	code := m.Run()
	shared.stop()
	os.Exit(code)
}

func connect(t *testing.T, options ...nats.Option) *nats.Conn {
	t.Helper()
	nc, err := nats.Connect(shared.url, options...)
	must(t, err)
	t.Cleanup(nc.Close)
	return nc
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
