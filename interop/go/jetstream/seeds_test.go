package interop

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// What wasmCloud keeps in a lattice: links of components in one bucket, configuration in another, each read by hosts that
// watch them.
func TestLatticeBuckets(t *testing.T) {
	p := open(t)
	data := p.bucket(jetstream.KeyValueConfig{Bucket: "LATTICEDATA_default", History: 1, Storage: jetstream.FileStorage})
	config := p.bucket(jetstream.KeyValueConfig{Bucket: "CONFIGDATA_default", History: 1})
	host := on(t, shared)
	bucket, err := host.js.KeyValue(host.ctx, "LATTICEDATA_default")
	must(t, err)
	watcher, err := bucket.WatchAll(host.ctx)
	must(t, err)
	host.updates(watcher, "end")
	const component = "COMPONENT_ferris-echo"
	links, _ := json.Marshal(map[string]any{"interface_link_definitions": []map[string]string{{"source_id": "http", "target": "echo"}}})
	_, err = data.Put(p.ctx, component, links)
	must(t, err)
	host.equal(fmt.Sprint(component, "=", string(links), "@1"), host.update(watcher), "link")
	revision, err := config.PutString(p.ctx, "ferris_echo-settings", `{"port":"8080"}`)
	must(t, err)
	again, err := p.js.CreateKeyValue(p.ctx, jetstream.KeyValueConfig{Bucket: "CONFIGDATA_default", History: 1})
	must(t, err)
	e, err := again.Get(p.ctx, "ferris_echo-settings")
	must(t, err)
	p.equal(revision, e.Revision(), "bucket that is made by every host")
	must(t, data.Delete(p.ctx, component))
	host.equal(component+"=@2 deleted", host.update(watcher), "link that is gone")
}

// wadm: events of lattices are mirrored into a stream of its own, from which work queues take what is theirs, and each
// instance pulls its part.
func TestWadmWorkQueues(t *testing.T) {
	p := open(t)
	lattice := "wasmbus.evt." + p.name
	p.stream(jetstream.StreamConfig{Name: p.name + "_events", Subjects: []string{lattice + ".*.>"}, MaxAge: time.Hour,
		Retention: jetstream.LimitsPolicy})
	mirror := p.stream(jetstream.StreamConfig{Name: p.name + "_mirror", Mirror: &jetstream.StreamSource{Name: p.name + "_events"}})
	queue := p.stream(jetstream.StreamConfig{Name: p.name + "_queue", Retention: jetstream.WorkQueuePolicy, MaxAge: time.Hour,
		Sources: []*jetstream.StreamSource{{Name: p.name + "_events", SubjectTransforms: []jetstream.SubjectTransformConfig{
			{Source: lattice + ".*.host_heartbeat", Destination: "wadm." + p.name + ".evt.$1"}}}}})
	consumer := p.consumer(queue, jetstream.ConsumerConfig{Durable: "wadm_events", AckWait: 2 * time.Second, MaxDeliver: 3,
		FilterSubject: "wadm." + p.name + ".evt.*"})
	second, err := on(t, shared).js.Consumer(p.ctx, p.name+"_queue", "wadm_events")
	must(t, err)
	for i := range 20 {
		for _, kind := range []string{"host_heartbeat", "component_scaled"} {
			_, err := p.js.Publish(p.ctx, fmt.Sprint(lattice, ".l", i%2, ".", kind), []byte(fmt.Sprint(kind, i)))
			must(t, err)
		}
	}
	p.state(mirror, "mirrored events", func(i jetstream.StreamState) bool { return i.Msgs == 40 })
	got := map[string]int{}
	for range 10 {
		for _, c := range []jetstream.Consumer{consumer, second} {
			for _, text := range strings.Fields(p.took(c, 1)) {
				got[text]++
			}
		}
	}
	p.equal(20, len(got), "different events")
	p.state(queue, "end of the work", func(i jetstream.StreamState) bool { return i.Msgs == 0 })
}

