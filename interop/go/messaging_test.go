package interop

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

func TestPublishSubscribe(t *testing.T) {
	nc := connect(t)
	sub, err := nc.SubscribeSync("go.pub")
	must(t, err)
	for i := 0; i < 1000; i++ {
		m := &nats.Msg{Subject: "go.pub", Data: []byte(strconv.Itoa(i))}
		if i%2 == 1 {
			m.Reply = "go.reply"
		}
		must(t, nc.PublishMsg(m))
	}
	for i := 0; i < 1000; i++ {
		m := next(t, sub, strconv.Itoa(i))
		if (m.Reply == "go.reply") != (i%2 == 1) {
			t.Fatalf("reply %q of message %d", m.Reply, i)
		}
	}
	nothing(t, nc, sub)
}

func TestWildcards(t *testing.T) {
	nc := connect(t)
	token, err := nc.SubscribeSync("go.w.*.c")
	must(t, err)
	rest, err := nc.SubscribeSync("go.w.>")
	must(t, err)
	for _, s := range []string{"go.w.b.c", "go.w", "go.w.b", "go.w.b.c.d", "go.w.x.c"} {
		must(t, nc.Publish(s, []byte(s)))
	}
	for _, s := range []string{"go.w.b.c", "go.w.x.c"} {
		next(t, token, s)
	}
	for _, s := range []string{"go.w.b.c", "go.w.b", "go.w.b.c.d", "go.w.x.c"} {
		next(t, rest, s)
	}
	nothing(t, nc, token)
	nothing(t, nc, rest)
}

func TestHeaders(t *testing.T) {
	nc := connect(t)
	if !nc.HeadersSupported() {
		t.Fatal("the server does not say headers")
	}
	sub, err := nc.SubscribeSync("go.h")
	must(t, err)
	out := nats.NewMsg("go.h")
	out.Data = []byte("hi")
	out.Header.Set("One", "1")
	out.Header.Add("Multi", "a")
	out.Header.Add("Multi", "b")
	out.Header.Set("Empty", "")
	must(t, nc.PublishMsg(out))
	m := next(t, sub, "hi")
	if !reflect.DeepEqual(m.Header, out.Header) {
		t.Fatalf("expected %v, got %v", out.Header, m.Header)
	}
	must(t, nc.Publish("go.h", []byte("plain")))
	if m = next(t, sub, "plain"); len(m.Header) != 0 {
		t.Fatalf("headers from nowhere: %v", m.Header)
	}
}

func TestQueueGroup(t *testing.T) {
	const members, messages = 4, 8000
	// Chi-square with 3 degrees of freedom stays below this but once in ten million runs.
	const bound = 35.0
	var seen [messages]atomic.Int32
	var share [members]atomic.Int32
	var left atomic.Int32
	left.Store(messages)
	all := make(chan struct{})
	var conns []*nats.Conn
	for i := 0; i < members; i++ {
		nc := connect(t)
		conns = append(conns, nc)
		_, err := nc.QueueSubscribe("go.q", "workers", func(m *nats.Msg) {
			n, _ := strconv.Atoi(string(m.Data))
			seen[n].Add(1)
			share[i].Add(1)
			if left.Add(-1) == 0 {
				close(all)
			}
		})
		must(t, err)
		flush(t, nc)
	}
	publisher := connect(t)
	for i := 0; i < messages; i++ {
		must(t, publisher.Publish("go.q", []byte(strconv.Itoa(i))))
	}
	await(t, all, fmt.Sprintf("more messages, %d are missing", left.Load()))
	for _, nc := range conns {
		flush(t, nc)
	}
	chi := 0.0
	for i := range share {
		d := float64(share[i].Load()) - float64(messages)/members
		chi += d * d * members / messages
	}
	if chi > bound {
		t.Fatalf("shares have chi-square %f", chi)
	}
	for i := range seen {
		if n := seen[i].Load(); n != 1 {
			t.Fatalf("message %d came %d times", i, n)
		}
	}
}

