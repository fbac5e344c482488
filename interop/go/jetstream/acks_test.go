package interop

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

func TestAckExplicit(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 5)
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d"})
	all := p.fetch(c, 5)
	must(t, all[1].DoubleAck(p.ctx))
	must(t, all[3].DoubleAck(p.ctx))
	info := p.consumed(c)
	p.equal("0 3 5", fmt.Sprint(info.AckFloor.Stream, info.NumAckPending, info.Delivered.Stream), "two of five")
	must(t, all[0].DoubleAck(p.ctx))
	info = p.consumed(c)
	p.equal("2 2", fmt.Sprint(info.AckFloor.Stream, info.NumAckPending), "three of five")
	must(t, all[2].Ack())
	must(t, all[4].DoubleAck(p.ctx))
	info = p.consumed(c)
	p.equal("5 0", fmt.Sprint(info.AckFloor.Stream, info.NumAckPending), "all")
}

func TestAckAll(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 10)
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d", AckPolicy: jetstream.AckAllPolicy})
	all := p.fetch(c, 10)
	must(t, all[6].DoubleAck(p.ctx))
	info := p.consumed(c)
	p.equal("7 3", fmt.Sprint(info.AckFloor.Stream, info.NumAckPending), "seven of ten")
}

func TestAckNone(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 10)
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d", AckPolicy: jetstream.AckNonePolicy})
	p.fetch(c, 10)
	until(t, "ack floor", func() bool { return p.consumed(c).AckFloor.Stream == 10 })
	p.equal(0, p.consumed(c).NumAckPending, "pending")
}

func TestNak(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 2)
	sub := p.listen("$JS.EVENT.ADVISORY.CONSUMER.MSG_NAKED." + p.name + ".d")
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d"})
	must(t, p.fetch(c, 2)[0].Nak())
	m := p.fetch(c, 1)[0]
	meta := p.meta(m)
	p.equal("1 1 3 2", fmt.Sprint(string(m.Data()), " ", meta.Sequence.Stream, meta.Sequence.Consumer, meta.NumDelivered), "once more")
	p.equal(1, p.consumed(c).NumRedelivered, "redelivered")
	var got struct {
		StreamSeq  int `json:"stream_seq"`
		Deliveries int
	}
	must(t, json.Unmarshal(p.next(sub).Data, &got))
	p.equal("1 1", fmt.Sprint(got.StreamSeq, got.Deliveries), "advisory")
}

func TestNakWithDelay(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 1)
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d"})
	m := p.fetch(c, 1)[0]
	from := time.Now()
	must(t, m.NakWithDelay(500*time.Millisecond))
	p.equal(2, p.meta(p.fetch(c, 1)[0]).NumDelivered, "deliveries")
	p.that(time.Since(from) >= 450*time.Millisecond, "after %v already", time.Since(from))
}

func TestTerm(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 2)
	sub := p.listen("$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED." + p.name + ".d")
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d", AckWait: 300 * time.Millisecond})
	must(t, p.fetch(c, 1)[0].TermWithReason("poison"))
	var got struct {
		Type, Reason string
		StreamSeq    int `json:"stream_seq"`
		Deliveries   int
	}
	must(t, json.Unmarshal(p.next(sub).Data, &got))
	p.equal("io.nats.jetstream.advisory.v1.terminated poison 1 1", fmt.Sprint(got.Type, " ", got.Reason, " ", got.StreamSeq, got.Deliveries), "advisory")
	p.equal("2", string(p.fetch(c, 1)[0].Data()), "the next one")
	p.equal("2", p.took(c, 1), "only the other one comes back")
	p.equal(2, p.consumed(c).AckFloor.Stream, "ack floor")
}

func TestAckWait(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 3)
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d", AckWait: 300 * time.Millisecond})
	p.fetch(c, 3)
	p.equal(3, p.consumed(c).NumAckPending, "pending")
	seen := map[string]bool{}
	for len(seen) < 3 {
		m := p.fetch(c, 1)[0]
		p.that(p.meta(m).NumDelivered > 1, "a first delivery")
		must(t, m.DoubleAck(p.ctx))
		seen[string(m.Data())] = true
	}
	p.equal(3, p.consumed(c).AckFloor.Stream, "ack floor")
}