// wadm keeps manifests and the state of lattices in buckets: who writes names the revision that he has read.
func TestWadmBuckets(t *testing.T) {
	p := open(t)
	manifests := p.bucket(jetstream.KeyValueConfig{Bucket: "wadm_manifests", History: 1, Storage: jetstream.FileStorage})
	state := p.bucket(jetstream.KeyValueConfig{Bucket: "wadm_state", History: 1, Storage: jetstream.FileStorage})
	wash := on(t, shared)
	same, err := wash.js.KeyValue(wash.ctx, "wadm_manifests")
	must(t, err)
	first, err := manifests.Create(p.ctx, "default-echo", []byte(`{"models":{"v1":{}}}`))
	must(t, err)
	_, err = same.Create(wash.ctx, "default-echo", []byte(`{}`))
	p.that(errors.Is(err, jetstream.ErrKeyExists), "made twice: %v", err)
	second, err := same.Update(wash.ctx, "default-echo", []byte(`{"models":{"v1":{},"v2":{}}}`), first)
	must(t, err)
	_, err = manifests.Update(p.ctx, "default-echo", []byte(`{}`), first)
	p.fails(10071, err)
	must(t, manifests.Purge(p.ctx, "default-echo", jetstream.LastRevision(second)))
	_, err = same.Get(wash.ctx, "default-echo")
	p.that(errors.Is(err, jetstream.ErrKeyNotFound), "a manifest that was removed: %v", err)
	for i := range 200 {
		_, err := state.PutString(p.ctx, []string{"host_default", "component_default", "provider_default"}[i%3], strings.Repeat("x", 500+i))
		must(t, err)
	}
	kept, err := state.Status(p.ctx)
	must(t, err)
	p.equal(3, kept.Values(), "values")
	e, err := state.Get(p.ctx, "provider_default")
	must(t, err)
	p.equal("198 697", fmt.Sprint(e.Revision(), " ", len(e.Value())), "state")
}

// A queue as Scaleway sells it: the namespace is an account that one key opens, the queue one stream with one consumer,
// which filters, and what was there can be had once more, at the pace at which it came too.
func TestQueueOfANamespace(t *testing.T) {
	t.Parallel()
	s := configured(t, "jetstream-accounts")
	key, err := nats.NkeyOptionFromSeed(filepath.Join(os.Getenv("MIDGE_SERVERS"), "accounts.nk"))
	must(t, err)
	p, worker := on(t, s, key), on(t, s, key)
	queue := p.stream(jetstream.StreamConfig{Retention: jetstream.LimitsPolicy, MaxMsgs: 1000, MaxAge: time.Hour})
	for i := range 12 {
		p.put([]string{"mail.eu", "mail.us", "audit"}[i%3], fmt.Sprint(i))
		if i == 5 {
			<-time.After(soon)
		}
	}
	p.consumer(queue, jetstream.ConsumerConfig{Durable: "worker", FilterSubject: p.name + ".mail.>", AckPolicy: jetstream.AckExplicitPolicy})
	c, err := worker.js.Consumer(worker.ctx, p.name, "worker")
	must(t, err)
	failed := worker.fetch(c, 1)[0]
	must(t, failed.Nak())
	got := strings.Fields(worker.took(c, 8))
	sort.Strings(got)
	worker.equal("[0 1 10 3 4 6 7 9]", fmt.Sprint(got), "work")
	worker.empty(c)
	begin := time.Now()
	replay := p.consumer(queue, jetstream.ConsumerConfig{FilterSubject: p.name + ".mail.eu", ReplayPolicy: jetstream.ReplayOriginalPolicy})
	p.equal("0 3 6 9", p.took(replay, 4), "once more")
	p.that(time.Since(begin) >= soon, "at no pace: %v", time.Since(begin))
	other := on(t, s, user("maker"))
	_, err = other.js.Stream(other.ctx, p.name)
	other.that(errors.Is(err, jetstream.ErrStreamNotFound), "the queue of another namespace: %v", err)
}

// A queue: one stream, one consumer which filters, and what was there can be had once more.
func TestQueueWithFilterAndReplay(t *testing.T) {
	p := open(t)
	s := p.stream(jetstream.StreamConfig{MaxMsgs: 1000, MaxAge: time.Hour, Discard: jetstream.DiscardOld})
	for i := range 30 {
		p.put([]string{"orders.eu", "orders.us", "audit"}[i%3], fmt.Sprint(i))
	}
	c := p.consumer(s, jetstream.ConsumerConfig{Durable: "worker", FilterSubject: p.name + ".orders.>", AckWait: 30 * time.Second, MaxDeliver: 5})
	p.equal("0 1 3 4 6 7 9 10 12 13 15 16 18 19 21 22 24 25 27 28", p.took(c, 20), "work")
	p.empty(c)
	third, err := s.GetMsg(p.ctx, 25)
	must(t, err)
	again := p.consumer(s, jetstream.ConsumerConfig{DeliverPolicy: jetstream.DeliverByStartTimePolicy, OptStartTime: &third.Time,
		FilterSubject: p.name + ".orders.eu", ReplayPolicy: jetstream.ReplayInstantPolicy})
	p.equal("24 27", p.took(again, 2), "once more")
}
