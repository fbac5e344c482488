package interop

import (
	"errors"
	"net"
	"regexp"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

func TestServerInfo(t *testing.T) {
	nc, second := connect(t), connect(t)
	if id := nc.ConnectedServerId(); !regexp.MustCompile(`^N[A-Z2-7]{55}$`).MatchString(id) {
		t.Errorf("server id %q", id)
	}
	if v := nc.ConnectedServerVersion(); !regexp.MustCompile(`^2\.\d+\.\d+`).MatchString(v) {
		t.Errorf("version %q", v)
	}
	if nc.ConnectedServerName() == "" {
		t.Error("no server name")
	}
	if nc.MaxPayload() != 1<<20 {
		t.Errorf("max_payload %d", nc.MaxPayload())
	}
	if nc.AuthRequired() || nc.TLSRequired() {
		t.Error("auth or tls required")
	}
	ip, err := nc.GetClientIP()
	must(t, err)
	if !ip.Equal(net.IPv4(127, 0, 0, 1)) {
		t.Errorf("client_ip %v", ip)
	}
	a, err := nc.GetClientID()
	must(t, err)
	b, err := second.GetClientID()
	must(t, err)
	if a == 0 || a == b {
		t.Errorf("client ids %d and %d", a, b)
	}
}

func TestFlushAndRTT(t *testing.T) {
	nc := connect(t)
	for i := 0; i < 100; i++ {
		flush(t, nc)
	}
	rtt, err := nc.RTT()
	must(t, err)
	if rtt <= 0 || rtt > wait {
		t.Fatalf("RTT %v", rtt)
	}
}

func TestVerboseAndPedantic(t *testing.T) {
	nc := connect(t, func(o *nats.Options) error {
		o.Verbose, o.Pedantic = true, true
		return nil
	})
	sub, err := nc.SubscribeSync("go.verbose")
	must(t, err)
	for i := 0; i < 100; i++ {
		must(t, nc.Publish("go.verbose", []byte(strconv.Itoa(i))))
	}
	for i := 0; i < 100; i++ {
		next(t, sub, strconv.Itoa(i))
	}
	nothing(t, nc, sub)
	must(t, nc.LastError())
}

func TestDrainSubscription(t *testing.T) {
	const pending = 2000
	nc := connect(t)
	var got atomic.Int32
	closed := make(chan struct{})
	sub, err := nc.Subscribe("go.drain", func(*nats.Msg) { got.Add(1) })
	must(t, err)
	sub.SetClosedHandler(func(string) { close(closed) })
	for i := 0; i < pending; i++ {
		must(t, nc.Publish("go.drain", nil))
	}
	must(t, sub.Drain())
	await(t, closed, "end of the drained subscription")
	if got.Load() != pending {
		t.Fatalf("%d of %d messages before the end", got.Load(), pending)
	}
}

func TestDrainConnection(t *testing.T) {
	const pending = 2000
	publisher := connect(t)
	closed := make(chan struct{})
	nc := connect(t, nats.ClosedHandler(func(*nats.Conn) { close(closed) }))
	var got atomic.Int32
	_, err := nc.Subscribe("go.drain.all", func(*nats.Msg) { got.Add(1) })
	must(t, err)
	flush(t, nc)
	for i := 0; i < pending; i++ {
		must(t, publisher.Publish("go.drain.all", nil))
	}
	flush(t, publisher)
	must(t, nc.Drain())
	await(t, closed, "end of the drained connection")
	if got.Load() != pending {
		t.Fatalf("%d of %d messages before the end", got.Load(), pending)
	}
}

func TestKeepalivePings(t *testing.T) {
	var lost atomic.Bool
	nc := connect(t, nats.PingInterval(100*time.Millisecond), nats.MaxPingsOutstanding(5),
		nats.DisconnectErrHandler(func(*nats.Conn, error) { lost.Store(true) }))
	other := connect(t)
	sub, err := nc.SubscribeSync("go.tick")
	must(t, err)
	flush(t, nc)
	// Each message takes as long as the server needs; the pings run beside, and must all be answered.
	for end := time.Now().Add(time.Second); time.Now().Before(end); {
		must(t, other.Publish("go.tick", []byte("x")))
		next(t, sub, "x")
	}
	if lost.Load() || !nc.IsConnected() {
		t.Fatal("a ping was not answered")
	}
}

func TestMaxPayloadAtTheClient(t *testing.T) {
	nc := connect(t)
	if err := nc.Publish("go.big", make([]byte, nc.MaxPayload()+1)); !errors.Is(err, nats.ErrMaxPayload) {
		t.Fatalf("expected max payload, got %v", err)
	}
	flush(t, nc)
}

func TestMaxPayloadAtTheServer(t *testing.T) {
	raw, err := net.Dial("tcp", "127.0.0.1:"+shared.port)
	must(t, err)
	defer raw.Close()
	must(t, raw.SetDeadline(time.Now().Add(wait)))
	_, err = raw.Write([]byte("CONNECT {\"verbose\":false}\r\nPUB go.big 1048577\r\n"))
	must(t, err)
	all := make([]byte, 0, 4096)
	buf := make([]byte, 4096)
	for {
		n, err := raw.Read(buf)
		all = append(all, buf[:n]...)
		if err != nil {
			break
		}
	}
	if !regexp.MustCompile(`^INFO \{.*\} *\r\n-ERR 'Maximum Payload Violation'\r\n$`).Match(all) {
		t.Fatalf("got %q", all)
	}
}

func TestReconnect(t *testing.T) {
	first, err := start("-1")
	must(t, err)
	stopped := false
	defer func() {
		if !stopped {
			first.stop()
		}
	}()
	back := make(chan struct{})
	gone := make(chan struct{})
	nc, err := nats.Connect(first.url, nats.MaxReconnects(-1), nats.ReconnectWait(50*time.Millisecond),
		nats.ReconnectJitter(0, 0),
		nats.DisconnectErrHandler(func(*nats.Conn, error) { close(gone) }),
		nats.ReconnectHandler(func(*nats.Conn) { close(back) }))
	must(t, err)
	// Its handlers close their channels once: not called again at the end.
	defer nc.Close()
	defer nc.SetDisconnectErrHandler(nil)
	sub, err := nc.SubscribeSync("go.back.*")
	must(t, err)
	must(t, nc.Publish("go.back.1", []byte("before")))
	next(t, sub, "before")
	first.stop()
	stopped = true
	await(t, gone, "disconnect")
	again, err := start(first.port)
	must(t, err)
	defer again.stop()
	await(t, back, "reconnect")
	flush(t, nc)
	other, err := nats.Connect(again.url)
	must(t, err)
	defer other.Close()
	must(t, other.Publish("go.back.2", []byte("after")))
	next(t, sub, "after")
	nc.SetDisconnectErrHandler(nil)
}
