package interop

import (
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func TestConsumerLifecycle(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	config := jetstream.ConsumerConfig{Durable: "d", Description: "one", AckPolicy: jetstream.AckExplicitPolicy,
		Metadata: map[string]string{"a": "b"}}
	info := p.consumed(p.consumer(s, config))
	p.equal("one b 30s 1000 -1 512", fmt.Sprint(info.Config.Description, " ", info.Config.Metadata["a"], " ", info.Config.AckWait, " ",
		info.Config.MaxAckPending, " ", info.Config.MaxDeliver, " ", info.Config.MaxWaiting), "defaults")
	p.consumer(s, config)
	config.Description = "two"
	_, err := s.CreateConsumer(p.ctx, config)
	p.that(errors.Is(err, jetstream.ErrConsumerExists), "created twice: %v", err)
	config.MaxAckPending = 7
	_, err = s.UpdateConsumer(p.ctx, config)
	must(t, err)
	config.AckPolicy = jetstream.AckNonePolicy
	_, err = s.CreateOrUpdateConsumer(p.ctx, config)
	p.fails(10012, err)
	c, err := s.Consumer(p.ctx, "d")
	must(t, err)
	p.equal("two 7", fmt.Sprint(c.CachedInfo().Config.Description, " ", c.CachedInfo().Config.MaxAckPending), "updated")
	_, err = s.UpdateConsumer(p.ctx, jetstream.ConsumerConfig{Durable: "nobody"})
	p.that(errors.Is(err, jetstream.ErrConsumerDoesNotExist), "updated nothing: %v", err)
	for i := range 3 {
		p.consumer(s, jetstream.ConsumerConfig{Name: fmt.Sprint("named", i)})
	}
	names := s.ConsumerNames(p.ctx)
	var got []string
	for name := range names.Name() {
		got = append(got, name)
	}
	must(t, names.Err())
	sort.Strings(got)
	p.equal("[d named0 named1 named2]", fmt.Sprint(got), "names")
	list := s.ListConsumers(p.ctx)
	n := 0
	for range list.Info() {
		n++
	}
	must(t, list.Err())
	p.equal(4, n, "consumers")
	must(t, s.DeleteConsumer(p.ctx, "d"))
	_, err = s.Consumer(p.ctx, "d")
	p.that(errors.Is(err, jetstream.ErrConsumerNotFound), "after the end: %v", err)
	p.equal(3, p.info(s).State.Consumers, "consumers of the stream")
}

func TestConsumerRefused(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	for _, each := range []struct {
		code   int
		config jetstream.ConsumerConfig
	}{
		{10136, jetstream.ConsumerConfig{FilterSubject: "a", FilterSubjects: []string{"b"}}},
		{10138, jetstream.ConsumerConfig{FilterSubjects: []string{"a.*", "a.b"}}},
		{10094, jetstream.ConsumerConfig{DeliverPolicy: jetstream.DeliverByStartSequencePolicy}},
		{10094, jetstream.ConsumerConfig{DeliverPolicy: jetstream.DeliverLastPerSubjectPolicy}},
		{10116, jetstream.ConsumerConfig{MaxDeliver: 1, BackOff: []time.Duration{time.Second, time.Second}}},
	} {
		_, err := s.CreateConsumer(p.ctx, each.config)
		p.fails(each.code, err)
	}
}

func TestConsumerFetch(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 25)
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d"})
	for i, m := range p.fetch(c, 10) {
		meta := p.meta(m)
		p.equal(fmt.Sprint(i+1), string(m.Data()), "data")
		p.equal(fmt.Sprint(i+1, i+1, 1, 24-i, p.name, "d"), fmt.Sprint(meta.Sequence.Stream, meta.Sequence.Consumer,
			meta.NumDelivered, meta.NumPending, meta.Stream, meta.Consumer), "metadata")
		must(t, m.DoubleAck(p.ctx))
	}
	batch, err := c.FetchNoWait(100)
	must(t, err)
	n := 0
	for m := range batch.Messages() {
		n++
		must(t, m.DoubleAck(p.ctx))
	}
	must(t, batch.Error())
	p.equal(15, n, "messages without waiting")
	p.empty(c)
	batch, err = c.Fetch(1, jetstream.FetchMaxWait(soon))
	must(t, err)
	for range batch.Messages() {
		t.Fatal("a message too many")
	}
	must(t, batch.Error())
	info := p.consumed(c)
	p.equal("25 25 25 0 0", fmt.Sprint(info.Delivered.Stream, info.AckFloor.Stream, info.AckFloor.Consumer, info.NumPending, info.NumAckPending), "info")
}

