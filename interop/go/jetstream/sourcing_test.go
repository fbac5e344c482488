package interop

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// texts are all messages of a stream, as a consumer gets them.
func (p *peer) texts(s jetstream.Stream, count int) string {
	p.Helper()
	p.state(s, fmt.Sprint(count, " messages in ", s.CachedInfo().Config.Name), func(i jetstream.StreamState) bool { return int(i.Msgs) == count })
	c := p.consumer(s, jetstream.ConsumerConfig{AckPolicy: jetstream.AckNonePolicy})
	var all []string
	for _, m := range p.fetch(c, count) {
		all = append(all, strings.TrimPrefix(m.Subject(), p.name+".")+"="+string(m.Data()))
	}
	return strings.Join(all, " ")
}

func TestMirror(t *testing.T) {
	p := open(t)
	origin := p.stream(jetstream.StreamConfig{})
	p.many("a", 500)
	must(t, origin.DeleteMsg(p.ctx, 100))
	must(t, origin.Purge(p.ctx, jetstream.WithPurgeSequence(11)))
	mirror := p.stream(jetstream.StreamConfig{Name: p.name + "_mirror", Mirror: &jetstream.StreamSource{Name: p.name}})
	p.many("b", 100)
	p.state(mirror, "all messages", func(i jetstream.StreamState) bool { return i.LastSeq == 600 })
	state := p.info(mirror).State
	p.equal("589 11 600", fmt.Sprint(state.Msgs, state.FirstSeq, state.LastSeq), "state")
	for _, seq := range []uint64{11, 101, 600} {
		one, err := origin.GetMsg(p.ctx, seq)
		must(t, err)
		other, err := mirror.GetMsg(p.ctx, seq)
		must(t, err)
		p.equal(fmt.Sprint(one.Subject, " ", string(one.Data), " ", one.Time), fmt.Sprint(other.Subject, " ", string(other.Data), " ", other.Time), "message")
	}
	_, err := mirror.GetMsg(p.ctx, 100)
	p.that(errors.Is(err, jetstream.ErrMsgNotFound), "a message that the origin has not: %v", err)
	until(t, "lag", func() bool {
		m := p.info(mirror).Mirror
		return m != nil && m.Name == p.name && m.Lag == 0 && m.Active >= 0
	})
	_, err = p.js.UpdateStream(p.ctx, jetstream.StreamConfig{Name: p.name + "_mirror", Mirror: &jetstream.StreamSource{Name: "other"}})
	p.fails(10055, err)
}

func TestMirrorFromSequenceAndFilter(t *testing.T) {
	p := open(t)
	p.stream(jetstream.StreamConfig{})
	p.put("a", "1")
	p.put("b", "2")
	p.put("a", "3")
	p.put("b", "4")
	from := p.stream(jetstream.StreamConfig{Name: p.name + "_from", Mirror: &jetstream.StreamSource{Name: p.name, OptStartSeq: 3}})
	p.equal("a=3 b=4", p.texts(from, 2), "from a sequence")
	p.equal(3, p.info(from).State.FirstSeq, "sequence")
	some := p.stream(jetstream.StreamConfig{Name: p.name + "_some", Mirror: &jetstream.StreamSource{Name: p.name, FilterSubject: p.name + ".b"}})
	p.equal("b=2 b=4", p.texts(some, 2), "some subjects")
}

func TestMirrorBecomesAStream(t *testing.T) {
	p := open(t)
	p.stream(jetstream.StreamConfig{})
	p.put("a", "1", "2")
	mirror := p.stream(jetstream.StreamConfig{Name: p.name + "_mirror", Mirror: &jetstream.StreamSource{Name: p.name}})
	p.state(mirror, "messages", func(i jetstream.StreamState) bool { return i.Msgs == 2 })
	must(t, p.js.DeleteStream(p.ctx, p.name))
	_, err := p.js.UpdateStream(p.ctx, jetstream.StreamConfig{Name: p.name + "_mirror", Subjects: []string{p.name + ".>"}})
	must(t, err)
	ack, err := p.js.Publish(p.ctx, p.name+".a", []byte("3"))
	must(t, err)
	p.equal("3 "+p.name+"_mirror", fmt.Sprint(ack.Sequence, " ", ack.Stream), "acknowledged")
}

