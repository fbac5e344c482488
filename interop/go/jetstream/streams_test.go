package interop

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func TestStreamLifecycle(t *testing.T) {
	p := open(t)
	config := jetstream.StreamConfig{Name: p.name, Subjects: []string{p.name + ".*"}, Description: "one",
		Metadata: map[string]string{"owner": "interop"}}
	s := p.stream(config)
	info := p.info(s)
	p.equal("one", info.Config.Description, "description")
	p.equal("interop", info.Config.Metadata["owner"], "metadata")
	p.equal("-1 -1 -1", fmt.Sprint(info.Config.MaxMsgs, info.Config.MaxBytes, info.Config.MaxConsumers), "limits")
	p.equal(2*time.Minute, info.Config.Duplicates, "duplicate window")
	p.equal(1, info.Config.Replicas, "replicas")
	p.that(!info.Created.IsZero() && !info.TimeStamp.IsZero(), "times %v", info)
	_, err := p.js.CreateStream(p.ctx, config)
	must(t, err)
	config.Description = "two"
	_, err = p.js.CreateStream(p.ctx, config)
	p.fails(10058, err)
	config.Subjects = append(config.Subjects, p.name+".more.>")
	s, err = p.js.UpdateStream(p.ctx, config)
	must(t, err)
	p.equal("two", p.info(s).Config.Description, "description")
	p.put("more.a.b", "x")
	config.Storage = jetstream.MemoryStorage
	_, err = p.js.UpdateStream(p.ctx, config)
	p.fails(10052, err)
	must(t, p.js.DeleteStream(p.ctx, p.name))
	_, err = p.js.Stream(p.ctx, p.name)
	p.that(errors.Is(err, jetstream.ErrStreamNotFound), "after the end: %v", err)
	p.fails(10059, p.js.DeleteStream(p.ctx, p.name))
	_, err = p.js.Publish(p.ctx, p.name+".a", nil, jetstream.WithRetryAttempts(1))
	p.that(errors.Is(err, jetstream.ErrNoStreamResponse), "published to nothing: %v", err)
}

func TestStreamList(t *testing.T) {
	p := open(t)
	for i := range 5 {
		name := fmt.Sprintf("%s_%d", p.name, i)
		p.stream(jetstream.StreamConfig{Name: name, Storage: jetstream.MemoryStorage, Subjects: []string{name + ".a", name + ".b"}})
	}
	names := p.js.StreamNames(p.ctx)
	found := 0
	for name := range names.Name() {
		if strings.HasPrefix(name, p.name+"_") {
			found++
		}
	}
	must(t, names.Err())
	p.equal(5, found, "names")
	list := p.js.ListStreams(p.ctx, jetstream.WithStreamListSubject(p.name+"_3.a"))
	var got []string
	for info := range list.Info() {
		got = append(got, info.Config.Name)
	}
	must(t, list.Err())
	p.equal([]string{p.name + "_3"}, got, "streams of a subject")
	name, err := p.js.StreamNameBySubject(p.ctx, p.name+"_2.b")
	must(t, err)
	p.equal(p.name+"_2", name, "stream of a subject")
	_, err = p.js.StreamNameBySubject(p.ctx, p.name+".nobody")
	p.that(errors.Is(err, jetstream.ErrStreamNotFound), "nobody's subject: %v", err)
}

func TestStreamSubjectOverlap(t *testing.T) {
	p := open(t)
	p.stream(jetstream.StreamConfig{})
	_, err := p.js.CreateStream(p.ctx, jetstream.StreamConfig{Name: p.name + "_2", Subjects: []string{p.name + ".a.*"}})
	p.fails(10065, err)
	_, err = p.js.CreateStream(p.ctx, jetstream.StreamConfig{Name: p.name + "_2", Subjects: []string{"x..y"}})
	p.fails(10052, err)
}

