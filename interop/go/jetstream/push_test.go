package interop

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func TestPushConsume(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 100)
	c, err := s.CreatePushConsumer(p.ctx, jetstream.ConsumerConfig{Durable: "d", DeliverSubject: nats.NewInbox()})
	must(t, err)
	p.that(!p.consumed(c).PushBound, "bound to nobody")
	got := make(chan string, 300)
	running, err := c.Consume(func(m jetstream.Msg) {
		got <- string(m.Data())
		_ = m.Ack()
	})
	must(t, err)
	defer running.Stop()
	p.many("a", 100)
	for i := range 200 {
		select {
		case text := <-got:
			p.equal(i%100+1, text, "data")
		case <-time.After(wait):
			t.Fatal("no message")
		}
	}
	p.that(p.consumed(c).PushBound, "not bound")
	until(t, "acknowledgements", func() bool { return p.consumed(c).AckFloor.Stream == 200 })
	running.Stop()
	until(t, "end of the interest", func() bool { return !p.consumed(c).PushBound })
}

func TestPushQueueGroup(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	const members, count = 3, 600
	var share [members]atomic.Int32
	var all atomic.Int32
	for i := range members {
		other := on(t, shared)
		_, err := other.old.QueueSubscribe(p.name+".>", "workers", func(m *nats.Msg) {
			share[i].Add(1)
			all.Add(1)
			_ = m.Ack()
		}, nats.Durable("d"), nats.ManualAck(), nats.AckExplicit())
		must(t, err)
		flush(t, other.nc)
	}
	p.many("a", count)
	until(t, "messages", func() bool { return all.Load() == count })
	for i := range share {
		p.that(share[i].Load() > 0, "member %d has nothing", i)
	}
	info, err := p.old.ConsumerInfo(p.name, "d")
	must(t, err)
	p.equal("workers", info.Config.DeliverGroup, "group")
	until(t, "acknowledgements", func() bool {
		info, err := p.old.ConsumerInfo(p.name, "d")
		must(t, err)
		return info.AckFloor.Stream == count
	})
	p.equal(count, p.info(s).State.Msgs, "messages")
}

// More than the window of two megabytes, and a heartbeat that a client takes for the end if it stays away.
func TestPushFlowControl(t *testing.T) {
	p := open(t)
	p.stream(jetstream.StreamConfig{})
	const count, size = 300, 32 << 10
	for range count {
		_, err := p.js.PublishAsync(p.name+".a", make([]byte, size))
		must(t, err)
	}
	await(t, p.js.PublishAsyncComplete(), "acknowledgements")
	sub, err := p.old.SubscribeSync(p.name+".>", nats.EnableFlowControl(), nats.IdleHeartbeat(500*time.Millisecond), nats.AckNone())
	must(t, err)
	for range count {
		p.equal(size, len(p.next(sub).Data), "size")
	}
	p.put("a", "later")
	p.equal("later", string(p.next(sub).Data), "data")
}

// What the server sends of its own, seen without a client that answers by itself.
func TestPushFlowControlStalls(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	const size = 256 << 10
	for range 20 {
		p.put("a", strings.Repeat("x", size))
	}
	sub := p.listen(nats.NewInbox())
	_, err := s.CreatePushConsumer(p.ctx, jetstream.ConsumerConfig{Name: "c", DeliverSubject: sub.Subject, AckPolicy: jetstream.AckNonePolicy,
		FlowControl: true, IdleHeartbeat: 200 * time.Millisecond})
	must(t, err)
	got, asked := 0, 0
	stalled := ""
	for stalled == "" {
		m := p.next(sub)
		switch {
		case m.Header.Get("Status") == "":
			got++
		case m.Reply != "":
			asked++
			p.equal("FlowControl Request", m.Header.Get("Description"), "status")
		default:
			p.equal("Idle Heartbeat", m.Header.Get("Description"), "status")
			stalled = m.Header.Get("Nats-Consumer-Stalled")
		}
	}
	p.that(asked == 1 && got < 20, "%d messages and %d requests before it stalls", got, asked)
	p.that(strings.HasPrefix(stalled, "$JS.FC."+p.name+".c."), "stalled on %s", stalled)
	must(t, p.nc.Publish(stalled, nil))
	for got < 20 {
		m := p.next(sub)
		switch {
		case m.Header.Get("Status") == "":
			got++
		case m.Reply != "":
			must(t, m.Respond(nil))
		case m.Header.Get("Nats-Consumer-Stalled") != "":
			must(t, p.nc.Publish(m.Header.Get("Nats-Consumer-Stalled"), nil))
		}
	}
	for {
		m := p.next(sub)
		if m.Header.Get("Description") == "Idle Heartbeat" {
			p.equal("20 20", m.Header.Get("Nats-Last-Consumer")+" "+m.Header.Get("Nats-Last-Stream"), "heartbeat")
			return
		}
		must(t, m.Respond(nil))
	}
}

func TestPushHeartbeat(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 3)
	sub := p.listen(nats.NewInbox())
	_, err := s.CreatePushConsumer(p.ctx, jetstream.ConsumerConfig{DeliverSubject: sub.Subject, AckPolicy: jetstream.AckNonePolicy,
		IdleHeartbeat: 100 * time.Millisecond})
	must(t, err)
	messages, beats := 0, 0
	for beats < 3 || messages < 3 {
		m := p.next(sub)
		if m.Header.Get("Status") == "100" {
			beats++
			p.equal(fmt.Sprint(messages), m.Header.Get("Nats-Last-Stream"), "last one")
		} else {
			messages++
		}
	}
	p.equal(3, messages, "messages")
}