func TestMirrorComesBack(t *testing.T) {
	p := open(t)
	p.stream(jetstream.StreamConfig{})
	p.put("a", "1")
	mirror := p.stream(jetstream.StreamConfig{Name: p.name + "_mirror", Mirror: &jetstream.StreamSource{Name: p.name}})
	p.state(mirror, "message", func(i jetstream.StreamState) bool { return i.Msgs == 1 })
	s, err := p.js.Stream(p.ctx, p.name)
	must(t, err)
	// The consumer of the mirror is none that is listed, and none that may be seen to go: it is made when needed.
	p.equal(0, p.info(s).State.Consumers, "consumers")
	p.put("a", "2", "3")
	p.equal("a=1 a=2 a=3", p.texts(mirror, 3), "messages")
}

func TestSources(t *testing.T) {
	p := open(t)
	for _, name := range []string{"one", "two"} {
		p.stream(jetstream.StreamConfig{Name: p.name + "_" + name, Subjects: []string{p.name + "." + name + ".*"}})
		p.many(name+".x", 50)
		p.many(name+".y", 50)
	}
	all := p.stream(jetstream.StreamConfig{Name: p.name + "_all", Subjects: []string{p.name + ".own"}, Sources: []*jetstream.StreamSource{
		{Name: p.name + "_one", SubjectTransforms: []jetstream.SubjectTransformConfig{{Source: p.name + ".one.x", Destination: p.name + ".first.x"}}},
		{Name: p.name + "_two", OptStartSeq: 41}}})
	p.put("own", "mine")
	p.state(all, "messages", func(i jetstream.StreamState) bool { return i.Msgs == 50+60+1 })
	p.many("one.x", 3)
	p.many("one.y", 3)
	p.state(all, "later messages", func(i jetstream.StreamState) bool { return i.Msgs == 50+60+1+3 })
	subjects := p.info(all, jetstream.WithSubjectFilter(">")).State.Subjects
	p.equal(map[string]uint64{p.name + ".first.x": 53, p.name + ".own": 1, p.name + ".two.x": 10, p.name + ".two.y": 50}, subjects, "subjects")
	m, err := all.GetLastMsgForSubject(p.ctx, p.name+".first.x")
	must(t, err)
	origin := strings.Fields(m.Header.Get("Nats-Stream-Source"))
	p.equal(fmt.Sprint(p.name, "_one 103"), strings.Join(origin[:2], " "), "origin")
	p.equal(p.name+".one.x", origin[4], "subject of the origin")
	until(t, "lag", func() bool {
		sources := p.info(all).Sources
		return len(sources) == 2 && sources[0].Lag+sources[1].Lag == 0
	})
	config := p.info(all).Config
	config.Sources = config.Sources[:1]
	_, err = p.js.UpdateStream(p.ctx, config)
	must(t, err)
	p.many("two.x", 5)
	p.many("one.x", 1)
	p.state(all, "messages of the source that is left", func(i jetstream.StreamState) bool { return i.Msgs == 115 })
}

func TestSourceHeaderIsRefused(t *testing.T) {
	p := open(t)
	p.stream(jetstream.StreamConfig{})
	m := nats.NewMsg(p.name + ".a")
	m.Header.Set("Nats-Stream-Source", "x 1 > > y")
	_, err := p.js.PublishMsg(p.ctx, m)
	p.fails(10227, err)
}

func TestSourcesRefused(t *testing.T) {
	p := open(t)
	p.stream(jetstream.StreamConfig{})
	for _, each := range []struct {
		code   int
		config jetstream.StreamConfig
	}{
		{10034, jetstream.StreamConfig{Mirror: &jetstream.StreamSource{Name: p.name}, Subjects: []string{"x"}}},
		{10031, jetstream.StreamConfig{Mirror: &jetstream.StreamSource{Name: p.name}, Sources: []*jetstream.StreamSource{{Name: p.name}}}},
		{10140, jetstream.StreamConfig{Sources: []*jetstream.StreamSource{{Name: p.name}, {Name: p.name}}}},
	} {
		each.config.Name = p.name + "_copy"
		_, err := p.js.CreateStream(p.ctx, each.config)
		p.fails(each.code, err)
	}
}