func TestStreamInfoDetails(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	for i := range 6 {
		p.put(fmt.Sprint("k", i%3), "v")
	}
	must(t, s.DeleteMsg(p.ctx, 2))
	must(t, s.DeleteMsg(p.ctx, 5))
	state := p.info(s, jetstream.WithSubjectFilter(p.name+".*"), jetstream.WithDeletedDetails(true)).State
	p.equal(map[string]uint64{p.name + ".k0": 2, p.name + ".k2": 2}, state.Subjects, "subjects")
	p.equal([]uint64{2, 5}, state.Deleted, "deleted")
	p.equal("4 1 6 2 2", fmt.Sprint(state.Msgs, state.FirstSeq, state.LastSeq, state.NumDeleted, state.NumSubjects), "state")
}

func TestStreamPurge(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	for range 10 {
		p.put("a", "a")
		p.put("b", "b")
	}
	state := func(wanted string) {
		t.Helper()
		i := p.info(s).State
		p.equal(wanted, fmt.Sprint(i.Msgs, i.FirstSeq, i.LastSeq), "state")
	}
	must(t, s.Purge(p.ctx, jetstream.WithPurgeSubject(p.name+".a"), jetstream.WithPurgeKeep(2)))
	state("12 2 20")
	must(t, s.Purge(p.ctx, jetstream.WithPurgeSequence(15)))
	state("5 16 20")
	must(t, s.Purge(p.ctx, jetstream.WithPurgeKeep(2)))
	state("2 19 20")
	must(t, s.Purge(p.ctx))
	state("0 21 20")
	p.put("a", "a")
	state("1 21 21")
}

func TestStreamMessages(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{AllowDirect: false})
	messages(p, s)
}

func TestStreamMessagesDirect(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{AllowDirect: true, Storage: jetstream.MemoryStorage})
	messages(p, s)
}

func messages(p *peer, s jetstream.Stream) {
	t := p.T
	m := nats.NewMsg(p.name + ".a")
	m.Data = []byte("one")
	m.Header.Set("Color", "red")
	m.Header.Add("Many", "1")
	m.Header.Add("Many", "2")
	_, err := p.js.PublishMsg(p.ctx, m)
	must(t, err)
	p.put("b", "two")
	p.put("a", "three", "")
	got, err := s.GetMsg(p.ctx, 1)
	must(t, err)
	p.equal("one "+p.name+".a 1 red [1 2]", fmt.Sprint(string(got.Data), " ", got.Subject, " ", got.Sequence, " ",
		got.Header.Get("Color"), " ", got.Header.Values("Many")), "message")
	p.that(time.Since(got.Time) < time.Hour, "time %v", got.Time)
	got, err = s.GetLastMsgForSubject(p.ctx, p.name+".a")
	must(t, err)
	p.equal("4 0", fmt.Sprint(got.Sequence, len(got.Data)), "last message")
	got, err = s.GetLastMsgForSubject(p.ctx, p.name+".b")
	must(t, err)
	p.equal("two", string(got.Data), "last message")
	got, err = s.GetMsg(p.ctx, 2, jetstream.WithGetMsgSubject(p.name+".a"))
	must(t, err)
	p.equal("three", string(got.Data), "next message")
	_, err = s.GetMsg(p.ctx, 99)
	p.that(errors.Is(err, jetstream.ErrMsgNotFound), "a message that is not there: %v", err)
	_, err = s.GetLastMsgForSubject(p.ctx, p.name+".c")
	p.that(errors.Is(err, jetstream.ErrMsgNotFound), "a subject that is not there: %v", err)
	must(t, s.DeleteMsg(p.ctx, 1))
	must(t, s.SecureDeleteMsg(p.ctx, 2))
	_, err = s.GetMsg(p.ctx, 1)
	p.that(errors.Is(err, jetstream.ErrMsgNotFound), "a deleted message: %v", err)
	_, err = s.GetMsg(p.ctx, 2)
	p.that(errors.Is(err, jetstream.ErrMsgNotFound), "an erased message: %v", err)
	p.that(s.DeleteMsg(p.ctx, 1) != nil, "deleted twice")
}