func TestConsumerFetchWaits(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d"})
	batch, err := c.Fetch(3, jetstream.FetchMaxWait(wait), jetstream.FetchHeartbeat(wait/4))
	must(t, err)
	until(t, "request that waits", func() bool { return p.consumed(c).NumWaiting == 1 })
	p.many("a", 3)
	n := 0
	for range batch.Messages() {
		n++
	}
	p.equal(3, n, "messages")
	p.equal(0, p.consumed(c).NumWaiting, "requests")
}

func TestConsumerFetchBytes(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	for range 10 {
		p.put("a", strings.Repeat("x", 1000))
	}
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d"})
	batch, err := c.FetchBytes(3500, jetstream.FetchMaxWait(wait))
	must(t, err)
	n := 0
	for range batch.Messages() {
		n++
	}
	p.equal(3, n, "messages")
}

func TestConsumerNext(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 1)
	c := p.consumer(s, jetstream.ConsumerConfig{})
	m, err := c.Next(jetstream.FetchMaxWait(wait))
	must(t, err)
	p.equal("1", string(m.Data()), "data")
	_, err = c.Next(jetstream.FetchMaxWait(soon))
	p.that(errors.Is(err, nats.ErrTimeout), "no message: %v", err)
}

func TestConsumerConsume(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d"})
	const count = 3000
	var mu sync.Mutex
	seen := map[string]int{}
	var left atomic.Int32
	left.Store(count)
	all := make(chan struct{})
	take := func(m jetstream.Msg) {
		mu.Lock()
		seen[string(m.Data())]++
		mu.Unlock()
		_ = m.Ack()
		if left.Add(-1) == 0 {
			close(all)
		}
	}
	for _, options := range [][]jetstream.PullConsumeOpt{{}, {jetstream.PullMaxMessages(50)}, {jetstream.PullMaxBytes(64 << 10)}} {
		running, err := c.Consume(take, options...)
		must(t, err)
		defer running.Stop()
	}
	p.many("a", count)
	await(t, all, "more messages")
	until(t, "acknowledgements", func() bool { return p.consumed(c).AckFloor.Stream == count })
	p.equal(count, len(seen), "different messages")
}

func TestConsumerMessages(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d"})
	p.many("a", 500)
	all, err := c.Messages(jetstream.PullMaxMessages(10), jetstream.PullHeartbeat(5*time.Second))
	must(t, err)
	for i := 1; i <= 500; i++ {
		m, err := all.Next()
		must(t, err)
		p.equal(fmt.Sprint(i), string(m.Data()), "data")
		must(t, m.Ack())
	}
	all.Drain()
	_, err = all.Next()
	p.that(errors.Is(err, jetstream.ErrMsgIteratorClosed), "after the end: %v", err)
}

func TestConsumerConsumeDeleted(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d"})
	told := make(chan error, 100)
	running, err := c.Consume(func(jetstream.Msg) {}, jetstream.ConsumeErrHandler(func(_ jetstream.ConsumeContext, err error) { told <- err }))
	must(t, err)
	defer running.Stop()
	until(t, "request that waits", func() bool { return p.consumed(c).NumWaiting > 0 })
	must(t, s.DeleteConsumer(p.ctx, "d"))
	select {
	case err := <-told:
		p.that(errors.Is(err, jetstream.ErrConsumerDeleted), "told: %v", err)
	case <-time.After(wait):
		t.Fatal("nobody was told of the end")
	}
}