func TestAutoUnsubscribe(t *testing.T) {
	nc, publisher := connect(t), connect(t)
	sub, err := nc.SubscribeSync("go.auto")
	must(t, err)
	must(t, sub.AutoUnsubscribe(5))
	flush(t, nc)
	for i := 0; i < 10; i++ {
		must(t, publisher.Publish("go.auto", []byte(strconv.Itoa(i))))
	}
	flush(t, publisher)
	flush(t, nc)
	for i := 0; i < 5; i++ {
		next(t, sub, strconv.Itoa(i))
	}
	if _, err := sub.NextMsg(wait); !errors.Is(err, nats.ErrMaxMessages) {
		t.Fatalf("expected the end, got %v", err)
	}
	if in := nc.Stats().InMsgs; in != 5 {
		t.Fatalf("the server sent %d messages", in)
	}
}

func TestNoEcho(t *testing.T) {
	quiet, other := connect(t, nats.NoEcho()), connect(t)
	own, err := quiet.SubscribeSync("go.echo")
	must(t, err)
	others, err := other.SubscribeSync("go.echo")
	must(t, err)
	flush(t, quiet)
	flush(t, other)
	must(t, quiet.Publish("go.echo", []byte("own")))
	next(t, others, "own")
	must(t, other.Publish("go.echo", []byte("other")))
	next(t, own, "other")
}

func TestPayloadOf1MiB(t *testing.T) {
	nc := connect(t)
	sub, err := nc.SubscribeSync("go.large")
	must(t, err)
	large := bytes.Repeat([]byte("0123456789abcdef"), int(nc.MaxPayload())/16)
	for i := 0; i < 8; i++ {
		must(t, nc.Publish("go.large", large))
	}
	for i := 0; i < 8; i++ {
		m, err := sub.NextMsg(wait)
		must(t, err)
		if !bytes.Equal(m.Data, large) {
			t.Fatal("the payload has changed")
		}
	}
}

func TestTenThousandSubscriptions(t *testing.T) {
	const n = 10_000
	nc, publisher := connect(t), connect(t)
	var seen [n]atomic.Int32
	var left atomic.Int32
	left.Store(n)
	all := make(chan struct{})
	for i := 0; i < n; i++ {
		_, err := nc.Subscribe(fmt.Sprintf("go.many.%d", i), func(*nats.Msg) {
			seen[i].Add(1)
			if left.Add(-1) == 0 {
				close(all)
			}
		})
		must(t, err)
	}
	flush(t, nc)
	for i := 0; i < n; i++ {
		must(t, publisher.Publish(fmt.Sprintf("go.many.%d", i), nil))
	}
	await(t, all, "more messages")
	for i := range seen {
		if seen[i].Load() != 1 {
			t.Fatalf("subscription %d got %d messages", i, seen[i].Load())
		}
	}
}

func TestRequestReply(t *testing.T) {
	responder := connect(t)
	_, err := responder.QueueSubscribe("go.help", "q", func(m *nats.Msg) {
		_ = m.Respond(append([]byte("re "), m.Data...))
	})
	must(t, err)
	flush(t, responder)
	for _, nc := range []*nats.Conn{connect(t), connect(t, nats.UseOldRequestStyle())} {
		for i := 0; i < 200; i++ {
			m, err := nc.Request("go.help", []byte(strconv.Itoa(i)), wait)
			must(t, err)
			if string(m.Data) != "re "+strconv.Itoa(i) {
				t.Fatalf("reply %q to request %d", m.Data, i)
			}
		}
	}
}

func TestNoResponders(t *testing.T) {
	for _, nc := range []*nats.Conn{connect(t), connect(t, nats.UseOldRequestStyle())} {
		from := time.Now()
		if _, err := nc.Request("go.nobody", nil, wait); !errors.Is(err, nats.ErrNoResponders) {
			t.Fatalf("expected no responders, got %v", err)
		}
		if took := time.Since(from); took > 2*time.Second {
			t.Fatalf("the 503 took %v", took)
		}
	}
}
