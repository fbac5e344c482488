package main

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/nats-io/nats.go/jetstream"
)

// values is how many keys there are, each written by one after the other.
const values = 20

// bucket is what the server said of a bucket: the revision and the value of each key that was confirmed last.
type bucket struct {
	revision [values]uint64
	value    [values]int
	tried    [values]int // what may have been put since then
	puts     int
}

func newBucket() *bucket { return &bucket{} }

func key(n int) string { return "key." + strconv.Itoa(n) }

// put updates one key after the other until the connection ends; each update names the revision that it replaces.
func (b *bucket) put(s *server, done *progress, work *sync.WaitGroup) {
	defer work.Done()
	nc, js, err := s.connect()
	if err != nil {
		return
	}
	defer nc.Close()
	ctx, cancel := within()
	defer cancel()
	go func() {
		<-ended(nc)
		cancel()
	}()
	kv, err := js.KeyValue(ctx, "KEYS")
	for n := 0; err == nil && nc.IsConnected(); n = (n + 1) % values {
		b.tried[n]++
		var revision uint64
		revision, err = kv.Update(ctx, key(n), []byte(strconv.Itoa(b.tried[n])), b.revision[n])
		if err == nil {
			b.revision[n], b.value[n] = revision, b.tried[n]
			b.puts++
			done.put.Add(1)
		} else if nc.IsConnected() && ctx.Err() == nil {
			fail("bucket: %s was not updated: %v", key(n), err)
		}
	}
}

// check looks whether each key has what was confirmed, or the one update that was under way.
func (b *bucket) check(js jetstream.JetStream) error {
	ctx, cancel := within()
	defer cancel()
	if now == 1 {
		_, err := js.CreateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: "KEYS", History: 3})
		return err
	}
	kv, err := js.KeyValue(ctx, "KEYS")
	if err != nil {
		return err
	}
	for n := range values {
		if err := b.checkKey(ctx, kv, n); err != nil {
			return err
		}
	}
	return nil
}

func (b *bucket) checkKey(ctx context.Context, kv jetstream.KeyValue, n int) error {
	e, err := kv.Get(ctx, key(n))
	if err != nil {
		if b.value[n] > 0 {
			return fmt.Errorf("%s: %w, and %d was put", key(n), err, b.value[n])
		}
		return nil
	}
	got, err := strconv.Atoi(string(e.Value()))
	if err != nil || got < b.value[n] || got > b.tried[n] || got == b.value[n] && e.Revision() != b.revision[n] {
		return fmt.Errorf("%s is %s (revision %d), and %d was put (revision %d)", key(n), e.Value(), e.Revision(), b.value[n], b.revision[n])
	}
	b.revision[n], b.value[n], b.tried[n] = e.Revision(), got, got
	return nil
}