func TestPushRateLimit(t *testing.T) {
	p := open(t)
	// What may come at once is as much as a message may have.
	s := p.stream(jetstream.StreamConfig{MaxMsgSize: 10_000})
	for range 5 {
		p.put("a", strings.Repeat("x", 9_000))
	}
	sub := p.listen(nats.NewInbox())
	from := time.Now()
	_, err := s.CreatePushConsumer(p.ctx, jetstream.ConsumerConfig{DeliverSubject: sub.Subject, AckPolicy: jetstream.AckNonePolicy, RateLimit: 320_000})
	must(t, err)
	for range 5 {
		p.next(sub)
	}
	// 45 kB at 40 kB each second, of which 10 kB come at once.
	p.that(time.Since(from) > 500*time.Millisecond, "after %v already", time.Since(from))
}

func TestPushRefused(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	for _, each := range []struct {
		code   int
		config jetstream.ConsumerConfig
	}{
		{10079, jetstream.ConsumerConfig{DeliverSubject: "a.*"}},
		{10108, jetstream.ConsumerConfig{DeliverSubject: "x", FlowControl: true}},
		{10080, jetstream.ConsumerConfig{DeliverSubject: "x", MaxWaiting: 5}},
		{10083, jetstream.ConsumerConfig{DeliverSubject: "x", IdleHeartbeat: time.Millisecond}},
		{10081, jetstream.ConsumerConfig{DeliverSubject: p.name + ".x"}},
	} {
		_, err := s.CreatePushConsumer(p.ctx, each.config)
		p.fails(each.code, err)
	}
}

func TestLegacySubscribe(t *testing.T) {
	p := open(t)
	_, err := p.old.AddStream(&nats.StreamConfig{Name: p.name, Subjects: []string{p.name + ".>"}})
	must(t, err)
	defer func() { _ = p.old.DeleteStream(p.name) }()
	for i := range 10 {
		ack, err := p.old.Publish(p.name+".a", []byte(fmt.Sprint(i)), nats.MsgId(fmt.Sprint(i)))
		must(t, err)
		p.equal(i+1, ack.Sequence, "sequence")
	}
	sub, err := p.old.SubscribeSync(p.name+".a", nats.Durable("d"))
	must(t, err)
	for i := range 10 {
		m := p.next(sub)
		p.equal(i, string(m.Data), "data")
		must(t, m.AckSync(nats.Context(p.ctx)))
	}
	channel := make(chan *nats.Msg, 20)
	_, err = p.old.ChanSubscribe(p.name+".a", channel, nats.StartSequence(9))
	must(t, err)
	for i := range 2 {
		select {
		case m := <-channel:
			p.equal(8+i, string(m.Data), "data")
		case <-time.After(wait):
			t.Fatal("no message")
		}
	}
	must(t, sub.Unsubscribe())
	_, err = p.old.ConsumerInfo(p.name, "d")
	p.that(errors.Is(err, nats.ErrConsumerNotFound), "after the end: %v", err)
}

func TestLegacyPull(t *testing.T) {
	p := open(t)
	_, err := p.old.AddStream(&nats.StreamConfig{Name: p.name, Subjects: []string{p.name + ".>"}, Storage: nats.MemoryStorage})
	must(t, err)
	defer func() { _ = p.old.DeleteStream(p.name) }()
	p.many("a", 20)
	sub, err := p.old.PullSubscribe(p.name+".>", "d", nats.PullMaxWaiting(10))
	must(t, err)
	got := 0
	for got < 20 {
		all, err := sub.Fetch(7, nats.MaxWait(wait))
		must(t, err)
		for _, m := range all {
			got++
			p.equal(got, string(m.Data), "data")
			must(t, m.AckSync(nats.Context(p.ctx)))
		}
	}
	_, err = sub.Fetch(1, nats.MaxWait(soon))
	p.that(errors.Is(err, nats.ErrTimeout), "nothing more: %v", err)
	info, err := p.old.ConsumerInfo(p.name, "d")
	must(t, err)
	p.equal(20, info.AckFloor.Stream, "ack floor")
	raw, err := p.old.GetLastMsg(p.name, p.name+".a")
	must(t, err)
	p.equal("20", string(raw.Data), "last one")
	must(t, p.old.PurgeStream(p.name, &nats.StreamPurgeRequest{Keep: 1}))
	state, err := p.old.StreamInfo(p.name)
	must(t, err)
	p.equal(1, state.State.Msgs, "messages")
}

func TestLegacyOrdered(t *testing.T) {
	p := open(t)
	p.stream(jetstream.StreamConfig{})
	p.many("a", 1000)
	sub, err := p.old.SubscribeSync(p.name+".>", nats.OrderedConsumer())
	must(t, err)
	for i := 1; i <= 1000; i++ {
		m := p.next(sub)
		p.equal(i, string(m.Data), "data")
	}
	info, err := sub.ConsumerInfo()
	must(t, err)
	p.that(info.Config.FlowControl && info.Config.MemoryStorage && info.Config.AckPolicy == nats.AckNonePolicy, "%+v", info.Config)
}
