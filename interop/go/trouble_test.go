package interop

import (
	"errors"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

// comesBack has a server killed and started again on its port: the client is back, and its subscriptions with it.
func comesBack(t *testing.T, config string, options ...nats.Option) {
	t.Parallel()
	first := own(t, config, "-1")
	gone, back := make(chan struct{}, 10), make(chan struct{}, 10)
	all := append([]nats.Option{
		nats.MaxReconnects(-1), nats.ReconnectWait(50 * time.Millisecond), nats.ReconnectJitter(0, 0),
		nats.DisconnectErrHandler(func(*nats.Conn, error) { gone <- struct{}{} }),
		nats.ReconnectHandler(func(*nats.Conn) { back <- struct{}{} }),
	}, options...)
	nc := first.connect(t, all...)
	sub, err := nc.SubscribeSync("go.back.*")
	must(t, err)
	group, err := nc.QueueSubscribeSync("go.back.*", "group")
	must(t, err)
	must(t, nc.Publish("go.back.1", []byte("before")))
	next(t, sub, "before")
	next(t, group, "before")
	first.kill()
	await(t, gone, "disconnect")
	// What is published meanwhile is sent when there is a server again.
	must(t, nc.Publish("go.back.2", []byte("meanwhile")))
	again := own(t, config, first.port)
	await(t, back, "reconnect")
	next(t, sub, "meanwhile")
	other := again.connect(t, options...)
	must(t, other.Publish("go.back.3", []byte("after")))
	next(t, sub, "after")
	next(t, group, "meanwhile")
	next(t, group, "after")
}

func TestReconnectAfterAKill(t *testing.T) { comesBack(t, "open") }

func TestReconnectWithTLSAndUser(t *testing.T) {
	comesBack(t, "tls-users", trusting("ca"), nats.UserInfo("alice", "s3cr3t"))
}

func lameDuck(t *testing.T, announce func(*testing.T, *server)) {
	t.Parallel()
	s := own(t, "open", "-1")
	notice, closed := make(chan struct{}, 10), make(chan struct{}, 10)
	nc := s.connect(t, nats.NoReconnect(),
		nats.LameDuckModeHandler(func(*nats.Conn) { notice <- struct{}{} }),
		nats.ClosedHandler(func(*nats.Conn) { closed <- struct{}{} }))
	sub, err := nc.SubscribeSync("go.duck")
	must(t, err)
	flush(t, nc)
	announce(t, s)
	await(t, notice, "notice")
	// It still serves who is there.
	must(t, nc.Publish("go.duck", []byte("quack")))
	next(t, sub, "quack")
	await(t, closed, "end of the connection")
	await(t, s.done, "end of the server")
}

func TestLameDuckBySignal(t *testing.T) {
	lameDuck(t, func(t *testing.T, s *server) { must(t, s.cmd.Process.Signal(syscall.SIGUSR2)) })
}

func TestLameDuckByCommand(t *testing.T) {
	lameDuck(t, func(t *testing.T, s *server) {
		args := append(command(), "--signal", "ldm="+strconv.Itoa(s.cmd.Process.Pid))
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	})
}

func TestSlowConsumerAtTheClient(t *testing.T) {
	s := serve(t, "open")
	all, handler := errorsOf()
	nc := s.connect(t, handler)
	release, got := make(chan struct{}), make(chan string, 100)
	sub, err := nc.Subscribe("go.slow", func(m *nats.Msg) {
		<-release
		got <- string(m.Data)
	})
	must(t, err)
	must(t, sub.SetPendingLimits(5, -1))
	for i := 0; i < 50; i++ {
		must(t, nc.Publish("go.slow", []byte(strconv.Itoa(i))))
	}
	flush(t, nc)
	if err := reported(t, all, "slow consumer"); !errors.Is(err, nats.ErrSlowConsumer) {
		t.Fatalf("got %v", err)
	}
	if n, err := sub.Dropped(); err != nil || n < 40 {
		t.Fatalf("%d dropped (%v)", n, err)
	}
	close(release)
	if first := <-got; first != "0" {
		t.Fatalf("first %s", first)
	}
	until(t, "last message", func() bool { n, _, _ := sub.Pending(); return n == 0 })
	must(t, nc.Publish("go.slow", []byte("later")))
	until(t, "later message", func() bool { return <-got == "later" })
}

func TestSlowConsumerAtTheServer(t *testing.T) {
	t.Parallel()
	s := own(t, "slow", "-1")
	nc := s.connect(t)
	quick, err := nc.SubscribeSync("go.flood")
	must(t, err)
	must(t, quick.SetPendingLimits(-1, -1))
	r := s.raw(t)
	r.info(t)
	r.send(t, "CONNECT {\"verbose\":false}\r\nSUB go.flood 1\r\nPING\r\n")
	if line, err := r.in.ReadString('\n'); err != nil || line != "PONG\r\n" {
		t.Fatalf("got %q (%v)", line, err)
	}
	publisher := s.connect(t)
	chunk := strings.Repeat("x", 64<<10)
	sent := 0
	for ; sent < 2000 && !strings.Contains(s.said(), "Slow Consumer"); sent++ {
		must(t, publisher.Publish("go.flood", []byte(chunk)))
		flush(t, publisher)
	}
	s.says(t, "Slow Consumer Detected")
	if rest := r.rest(t); len(rest) >= sent*len(chunk) || strings.Contains(rest, "-ERR") {
		t.Fatalf("the slow one got %d bytes: …%q", len(rest), rest[max(0, len(rest)-60):])
	}
	for i := 0; i < sent; i++ {
		next(t, quick, chunk)
	}
	works(t, publisher, "go.after.the.flood")
}