func TestDirectGetBatch(t *testing.T) {
	p := open(t)
	p.stream(jetstream.StreamConfig{AllowDirect: true})
	for _, key := range []string{"a", "b", "c", "a", "b"} {
		p.put(key, key)
	}
	answers := func(body string) (subjects, end string) {
		t.Helper()
		inbox := nats.NewInbox()
		sub := p.listen(inbox)
		must(t, p.nc.PublishRequest("$JS.API.DIRECT.GET."+p.name, inbox, []byte(body)))
		var all []string
		for {
			m := p.next(sub)
			if m.Header.Get("Status") != "" {
				return strings.Join(all, " "), m.Header.Get("Status") + " " + m.Header.Get("Description") + " " +
					m.Header.Get("Nats-Num-Pending") + " " + m.Header.Get("Nats-Last-Sequence") + " " + m.Header.Get("Nats-UpTo-Sequence")
			}
			all = append(all, string(m.Data)+m.Header.Get("Nats-Sequence"))
		}
	}
	for _, each := range []struct{ body, subjects, end string }{
		{`{"batch":2,"seq":1}`, "a1 b2", "204 EOB 3 2 "},
		{`{"batch":10,"next_by_subj":"` + p.name + `.a"}`, "a1 a4", "204 EOB 0 4 "},
		{`{"multi_last":["` + p.name + `.>"]}`, "c3 a4 b5", "204 EOB 0 5 5"},
		{`{"multi_last":["` + p.name + `.a","` + p.name + `.b"],"up_to_seq":4}`, "b2 a4", "204 EOB 0 4 4"},
		{`{"multi_last":["` + p.name + `.x"]}`, "", "404 No Results   "},
		{`{"seq":77}`, "", "404 Message Not Found   "},
		{``, "", "408 Empty Request   "},
		{`{}`, "", "408 Empty Request   "},
		{`{"seq":"`, "", "408 Malformed Request   "},
	} {
		subjects, end := answers(each.body)
		p.equal(each.subjects+" / "+each.end, subjects+" / "+end, each.body)
	}
	one := p.request("$JS.API.DIRECT.GET."+p.name+"."+p.name+".b", "")
	p.equal("b 5 "+p.name+" "+p.name+".b", fmt.Sprint(string(one.Data), " ", one.Header.Get("Nats-Sequence"), " ",
		one.Header.Get("Nats-Stream"), " ", one.Header.Get("Nats-Subject")), "the last one")
}

func TestLimitMessages(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{MaxMsgs: 5})
	p.many("a", 12)
	i := p.info(s).State
	p.equal("5 8 12", fmt.Sprint(i.Msgs, i.FirstSeq, i.LastSeq), "state")
}

func TestLimitBytes(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{MaxBytes: 20_000})
	for range 10 {
		p.put("a", strings.Repeat("x", 4096))
	}
	i := p.info(s).State
	p.that(i.Bytes <= 20_000 && i.Msgs == 4 && i.LastSeq == 10, "state %+v", i)
}

func TestLimitDiscardNew(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{MaxMsgs: 2, Discard: jetstream.DiscardNew})
	p.put("a", "1", "2")
	_, err := p.js.Publish(p.ctx, p.name+".a", nil)
	p.fails(10077, err)
	p.that(strings.Contains(err.Error(), "maximum messages exceeded"), "%v", err)
	must(t, s.Purge(p.ctx))
	p.put("a", "3")
	config := p.info(s).Config
	config.MaxMsgs, config.MaxBytes = -1, 200
	_, err = p.js.UpdateStream(p.ctx, config)
	must(t, err)
	_, err = p.js.Publish(p.ctx, p.name+".a", make([]byte, 300))
	p.fails(10077, err)
	p.that(strings.Contains(err.Error(), "maximum bytes exceeded"), "%v", err)
}