func TestInterest(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{Retention: jetstream.InterestPolicy})
	p.put("a", "nobody")
	p.equal(0, p.info(s).State.Msgs, "messages without a consumer")
	one := p.consumer(s, jetstream.ConsumerConfig{Durable: "one"})
	two := p.consumer(s, jetstream.ConsumerConfig{Durable: "two", FilterSubject: p.name + ".a"})
	p.put("a", "1")
	p.put("b", "2")
	p.put("a", "3")
	p.equal("1 2 3", p.took(one, 3), "one")
	p.state(s, "end of what two has no interest in", func(i jetstream.StreamState) bool { return i.Msgs == 2 })
	p.equal("1", p.took(two, 1), "two")
	p.state(s, "end of what both have", func(i jetstream.StreamState) bool { return i.Msgs == 1 })
	must(t, s.DeleteConsumer(p.ctx, "two"))
	p.state(s, "end of what nobody needs any more", func(i jetstream.StreamState) bool { return i.Msgs == 0 })
}

func TestWorkQueue(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{Retention: jetstream.WorkQueuePolicy})
	p.many("a", 3)
	p.many("b", 3)
	a := p.consumer(s, jetstream.ConsumerConfig{Durable: "a", FilterSubject: p.name + ".a"})
	b := p.consumer(s, jetstream.ConsumerConfig{Durable: "b", FilterSubject: p.name + ".b"})
	for code, config := range map[int]jetstream.ConsumerConfig{
		10099: {Durable: "c"},
		10100: {Durable: "c", FilterSubject: p.name + ".a"},
		10098: {Durable: "c", FilterSubject: p.name + ".c", AckPolicy: jetstream.AckNonePolicy},
		10101: {Durable: "c", FilterSubject: p.name + ".c", DeliverPolicy: jetstream.DeliverNewPolicy},
	} {
		_, err := s.CreateConsumer(p.ctx, config)
		// For a pull consumer the server may say so in another way.
		p.that(codeOf(err) == code || code == 10098 && codeOf(err) == 10084, "expected error %d: %v", code, err)
	}
	p.equal("1 2 3", p.took(a, 3), "a")
	p.state(s, "end of what was done", func(i jetstream.StreamState) bool { return i.Msgs == 3 })
	must(t, p.fetch(b, 1)[0].TermWithReason("no"))
	p.state(s, "end of what was given up", func(i jetstream.StreamState) bool { return i.Msgs == 2 })
	p.equal("2 3", p.took(b, 2), "b")
	p.state(s, "end", func(i jetstream.StreamState) bool { return i.Msgs == 0 })
}

func user(name string) nats.Option { return nats.UserInfo(name, "pw") }

func TestAccountsMirrorAndSource(t *testing.T) {
	t.Parallel()
	s := configured(t, "jetstream-accounts")
	maker, taker := on(t, s, user("maker")), on(t, s, user("taker"))
	maker.stream(jetstream.StreamConfig{})
	maker.many("a", 300)
	external := &jetstream.ExternalStream{APIPrefix: "maker.api", DeliverPrefix: "to.taker.mirror"}
	mirror := taker.stream(jetstream.StreamConfig{Name: "MIRROR", Mirror: &jetstream.StreamSource{Name: maker.name, External: external}})
	external = &jetstream.ExternalStream{APIPrefix: "maker.api", DeliverPrefix: "to.taker.source"}
	source := taker.stream(jetstream.StreamConfig{Name: "SOURCE", Sources: []*jetstream.StreamSource{{Name: maker.name, External: external}}})
	maker.many("b", 200)
	for _, copied := range []jetstream.Stream{mirror, source} {
		taker.state(copied, "messages of the other account", func(i jetstream.StreamState) bool { return i.Msgs == 500 })
	}
	_, err := taker.js.Stream(taker.ctx, maker.name)
	taker.that(errors.Is(err, jetstream.ErrStreamNotFound), "the other account's stream: %v", err)
}