// Answers to requests that the server does not serve, or not in full.
func TestConsumerStatus(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.consumer(s, jetstream.ConsumerConfig{Durable: "d", MaxWaiting: 1, MaxRequestBatch: 5, MaxRequestExpires: wait, MaxRequestMaxBytes: 500})
	p.put("a", strings.Repeat("x", 400))
	p.consumer(s, jetstream.ConsumerConfig{Durable: "n", DeliverPolicy: jetstream.DeliverNewPolicy, MaxWaiting: 1})
	ask := func(consumer, body string) *nats.Subscription {
		t.Helper()
		inbox := nats.NewInbox()
		sub := p.listen(inbox)
		must(t, p.nc.PublishRequest("$JS.API.CONSUMER.MSG.NEXT."+p.name+"."+consumer, inbox, []byte(body)))
		return sub
	}
	status := func(sub *nats.Subscription) string {
		t.Helper()
		m, err := sub.NextMsg(wait)
		if errors.Is(err, nats.ErrNoResponders) {
			return "503"
		}
		must(t, err)
		h := m.Header
		return strings.TrimSpace(h.Get("Status") + " " + h.Get("Description") + " " + h.Get("Nats-Pending-Messages") + " " + h.Get("Nats-Pending-Bytes"))
	}
	for _, each := range [][2]string{
		{`{"batch":6}`, "409 Exceeded MaxRequestBatch of 5"},
		{`{"batch":1,"expires":60000000000}`, "409 Exceeded MaxRequestExpires of 20s"},
		{`{"batch":1,"max_bytes":501}`, "409 Exceeded MaxRequestMaxBytes of 500"},
		{`{"batch":1,"max_bytes":100}`, "409 Message Size Exceeds MaxBytes 1 100"},
		{`{"batch":1,"expires":1000000000,"idle_heartbeat":900000000}`, "400 Bad Request - heartbeat value too large"},
		{`{"batch":"`, "400 Bad Request - invalid JSON"},
	} {
		got := status(ask("d", each[0]))
		if each[1] == "400 Bad Request - invalid JSON" {
			p.that(strings.HasPrefix(got, "400 Bad Request"), "%s", got)
			continue
		}
		p.equal(each[1], got, each[0])
	}
	p.equal("404 No Messages", status(ask("n", `{"batch":1,"no_wait":true}`)), "no wait")
	p.equal("408 Request Timeout 3 0", status(ask("n", `{"batch":3,"expires":100000000}`)), "expired")
	p.that(strings.HasPrefix(status(ask("n", `{"batch":3,"expires":20000000000,"idle_heartbeat":100000000}`)), "100 Idle Heartbeat"), "heartbeat")
	p.equal("409 Exceeded MaxWaiting", status(ask("n", `{"batch":1,"expires":1000000000}`)), "one too many")
	p.equal("503", status(ask("nobody", "1")), "nobody")
	must(t, s.DeleteConsumer(p.ctx, "n"))
	p.consumer(s, jetstream.ConsumerConfig{Durable: "n", DeliverPolicy: jetstream.DeliverNewPolicy})
	gone := ask("n", "3")
	flush(t, p.nc)
	must(t, s.DeleteConsumer(p.ctx, "n"))
	p.equal("409 Consumer Deleted", status(gone), "deleted")
}

func TestConsumerDeliverPolicies(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.put("a", "1", "2")
	p.put("b", "3")
	p.put("a", "4")
	p.put("b", "5")
	third, err := s.GetMsg(p.ctx, 3)
	must(t, err)
	for what, each := range map[string]struct {
		config jetstream.ConsumerConfig
		texts  string
	}{
		"all":             {jetstream.ConsumerConfig{}, "1 2 3 4 5"},
		"last":            {jetstream.ConsumerConfig{DeliverPolicy: jetstream.DeliverLastPolicy}, "5"},
		"last of":         {jetstream.ConsumerConfig{DeliverPolicy: jetstream.DeliverLastPolicy, FilterSubject: p.name + ".a"}, "4"},
		"by sequence":     {jetstream.ConsumerConfig{DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: 4}, "4 5"},
		"by time":         {jetstream.ConsumerConfig{DeliverPolicy: jetstream.DeliverByStartTimePolicy, OptStartTime: &third.Time}, "3 4 5"},
		"last of each":    {jetstream.ConsumerConfig{DeliverPolicy: jetstream.DeliverLastPerSubjectPolicy, FilterSubject: p.name + ".>"}, "4 5"},
		"new":             {jetstream.ConsumerConfig{DeliverPolicy: jetstream.DeliverNewPolicy}, ""},
		"filter":          {jetstream.ConsumerConfig{FilterSubject: p.name + ".b"}, "3 5"},
		"several filters": {jetstream.ConsumerConfig{FilterSubjects: []string{p.name + ".b", p.name + ".a"}}, "1 2 3 4 5"},
		"no match":        {jetstream.ConsumerConfig{FilterSubject: p.name + ".c"}, ""},
	} {
		c := p.consumer(s, each.config)
		count := len(strings.Fields(each.texts))
		p.equal(count, p.consumed(c).NumPending, what+": pending")
		if count > 0 {
			p.equal(each.texts, p.took(c, count), what)
		}
		p.empty(c)
	}
	c := p.consumer(s, jetstream.ConsumerConfig{DeliverPolicy: jetstream.DeliverNewPolicy, FilterSubject: p.name + ".a"})
	p.put("b", "6")
	p.put("a", "7")
	p.equal("7", p.took(c, 1), "new")
}