func TestLimitPerSubject(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{MaxMsgsPerSubject: 2})
	for range 3 {
		p.put("a", "a")
		p.put("b", "b")
	}
	p.equal(4, p.info(s).State.Msgs, "messages")
	name := p.name + "_new"
	p.stream(jetstream.StreamConfig{Name: name, MaxMsgsPerSubject: 1, Discard: jetstream.DiscardNew, DiscardNewPerSubject: true})
	_, err := p.js.Publish(p.ctx, name+".a", nil)
	must(t, err)
	_, err = p.js.Publish(p.ctx, name+".a", nil)
	p.fails(10077, err)
	p.that(strings.Contains(err.Error(), "maximum messages per subject exceeded"), "%v", err)
	_, err = p.js.Publish(p.ctx, name+".b", nil)
	must(t, err)
}

func TestLimitMessageSize(t *testing.T) {
	p := open(t)
	p.stream(jetstream.StreamConfig{MaxMsgSize: 100})
	p.put("a", strings.Repeat("x", 100))
	_, err := p.js.Publish(p.ctx, p.name+".a", make([]byte, 101))
	p.fails(10054, err)
}

func TestLimitAge(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{MaxAge: 200 * time.Millisecond})
	p.put("a", "1", "2", "3")
	p.state(s, "end of old messages", func(i jetstream.StreamState) bool { return i.Msgs == 0 && i.FirstSeq == 4 && i.LastSeq == 3 })
	p.put("a", "4")
	p.equal(4, p.info(s).State.LastSeq, "sequence")
}

func TestUpdateShrinksAStream(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.many("a", 20)
	config := p.info(s).Config
	config.MaxMsgs = 3
	_, err := p.js.UpdateStream(p.ctx, config)
	must(t, err)
	p.state(s, "smaller stream", func(i jetstream.StreamState) bool { return i.Msgs == 3 && i.FirstSeq == 18 })
}

func TestSealedAndDenied(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{DenyDelete: true, DenyPurge: true})
	p.put("a", "1")
	err := s.DeleteMsg(p.ctx, 1)
	p.that(err != nil && strings.Contains(err.Error(), "err_code=10057 description=message delete not permitted"), "%v", err)
	p.fails(10110, s.Purge(p.ctx))
	config := p.info(s).Config
	config.DenyPurge = false
	_, err = p.js.UpdateStream(p.ctx, config)
	p.fails(10052, err)
	config = p.info(s).Config
	config.Sealed = true
	_, err = p.js.UpdateStream(p.ctx, config)
	must(t, err)
	_, err = p.js.Publish(p.ctx, p.name+".a", nil)
	p.fails(10109, err)
	got, err := s.GetMsg(p.ctx, 1)
	must(t, err)
	p.equal("1", string(got.Data), "message of a sealed stream")
	p.equal("1", string(p.fetch(p.consumer(s, jetstream.ConsumerConfig{}), 1)[0].Data()), "consumed")
}

func TestFirstSequenceAndCompression(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{FirstSeq: 1000, Compression: jetstream.S2Compression})
	p.put("a", strings.Repeat("compress me ", 1000))
	got, err := s.GetMsg(p.ctx, 1000)
	must(t, err)
	p.equal(12_000, len(got.Data), "size")
	p.equal(jetstream.S2Compression, p.info(s).Config.Compression, "compression")
}

func TestSubjectTransform(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{
		SubjectTransform: &jetstream.SubjectTransformConfig{Source: p.name + ".in.*.*", Destination: p.name + ".out.$2.{{wildcard(1)}}"}})
	p.put("in.a.b", "x")
	p.put("other", "y")
	got, err := s.GetMsg(p.ctx, 1)
	must(t, err)
	p.equal(p.name+".out.b.a", got.Subject, "subject")
	got, err = s.GetMsg(p.ctx, 2)
	must(t, err)
	p.equal(p.name+".other", got.Subject, "subject")
}

