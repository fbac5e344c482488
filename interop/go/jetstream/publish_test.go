package interop

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func TestPublishAck(t *testing.T) {
	p := open(t)
	p.stream(jetstream.StreamConfig{})
	for i := uint64(1); i <= 20; i++ {
		ack, err := p.js.Publish(p.ctx, p.name+".a", []byte("x"))
		must(t, err)
		p.that(ack.Sequence == i && ack.Stream == p.name && !ack.Duplicate && ack.Domain == "", "%+v", ack)
	}
}

func TestPublishDedupe(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{Duplicates: 500 * time.Millisecond})
	publish := func(id string) *jetstream.PubAck {
		t.Helper()
		ack, err := p.js.Publish(p.ctx, p.name+".a", []byte("x"), jetstream.WithMsgID(id))
		must(t, err)
		return ack
	}
	// Within the window, however slow the machine: what was put first and still counts as new tells.
	until(t, "duplicate", func() bool {
		first, again := publish("one"), publish("one")
		return again.Duplicate && again.Sequence <= first.Sequence+1
	})
	publish("two")
	until(t, "end of the window", func() bool { return !publish("one").Duplicate })
	p.that(p.info(s).State.Msgs >= 3, "messages")
}

func TestPublishExpectations(t *testing.T) {
	p := open(t)
	p.stream(jetstream.StreamConfig{})
	publish := func(subject string, options ...jetstream.PublishOpt) error {
		_, err := p.js.Publish(p.ctx, p.name+"."+subject, nil, options...)
		return err
	}
	must(t, publish("a", jetstream.WithExpectLastSequence(0), jetstream.WithMsgID("m1")))
	must(t, publish("a", jetstream.WithExpectStream(p.name), jetstream.WithExpectLastMsgID("m1"), jetstream.WithMsgID("m2")))
	must(t, publish("b", jetstream.WithExpectLastSequencePerSubject(0)))
	must(t, publish("a", jetstream.WithExpectLastSequencePerSubject(2)))
	must(t, publish("b", jetstream.WithExpectLastSequenceForSubject(4, p.name+".a")))
	must(t, publish("c", jetstream.WithExpectLastSequence(5)))
	for _, each := range []struct {
		code   int
		text   string
		option jetstream.PublishOpt
	}{
		{10060, "expected stream does not match", jetstream.WithExpectStream("other")},
		{10071, "wrong last sequence: 6", jetstream.WithExpectLastSequence(2)},
		{10071, "wrong last sequence: 4", jetstream.WithExpectLastSequencePerSubject(1)},
		{10071, "wrong last sequence: 5", jetstream.WithExpectLastSequenceForSubject(1, p.name+".b")},
		{10070, "wrong last msg ID: ", jetstream.WithExpectLastMsgID("m1")},
	} {
		err := publish("a", each.option)
		p.fails(each.code, err)
		p.that(strings.Contains(err.Error(), each.text), "%v instead of %s", err, each.text)
	}
}

func TestPublishAsync(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	js, err := jetstream.New(p.nc, jetstream.WithPublishAsyncMaxPending(256), jetstream.WithPublishAsyncTimeout(wait))
	must(t, err)
	const count = 5000
	var all []jetstream.PubAckFuture
	for i := range count {
		f, err := js.PublishAsync(p.name+".a", []byte(fmt.Sprint(i)), jetstream.WithStallWait(wait))
		must(t, err)
		all = append(all, f)
	}
	for i, f := range all {
		select {
		case ack := <-f.Ok():
			p.equal(i+1, ack.Sequence, "sequence")
		case err := <-f.Err():
			t.Fatal(err)
		case <-time.After(wait):
			t.Fatal("no acknowledgement")
		}
	}
	p.equal(count, p.info(s).State.Msgs, "messages")
}

func TestPublishTTL(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{AllowMsgTTL: true})
	_, err := p.js.Publish(p.ctx, p.name+".a", []byte("short"), jetstream.WithMsgTTL(time.Second))
	must(t, err)
	_, err = p.js.Publish(p.ctx, p.name+".a", []byte("long"), jetstream.WithMsgTTL(time.Hour))
	must(t, err)
	m := nats.NewMsg(p.name + ".a")
	m.Header.Set("Nats-TTL", "never")
	_, err = p.js.PublishMsg(p.ctx, m)
	must(t, err)
	m.Header.Set("Nats-TTL", "tomorrow")
	_, err = p.js.PublishMsg(p.ctx, m)
	p.fails(10165, err)
	p.state(s, "end of the short message", func(i jetstream.StreamState) bool { return i.Msgs == 2 && i.FirstSeq == 2 })
	p.stream(jetstream.StreamConfig{Name: p.name + "_no"})
	_, err = p.js.Publish(p.ctx, p.name+"_no.a", nil, jetstream.WithMsgTTL(time.Second))
	p.fails(10166, err)
}

func TestPublishDeleteMarkers(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{MaxAge: time.Second, AllowMsgTTL: true, SubjectDeleteMarkerTTL: time.Hour})
	p.put("a", "1")
	until(t, "marker", func() bool {
		m, err := s.GetLastMsgForSubject(p.ctx, p.name+".a")
		if err != nil {
			p.that(errors.Is(err, jetstream.ErrMsgNotFound), "%v", err)
			return false
		}
		return m.Header.Get("Nats-Marker-Reason") == "MaxAge" && m.Header.Get("Nats-TTL") == "1h0m0s"
	})
}

// A life shorter than that of the markers is made longer.
func TestPublishTTLBelowMarkers(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{SubjectDeleteMarkerTTL: time.Hour, AllowMsgTTL: true, AllowRollup: true})
	_, err := p.js.Publish(p.ctx, p.name+".a", nil, jetstream.WithMsgTTL(time.Second))
	must(t, err)
	m, err := s.GetMsg(p.ctx, 1)
	must(t, err)
	p.equal("3600", m.Header.Get("Nats-TTL"), "header")
}

func TestPublishRollup(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{AllowRollup: true})
	p.many("a", 5)
	p.many("b", 5)
	roll := func(how string) {
		t.Helper()
		m := nats.NewMsg(p.name + ".a")
		m.Header.Set("Nats-Rollup", how)
		_, err := p.js.PublishMsg(p.ctx, m)
		must(t, err)
	}
	roll("sub")
	p.equal(6, p.info(s).State.Msgs, "messages")
	roll("all")
	p.equal(1, p.info(s).State.Msgs, "messages")
	p.stream(jetstream.StreamConfig{Name: p.name + "_no"})
	m := nats.NewMsg(p.name + "_no.a")
	m.Header.Set("Nats-Rollup", "sub")
	_, err := p.js.PublishMsg(p.ctx, m)
	p.fails(10111, err)
}

func TestPublishWithoutAck(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{NoAck: true})
	for range 10 {
		must(t, p.nc.Publish(p.name+".a", []byte("core")))
	}
	p.state(s, "messages of a core client", func(i jetstream.StreamState) bool { return i.Msgs == 10 })
	if m, err := p.nc.Request(p.name+".a", nil, soon); !errors.Is(err, nats.ErrTimeout) {
		t.Fatalf("an acknowledgement of a stream without: %v %v", m, err)
	}
}

func TestPublishLargeMessages(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	large := strings.Repeat("0123456789abcdef", 1<<16-64)
	p.put("a", large, large, large)
	for _, m := range p.fetch(p.consumer(s, jetstream.ConsumerConfig{}), 3) {
		p.that(string(m.Data()) == large, "the payload has changed")
	}
}