func TestInProgress(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	// Once more, with more time, if this machine was too slow to keep the message in work.
	for ackWait := time.Second; ackWait <= 8*time.Second; ackWait *= 2 {
		c := p.consumer(s, jetstream.ConsumerConfig{Durable: fmt.Sprint("d", int(ackWait.Seconds())), AckWait: ackWait})
		p.put("a", "work")
		m := p.fetch(c, 1)[0]
		from, last, slow := time.Now(), time.Now(), false
		until(t, "work", func() bool {
			must(t, m.InProgress())
			flush(t, p.nc)
			slow = slow || time.Since(last) > ackWait/2
			last = time.Now()
			return time.Since(from) > 2*ackWait
		})
		redelivered := p.consumed(c).NumRedelivered
		must(t, m.DoubleAck(p.ctx))
		if !slow {
			p.equal(0, redelivered, "redelivered while in work")
			p.empty(c)
			return
		}
		must(t, s.Purge(p.ctx))
	}
	t.Fatal("this machine is too slow")
}

func TestMaxDeliver(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 1)
	sub := p.listen("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES." + p.name + ".d")
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d", AckWait: 200 * time.Millisecond, MaxDeliver: 3})
	for i := 1; i <= 3; i++ {
		p.equal(i, p.meta(p.fetch(c, 1)[0]).NumDelivered, "deliveries")
	}
	batch, err := c.Fetch(1, jetstream.FetchMaxWait(time.Second))
	must(t, err)
	for range batch.Messages() {
		t.Fatal("a message too many")
	}
	var got struct {
		StreamSeq  int `json:"stream_seq"`
		Deliveries int
	}
	must(t, json.Unmarshal(p.next(sub).Data, &got))
	p.equal("1 3", fmt.Sprint(got.StreamSeq, got.Deliveries), "advisory")
}

func TestBackOff(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 1)
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d", MaxDeliver: 4,
		BackOff: []time.Duration{100 * time.Millisecond, 200 * time.Millisecond, 400 * time.Millisecond}})
	p.equal(100*time.Millisecond, p.consumed(c).Config.AckWait, "ack wait")
	from := time.Now()
	for i := 1; i <= 4; i++ {
		p.equal(i, p.meta(p.fetch(c, 1)[0]).NumDelivered, "deliveries")
	}
	p.that(time.Since(from) >= 650*time.Millisecond, "after %v already", time.Since(from))
}

func TestMaxAckPending(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 10)
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d", MaxAckPending: 3})
	first := p.fetch(c, 3)
	batch, err := c.Fetch(2, jetstream.FetchMaxWait(wait))
	must(t, err)
	until(t, "request that waits", func() bool { return p.consumed(c).NumWaiting == 1 })
	p.equal(3, p.consumed(c).NumAckPending, "pending")
	must(t, first[0].Ack())
	must(t, first[1].Ack())
	var got []string
	for m := range batch.Messages() {
		got = append(got, string(m.Data()))
	}
	p.equal("[4 5]", fmt.Sprint(got), "after two")
}

func TestAckNext(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 3)
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d"})
	m := p.fetch(c, 1)[0]
	answer := p.request(m.Reply(), "+NXT")
	p.equal("2", string(answer.Data), "the next one")
	p.that(strings.HasPrefix(answer.Reply, "$JS.ACK."+p.name+".d."), "its reply %s", answer.Reply)
	p.equal(1, p.consumed(c).AckFloor.Stream, "ack floor")
}

func TestAckSampling(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 1)
	sub := p.listen("$JS.EVENT.METRIC.CONSUMER.ACK." + p.name + ".d")
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d", SampleFrequency: "100%"})
	must(t, p.fetch(c, 1)[0].Ack())
	var got struct {
		Type       string
		StreamSeq  int   `json:"stream_seq"`
		AckTime    int64 `json:"ack_time"`
		Deliveries int
	}
	must(t, json.Unmarshal(p.next(sub).Data, &got))
	p.equal("io.nats.jetstream.metric.v1.consumer_ack 1 1", fmt.Sprint(got.Type, " ", got.StreamSeq, got.Deliveries), "metric")
	p.that(got.AckTime > 0, "ack time %d", got.AckTime)
}