func TestRepublish(t *testing.T) {
	p := open(t)
	p.stream(jetstream.StreamConfig{RePublish: &jetstream.RePublish{Source: p.name + ".*", Destination: "again." + p.name + ".$1"}})
	sub := p.listen("again." + p.name + ".>")
	p.put("a", "one")
	p.put("b", "two")
	p.put("a", "three")
	for i, wanted := range []string{"a one 0", "b two 0", "a three 1"} {
		m := p.next(sub)
		p.equal(wanted, strings.TrimPrefix(m.Subject, "again."+p.name+".")+" "+string(m.Data)+" "+m.Header.Get("Nats-Last-Sequence"), "message")
		p.equal(fmt.Sprint(i+1, " ", p.name), m.Header.Get("Nats-Sequence")+" "+m.Header.Get("Nats-Stream"), "headers")
		p.that(m.Header.Get("Nats-Time-Stamp") != "" && strings.HasPrefix(m.Header.Get("Nats-Subject"), p.name), "headers %v", m.Header)
	}
}

func TestRepublishHeadersOnly(t *testing.T) {
	p := open(t)
	p.stream(jetstream.StreamConfig{RePublish: &jetstream.RePublish{Destination: "again." + p.name + ".>", HeadersOnly: true}})
	sub := p.listen("again." + p.name + ".>")
	p.put("a", "twelve bytes")
	m := p.next(sub)
	p.equal("0 12", fmt.Sprint(len(m.Data), " ", m.Header.Get("Nats-Msg-Size")), "message")
}

func TestAccountInfo(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{})
	p.consumer(s, jetstream.ConsumerConfig{Durable: "d"})
	info, err := p.js.AccountInfo(p.ctx)
	must(t, err)
	p.that(info.Streams >= 1 && info.Consumers >= 1 && info.API.Total > 0 && info.API.Level >= 1, "%+v", info)
	p.equal("-1 -1", fmt.Sprint(info.Limits.MaxMemory, info.Limits.MaxStreams), "limits")
}

func TestRequiredAPILevel(t *testing.T) {
	p := open(t)
	m := nats.NewMsg("$JS.API.INFO")
	m.Header.Set("Nats-Required-Api-Level", "999")
	answer, err := p.nc.RequestMsg(m, wait)
	must(t, err)
	var got struct{ Error jetstream.APIError }
	must(t, json.Unmarshal(answer.Data, &got))
	p.equal(10185, got.Error.ErrorCode, "error")
}

func TestAdvisories(t *testing.T) {
	p := open(t)
	sub := p.listen("$JS.EVENT.ADVISORY.*.*." + p.name + ".>")
	streams := p.listen("$JS.EVENT.ADVISORY.STREAM.*." + p.name)
	s := p.stream(jetstream.StreamConfig{})
	_, err := p.js.UpdateStream(p.ctx, jetstream.StreamConfig{Name: p.name, Subjects: []string{p.name + ".>"}, MaxMsgs: 10})
	must(t, err)
	p.consumer(s, jetstream.ConsumerConfig{Durable: "d"})
	must(t, s.DeleteConsumer(p.ctx, "d"))
	must(t, p.js.DeleteStream(p.ctx, p.name))
	for _, each := range []struct {
		sub             *nats.Subscription
		subject, action string
	}{{streams, "STREAM.CREATED", "create"}, {streams, "STREAM.UPDATED", "modify"}, {streams, "STREAM.DELETED", "delete"},
		{sub, "CONSUMER.CREATED", "create"}, {sub, "CONSUMER.DELETED", "delete"}} {
		m := p.next(each.sub)
		var got struct{ Type, ID, Stream, Action string }
		must(t, json.Unmarshal(m.Data, &got))
		p.that(strings.HasPrefix(m.Subject, "$JS.EVENT.ADVISORY."+each.subject+"."), "%s instead of %s", m.Subject, each.subject)
		p.equal(each.action+" "+p.name, got.Action+" "+got.Stream, m.Subject)
		p.that(got.ID != "" && strings.HasPrefix(got.Type, "io.nats.jetstream.advisory.v1."), "%s", m.Data)
	}
}
