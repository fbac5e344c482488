package interop

import (
	"errors"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// begun is a server with a store that outlives it.
func begun(t *testing.T, port, store string) *server {
	t.Helper()
	s, err := start(port, "-js", "-sd", store)
	must(t, err)
	t.Cleanup(s.stop)
	return s
}

func TestRestartAfterAKill(t *testing.T) {
	t.Parallel()
	restart(t, (*server).kill, false)
}

func TestRestartAfterAStop(t *testing.T) {
	t.Parallel()
	restart(t, (*server).stop, true)
}

// What a consumer has acknowledged may be lost with a kill, what was published and acknowledged not.
func restart(t *testing.T, end func(*server), exact bool) {
	store := t.TempDir()
	first := begun(t, "-1", store)
	p := on(t, first, nats.MaxReconnects(-1), nats.ReconnectWait(50*time.Millisecond))
	// No cleanup: the server's store goes with the test.
	s, err := p.js.CreateStream(p.ctx, jetstream.StreamConfig{Name: p.name, Subjects: []string{p.name + ".>"}, Description: "kept", FirstSeq: 10})
	must(t, err)
	_, err = p.js.CreateStream(p.ctx, jetstream.StreamConfig{Name: p.name + "_memory", Subjects: []string{"memory"}, Storage: jetstream.MemoryStorage})
	must(t, err)
	p.many("a", 1000)
	_, err = p.js.Publish(p.ctx, p.name+".b", []byte("once"), jetstream.WithMsgID("once"))
	must(t, err)
	must(t, s.DeleteMsg(p.ctx, 500))
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "d", AckWait: time.Second, Metadata: map[string]string{"k": "v"}})
	p.took(c, 100)
	p.fetch(c, 5)
	kv := p.bucket(jetstream.KeyValueConfig{History: 3})
	for i := range 5 {
		_, err = kv.PutString(p.ctx, "k", fmt.Sprint(i))
		must(t, err)
	}
	end(first)
	begun(t, first.port, store)
	until(t, "connection", p.nc.IsConnected)
	state := p.info(s).State
	p.equal("1000 10 1010 1", fmt.Sprint(state.Msgs, state.FirstSeq, state.LastSeq, state.NumDeleted), "state")
	p.equal("kept", p.info(s).Config.Description, "description")
	_, err = p.js.Stream(p.ctx, p.name+"_memory")
	p.that(err == nil || errors.Is(err, jetstream.ErrStreamNotFound), "the stream in memory: %v", err)
	ack, err := p.js.Publish(p.ctx, p.name+".b", []byte("once"), jetstream.WithMsgID("once"))
	must(t, err)
	p.that(ack.Duplicate && ack.Sequence == 1010, "published twice: %+v", ack)
	info := p.consumed(c)
	p.equal("v", info.Config.Metadata["k"], "metadata")
	p.that(info.AckFloor.Stream == 109 || !exact && info.AckFloor.Stream < 109, "ack floor %+v", info.AckFloor)
	seen := map[uint64]bool{}
	for left := 900; left > 0; {
		for _, m := range p.fetch(c, min(left, 20)) { // one at a time would take a slow machine too long
			must(t, m.DoubleAck(p.ctx))
			seq := p.meta(m).Sequence.Stream
			p.that(seq != 500 && (seq >= 110 || !exact), "message %d", seq)
			if seq >= 110 && !seen[seq] {
				left--
			}
			seen[seq] = true
		}
	}
	e, err := kv.Get(p.ctx, "k")
	must(t, err)
	p.equal("4 5", fmt.Sprint(string(e.Value()), " ", e.Revision()), "value")
	history, err := kv.History(p.ctx, "k")
	must(t, err)
	p.equal(3, len(history), "history")
}

// Consumers of a client go on by themselves.
func TestRestartWhileConsuming(t *testing.T) {
	t.Parallel()
	store := t.TempDir()
	first := begun(t, "-1", store)
	p := on(t, first, nats.MaxReconnects(-1), nats.ReconnectWait(50*time.Millisecond))
	s, err := p.js.CreateStream(p.ctx, jetstream.StreamConfig{Name: p.name, Subjects: []string{p.name + ".>"}})
	must(t, err)
	durable := p.consumer(s, jetstream.ConsumerConfig{Durable: "d"})
	ordered, err := s.OrderedConsumer(p.ctx, jetstream.OrderedConsumerConfig{})
	must(t, err)
	type seen struct {
		c     jetstream.Consumer
		texts chan string
	}
	all := []seen{{durable, make(chan string, 1000)}, {ordered, make(chan string, 1000)}}
	for _, each := range all {
		running, err := each.c.Consume(func(m jetstream.Msg) {
			each.texts <- string(m.Data())
			_ = m.Ack()
		}, jetstream.PullHeartbeat(time.Second), jetstream.PullExpiry(5*time.Second))
		must(t, err)
		defer running.Stop()
	}
	expect := func(text string) {
		t.Helper()
		for _, each := range all {
			// What was not acknowledged in time comes twice, and only that.
			for got := ""; got != text; {
				select {
				case got = <-each.texts:
				case <-time.After(2 * wait):
					t.Fatalf("no message %s", text)
				}
			}
		}
	}
	p.put("a", "before")
	expect("before")
	first.kill()
	begun(t, first.port, store)
	until(t, "connection", p.nc.IsConnected)
	p.put("a", "after")
	expect("after")
}

func TestShutdownIsTold(t *testing.T) {
	t.Parallel()
	s := begun(t, "-1", t.TempDir())
	p := on(t, s, nats.MaxReconnects(-1))
	stream, err := p.js.CreateStream(p.ctx, jetstream.StreamConfig{Name: p.name, Subjects: []string{p.name + ".>"}})
	must(t, err)
	p.consumer(stream, jetstream.ConsumerConfig{Durable: "d"})
	inbox := nats.NewInbox()
	sub := p.listen(inbox)
	must(t, p.nc.PublishRequest("$JS.API.CONSUMER.MSG.NEXT."+p.name+".d", inbox, []byte(`{"batch":7,"expires":60000000000}`)))
	flush(t, p.nc)
	must(t, s.cmd.Process.Signal(syscall.SIGTERM))
	m := p.next(sub)
	p.equal("409 Server Shutdown 7", fmt.Sprint(m.Header.Get("Status"), " ", m.Header.Get("Description"), " ", m.Header.Get("Nats-Pending-Messages")), "status")
}