func TestConsumerUpdateFilter(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.put("a", "1")
	p.put("b", "2")
	p.put("a", "3")
	p.put("b", "4")
	config := jetstream.ConsumerConfig{Durable: "d", FilterSubject: p.name + ".a"}
	c := p.consumer(s, config)
	p.equal("1", p.took(c, 1), "before")
	config.FilterSubject = p.name + ".b"
	c, err := s.UpdateConsumer(p.ctx, config)
	must(t, err)
	p.equal("2 4", p.took(c, 2), "after")
}

func TestConsumerHeadersOnly(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.put("a", "twelve bytes")
	m := p.fetch(p.consumer(s, jetstream.ConsumerConfig{HeadersOnly: true}), 1)[0]
	p.equal("0 12", fmt.Sprint(len(m.Data()), " ", m.Headers().Get("Nats-Msg-Size")), "message")
}

func TestConsumerReplayOriginal(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	var times []time.Time
	for i := range 4 {
		p.put("a", fmt.Sprint(i))
		m, err := s.GetMsg(p.ctx, uint64(i+1))
		must(t, err)
		times = append(times, m.Time)
		next := time.Now().Add(150 * time.Millisecond)
		until(t, "time between messages", func() bool { return time.Now().After(next) })
	}
	from := time.Now()
	p.fetch(p.consumer(s, jetstream.ConsumerConfig{ReplayPolicy: jetstream.ReplayOriginalPolicy}), 4)
	took, wanted := time.Since(from), times[3].Sub(times[0])
	p.that(took >= wanted*9/10, "%v of messages took %v", wanted, took)
}

func TestConsumerInactive(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	c := p.consumer(s, jetstream.ConsumerConfig{InactiveThreshold: 200 * time.Millisecond})
	until(t, "end of an idle consumer", func() bool {
		_, err := s.Consumer(p.ctx, c.CachedInfo().Name)
		return errors.Is(err, jetstream.ErrConsumerNotFound)
	})
}

func TestConsumerPause(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 3)
	sub := p.listen("$JS.EVENT.ADVISORY.CONSUMER.PAUSE." + p.name + ".d")
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d"})
	answer, err := s.PauseConsumer(p.ctx, "d", time.Now().Add(time.Hour))
	must(t, err)
	p.that(answer.Paused && answer.PauseRemaining > 50*time.Minute, "%+v", answer)
	info := p.consumed(c)
	p.that(info.Paused && info.PauseRemaining > 50*time.Minute && info.Config.PauseUntil != nil, "%+v", info)
	batch, err := c.Fetch(1, jetstream.FetchMaxWait(soon))
	must(t, err)
	for range batch.Messages() {
		t.Fatal("a message in the pause")
	}
	answer, err = s.ResumeConsumer(p.ctx, "d")
	must(t, err)
	p.that(!answer.Paused, "%+v", answer)
	p.equal("1 2 3", p.took(c, 3), "after the pause")
	for _, paused := range []bool{true, false} {
		var got struct {
			Consumer string
			Paused   bool
		}
		must(t, json.Unmarshal(p.next(sub).Data, &got))
		p.equal(fmt.Sprint("d ", paused), fmt.Sprint(got.Consumer, " ", got.Paused), "advisory")
	}
	_, err = s.PauseConsumer(p.ctx, "d", time.Now().Add(300*time.Millisecond))
	must(t, err)
	p.put("a", "4")
	p.equal("4", p.took(c, 1), "after the pause has ended by itself")
}

func TestConsumerOrdered(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 100)
	p.many("b", 100)
	c, err := s.OrderedConsumer(p.ctx, jetstream.OrderedConsumerConfig{FilterSubjects: []string{p.name + ".b"}})
	must(t, err)
	all, err := c.Messages(jetstream.PullMaxMessages(20))
	must(t, err)
	defer all.Stop()
	for i := 1; i <= 100; i++ {
		m, err := all.Next()
		must(t, err)
		p.equal(fmt.Sprint(i), string(m.Data()), "data")
		if i == 50 {
			// It is made again behind the client's back, from where it was.
			names := s.ConsumerNames(p.ctx)
			for name := range names.Name() {
				must(t, s.DeleteConsumer(p.ctx, name))
			}
		}
	}
}

func TestConsumerOrderedFetch(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 30)
	c, err := s.OrderedConsumer(p.ctx, jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: 11})
	must(t, err)
	for i := range 4 {
		batch, err := c.Fetch(5, jetstream.FetchMaxWait(wait))
		must(t, err)
		n := 11 + 5*i
		for m := range batch.Messages() {
			p.equal(fmt.Sprint(n), string(m.Data()), "data")
			n++
		}
		must(t, batch.Error())
		p.equal(16+5*i, n, "end of the batch")
	}
}