func TestAccountsLimits(t *testing.T) {
	t.Parallel()
	p := on(t, configured(t, "jetstream-accounts"), user("small"))
	info, err := p.js.AccountInfo(p.ctx)
	must(t, err)
	p.equal("1000000 2000000 2 2 hub", fmt.Sprint(info.Limits.MaxMemory, info.Limits.MaxStore, info.Limits.MaxStreams, info.Limits.MaxConsumers, " ", info.Domain), "limits")
	_, err = p.js.CreateStream(p.ctx, jetstream.StreamConfig{Name: "NO", Subjects: []string{"no"}})
	p.fails(10113, err)
	_, err = p.js.CreateStream(p.ctx, jetstream.StreamConfig{Name: "NO", Subjects: []string{"no"}, MaxBytes: 4 << 20})
	p.fails(10047, err)
	s := p.stream(jetstream.StreamConfig{MaxBytes: 1 << 20})
	p.stream(jetstream.StreamConfig{Name: p.name + "_2", MaxBytes: 1 << 19, Storage: jetstream.MemoryStorage})
	_, err = p.js.CreateStream(p.ctx, jetstream.StreamConfig{Name: "NO", Subjects: []string{"no"}, MaxBytes: 1000})
	p.fails(10027, err)
	for range 2 {
		p.consumer(s, jetstream.ConsumerConfig{MaxAckPending: 50})
	}
	_, err = s.CreateConsumer(p.ctx, jetstream.ConsumerConfig{MaxAckPending: 50})
	p.fails(10026, err)
	info, err = p.js.AccountInfo(p.ctx)
	must(t, err)
	p.equal("2 2 1048576 524288", fmt.Sprint(info.Streams, info.Consumers, info.ReservedStore, info.ReservedMemory), "usage")
}

func TestAccountsWithoutJetStream(t *testing.T) {
	t.Parallel()
	p := on(t, configured(t, "jetstream-accounts"), user("none"))
	_, err := p.js.AccountInfo(p.ctx)
	p.that(errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount) || errors.Is(err, jetstream.ErrJetStreamNotEnabled), "%v", err)
}

func TestDomain(t *testing.T) {
	t.Parallel()
	p := on(t, configured(t, "jetstream-accounts"), user("taker"))
	js, err := jetstream.NewWithDomain(p.nc, "hub", jetstream.WithDefaultTimeout(wait))
	must(t, err)
	s, err := js.CreateStream(p.ctx, jetstream.StreamConfig{Name: p.name, Subjects: []string{p.name + ".>"}})
	must(t, err)
	p.equal("hub", p.info(s).Domain, "domain")
	ack, err := js.Publish(p.ctx, p.name+".a", []byte("1"))
	must(t, err)
	p.equal("hub", ack.Domain, "domain")
	c, err := s.CreateConsumer(p.ctx, jetstream.ConsumerConfig{})
	must(t, err)
	m := p.fetch(c, 1)[0]
	must(t, m.DoubleAck(p.ctx))
	must(t, js.DeleteStream(p.ctx, p.name))
	other, err := jetstream.NewWithDomain(p.nc, "elsewhere", jetstream.WithDefaultTimeout(wait))
	must(t, err)
	_, err = other.AccountInfo(p.ctx)
	p.that(errors.Is(err, jetstream.ErrJetStreamNotEnabled) || errors.Is(err, nats.ErrNoResponders), "another domain: %v", err)
}

func TestSystemAccountOfJetStream(t *testing.T) {
	t.Parallel()
	p := on(t, configured(t, "jetstream-accounts"), user("sys"))
	answer := p.request("$SYS.REQ.SERVER.PING.JSZ", `{"accounts":true,"streams":true}`)
	for _, text := range []string{`"domain":"hub"`, `"store_dir"`, `"api"`, `"account_details"`} {
		p.that(strings.Contains(string(answer.Data), text), "%s is not in %.300s", text, answer.Data)
	}
}
