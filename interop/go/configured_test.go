package interop

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

// The servers of ../servers: one for each file, started by the first test that wants it.
var (
	servedMu sync.Mutex
	served   = map[string]*server{}
)

func serve(t *testing.T, name string) *server {
	t.Helper()
	t.Parallel()
	servedMu.Lock()
	defer servedMu.Unlock()
	if s := served[name]; s != nil {
		return s
	}
	s, err := start("-1", "-c", file(name))
	must(t, err)
	served[name] = s
	return s
}

// own starts a server that one test may end.
func own(t *testing.T, name, port string) *server {
	t.Helper()
	s, err := start(port, "-c", file(name))
	must(t, err)
	t.Cleanup(s.stop)
	return s
}

func file(name string) string {
	return filepath.Join(os.Getenv("MIDGE_SERVERS"), name+".conf")
}

func certificate(name string) string {
	return filepath.Join(os.Getenv("MIDGE_CERTS"), name+".pem")
}

func (s *server) connect(t *testing.T, options ...nats.Option) *nats.Conn {
	t.Helper()
	nc, err := s.try(options...)
	must(t, err)
	t.Cleanup(nc.Close)
	return nc
}

// try gives a busy machine more time than the client does.
func (s *server) try(options ...nats.Option) (*nats.Conn, error) {
	return nats.Connect(s.url, append([]nats.Option{nats.Timeout(wait)}, options...)...)
}

// works sends one message around.
func works(t *testing.T, nc *nats.Conn, subject string) {
	t.Helper()
	sub, err := nc.SubscribeSync(subject)
	must(t, err)
	must(t, nc.Publish(subject, []byte("around")))
	next(t, sub, "around")
	must(t, sub.Unsubscribe())
}

// errorsOf is told every error that the client reports by itself.
func errorsOf() (chan error, nats.Option) {
	all := make(chan error, 1000)
	return all, nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { all <- err })
}

func reported(t *testing.T, all chan error, text string) error {
	t.Helper()
	select {
	case err := <-all:
		if !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(text)) {
			t.Fatalf("expected %s, got %v", text, err)
		}
		return err
	case <-time.After(wait):
		t.Fatal("no error: " + text)
		return nil
	}
}

func silent(t *testing.T, nc *nats.Conn, all chan error) {
	t.Helper()
	flush(t, nc)
	select {
	case err := <-all:
		t.Fatalf("not expected: %v", err)
	default:
	}
}

// raw is a connection without a client.
type raw struct {
	net.Conn
	in *bufio.Reader
}

func (s *server) raw(t *testing.T) *raw {
	t.Helper()
	conn, err := net.Dial("tcp", "127.0.0.1:"+s.port)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	must(t, conn.SetDeadline(time.Now().Add(wait)))
	return &raw{conn, bufio.NewReader(conn)}
}

func (r *raw) info(t *testing.T) map[string]any {
	t.Helper()
	line, err := r.in.ReadString('\n')
	must(t, err)
	info := map[string]any{}
	must(t, json.Unmarshal([]byte(strings.TrimPrefix(line, "INFO ")), &info))
	return info
}

func (r *raw) send(t *testing.T, text string) {
	t.Helper()
	_, err := r.Write([]byte(text))
	must(t, err)
}

// rest is everything until the server closes, in whatever way.
func (r *raw) rest(t *testing.T) string {
	t.Helper()
	all, err := io.ReadAll(r.in)
	if e, ok := err.(net.Error); ok && e.Timeout() {
		t.Fatalf("still open, after %q", all)
	}
	return string(all)
}
