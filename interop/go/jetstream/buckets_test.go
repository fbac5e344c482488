package interop

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func (p *peer) bucket(config jetstream.KeyValueConfig) jetstream.KeyValue {
	p.Helper()
	if config.Bucket == "" {
		config.Bucket = p.name
	}
	kv, err := p.js.CreateKeyValue(p.ctx, config)
	must(p.T, err)
	return kv
}

// update waits for the next entry of a watcher, which is nil once all that was there has come.
func (p *peer) update(w jetstream.KeyWatcher) string {
	p.Helper()
	select {
	case e := <-w.Updates():
		if e == nil {
			return "end"
		}
		return fmt.Sprint(e.Key(), "=", string(e.Value()), "@", e.Revision(), map[jetstream.KeyValueOp]string{
			jetstream.KeyValuePut: "", jetstream.KeyValueDelete: " deleted", jetstream.KeyValuePurge: " purged"}[e.Operation()])
	case <-time.After(wait):
		p.Fatal("no update")
		return ""
	}
}

func (p *peer) updates(w jetstream.KeyWatcher, all ...string) {
	p.Helper()
	for _, each := range all {
		p.equal(each, p.update(w), "update")
	}
}

func TestKeyValue(t *testing.T) {
	p := open(t)
	kv := p.bucket(jetstream.KeyValueConfig{History: 5})
	revision, err := kv.PutString(p.ctx, "a.b", "one")
	must(t, err)
	p.equal(1, revision, "revision")
	e, err := kv.Get(p.ctx, "a.b")
	must(t, err)
	p.equal("one 1 a.b "+p.name, fmt.Sprint(string(e.Value()), " ", e.Revision(), " ", e.Key(), " ", e.Bucket()), "entry")
	_, err = kv.Get(p.ctx, "nothing")
	p.that(errors.Is(err, jetstream.ErrKeyNotFound), "a key that is not there: %v", err)
	_, err = kv.Create(p.ctx, "a.b", nil)
	p.that(errors.Is(err, jetstream.ErrKeyExists), "created twice: %v", err)
	revision, err = kv.Update(p.ctx, "a.b", []byte("two"), 1)
	must(t, err)
	_, err = kv.Update(p.ctx, "a.b", []byte("three"), 1)
	p.fails(10071, err)
	must(t, kv.Delete(p.ctx, "a.b", jetstream.LastRevision(revision)))
	_, err = kv.Get(p.ctx, "a.b")
	p.that(errors.Is(err, jetstream.ErrKeyNotFound), "a deleted key: %v", err)
	_, err = kv.Create(p.ctx, "a.b", []byte("again"))
	must(t, err)
	e, err = kv.GetRevision(p.ctx, "a.b", 2)
	must(t, err)
	p.equal("two", string(e.Value()), "an older revision")
	history, err := kv.History(p.ctx, "a.b")
	must(t, err)
	p.equal(4, len(history), "history")
	for i := range 5 {
		_, err = kv.PutString(p.ctx, "a.b", fmt.Sprint(i))
		must(t, err)
	}
	history, err = kv.History(p.ctx, "a.b")
	must(t, err)
	p.equal("5 0 4", fmt.Sprint(len(history), " ", string(history[0].Value()), " ", string(history[4].Value())), "history")
	must(t, kv.Purge(p.ctx, "a.b"))
	history, err = kv.History(p.ctx, "a.b")
	must(t, err)
	p.equal("1 KeyValuePurgeOp", fmt.Sprint(len(history), " ", history[0].Operation()), "history")
}

func TestKeyValueKeys(t *testing.T) {
	p := open(t)
	kv := p.bucket(jetstream.KeyValueConfig{})
	for _, key := range []string{"a", "b", "c.x", "c.y"} {
		_, err := kv.PutString(p.ctx, key, key)
		must(t, err)
	}
	must(t, kv.Delete(p.ctx, "b"))
	keys, err := kv.Keys(p.ctx)
	must(t, err)
	sort.Strings(keys)
	p.equal("[a c.x c.y]", fmt.Sprint(keys), "keys")
	some, err := kv.ListKeysFiltered(p.ctx, "c.>")
	must(t, err)
	n := 0
	for range some.Keys() {
		n++
	}
	p.equal(2, n, "filtered")
	status, err := kv.Status(p.ctx)
	must(t, err)
	p.equal("4 1 JetStream", fmt.Sprint(status.Values(), " ", status.History(), " ", status.BackingStore()), "status")
	must(t, kv.PurgeDeletes(p.ctx, jetstream.DeleteMarkersOlderThan(-1)))
	status, err = kv.Status(p.ctx)
	must(t, err)
	p.equal(3, status.Values(), "values")
}

func TestKeyValueWatch(t *testing.T) {
	p := open(t)
	kv := p.bucket(jetstream.KeyValueConfig{History: 3})
	put := func(key, value string) {
		t.Helper()
		_, err := kv.PutString(p.ctx, key, value)
		must(t, err)
	}
	put("a", "1")
	put("a", "2")
	put("b", "3")
	all, err := kv.WatchAll(p.ctx)
	must(t, err)
	p.updates(all, "a=2@2", "b=3@3", "end")
	history, err := kv.Watch(p.ctx, "a", jetstream.IncludeHistory())
	must(t, err)
	p.updates(history, "a=1@1", "a=2@2", "end")
	later, err := kv.WatchAll(p.ctx, jetstream.UpdatesOnly())
	must(t, err)
	names, err := kv.WatchFiltered(p.ctx, []string{"b", "c.*"}, jetstream.MetaOnly())
	must(t, err)
	p.updates(names, "b=@3", "end")
	from, err := kv.WatchAll(p.ctx, jetstream.ResumeFromRevision(2), jetstream.IgnoreDeletes())
	must(t, err)
	p.updates(from, "a=2@2", "b=3@3", "end")
	must(t, kv.Delete(p.ctx, "b"))
	put("c.x", "5")
	must(t, kv.Purge(p.ctx, "a"))
	p.updates(all, "b=@4 deleted", "c.x=5@5", "a=@6 purged")
	p.updates(later, "b=@4 deleted", "c.x=5@5", "a=@6 purged")
	p.updates(history, "a=@6 purged")
	p.updates(names, "b=@4 deleted", "c.x=@5")
	p.updates(from, "c.x=5@5")
	for _, w := range []jetstream.KeyWatcher{all, later, history, names, from} {
		must(t, w.Stop())
	}
	until(t, "end of the consumers", func() bool {
		s, err := p.js.Stream(p.ctx, "KV_"+p.name)
		must(t, err)
		return s.CachedInfo().State.Consumers == 0
	})
}

func TestKeyValueTTL(t *testing.T) {
	p := open(t)
	kv := p.bucket(jetstream.KeyValueConfig{TTL: time.Second})
	_, err := kv.PutString(p.ctx, "a", "short")
	must(t, err)
	until(t, "end of the value", func() bool {
		_, err := kv.Get(p.ctx, "a")
		return errors.Is(err, jetstream.ErrKeyNotFound)
	})
}

func TestKeyValueLimitMarkers(t *testing.T) {
	p := open(t)
	kv := p.bucket(jetstream.KeyValueConfig{LimitMarkerTTL: time.Second, History: 2})
	watcher, err := kv.WatchAll(p.ctx)
	must(t, err)
	p.updates(watcher, "end")
	_, err = kv.Create(p.ctx, "a", []byte("short"), jetstream.KeyTTL(time.Second))
	must(t, err)
	p.updates(watcher, "a=short@1", "a=@2 purged")
	_, err = kv.Get(p.ctx, "a")
	p.that(errors.Is(err, jetstream.ErrKeyNotFound), "after the end: %v", err)
	until(t, "end of the marker", func() bool {
		status, err := kv.Status(p.ctx)
		must(t, err)
		return status.Values() == 0
	})
	_, err = kv.PutString(p.ctx, "b", "x")
	must(t, err)
	must(t, kv.Purge(p.ctx, "b", jetstream.PurgeTTL(time.Second)))
	until(t, "end of the marker", func() bool {
		status, err := kv.Status(p.ctx)
		must(t, err)
		return status.Values() == 0
	})
}

func TestKeyValueManage(t *testing.T) {
	p := open(t)
	config := jetstream.KeyValueConfig{Bucket: p.name, Description: "d", MaxValueSize: 10, Compression: true,
		Metadata: map[string]string{"a": "b"}, Storage: jetstream.FileStorage}
	kv := p.bucket(config)
	_, err := kv.PutString(p.ctx, "k", "more than ten bytes")
	p.fails(10054, err)
	config.MaxValueSize, config.Description = 100, "e"
	kv, err = p.js.UpdateKeyValue(p.ctx, config)
	must(t, err)
	_, err = kv.PutString(p.ctx, "k", "more than ten bytes")
	must(t, err)
	kv, err = p.js.KeyValue(p.ctx, p.name)
	must(t, err)
	status, err := kv.Status(p.ctx)
	must(t, err)
	p.equal("true b", fmt.Sprint(status.IsCompressed(), " ", status.Metadata()["a"]), "status")
	names := p.js.KeyValueStoreNames(p.ctx)
	found := false
	for name := range names.Name() {
		found = found || name == p.name
	}
	p.that(found, "not among the names")
	_, err = p.js.CreateKeyValue(p.ctx, jetstream.KeyValueConfig{Bucket: p.name, History: 9})
	p.that(errors.Is(err, jetstream.ErrBucketExists), "created twice: %v", err)
	must(t, p.js.DeleteKeyValue(p.ctx, p.name))
	_, err = p.js.KeyValue(p.ctx, p.name)
	p.that(errors.Is(err, jetstream.ErrBucketNotFound), "after the end: %v", err)
}

func TestKeyValueMirrorAndSources(t *testing.T) {
	p := open(t)
	origin := p.bucket(jetstream.KeyValueConfig{Bucket: p.name + "_origin"})
	_, err := origin.PutString(p.ctx, "a", "1")
	must(t, err)
	mirror := p.bucket(jetstream.KeyValueConfig{Bucket: p.name + "_mirror", Mirror: &jetstream.StreamSource{Name: p.name + "_origin"}})
	both := p.bucket(jetstream.KeyValueConfig{Bucket: p.name + "_both", Sources: []*jetstream.StreamSource{{Name: p.name + "_origin"}}})
	_, err = origin.PutString(p.ctx, "b", "2")
	must(t, err)
	until(t, "value in the second bucket", func() bool {
		e, err := both.Get(p.ctx, "b")
		return err == nil && string(e.Value()) == "2"
	})
	e, err := both.Get(p.ctx, "a")
	must(t, err)
	p.equal("1", string(e.Value()), "value in the second bucket")
	until(t, "values in the mirror", func() bool {
		status, err := mirror.Status(p.ctx)
		must(t, err)
		return status.Values() == 2
	})
	copied, err := p.js.Stream(p.ctx, "KV_"+p.name+"_mirror")
	must(t, err)
	// Under the subjects of the origin, by direct gets.
	p.that(copied.CachedInfo().Config.MirrorDirect, "not direct")
	m, err := copied.GetLastMsgForSubject(p.ctx, "$KV."+p.name+"_origin.b")
	must(t, err)
	p.equal("2", string(m.Data), "value in the mirror")
	_, err = mirror.PutString(p.ctx, "c", "by the mirror")
	must(t, err)
	// The mirror answers gets of the origin too, and may not have the value yet.
	until(t, "value put by the mirror", func() bool {
		e, err := origin.Get(p.ctx, "c")
		return err == nil && string(e.Value()) == "by the mirror"
	})
}

func TestKeyValueRepublish(t *testing.T) {
	p := open(t)
	kv := p.bucket(jetstream.KeyValueConfig{RePublish: &jetstream.RePublish{Source: ">", Destination: "news." + p.name + ".>"}})
	sub := p.listen("news." + p.name + ".>")
	_, err := kv.PutString(p.ctx, "a", "1")
	must(t, err)
	m := p.next(sub)
	p.equal("news."+p.name+".$KV."+p.name+".a 1", m.Subject+" "+string(m.Data), "message")
}

func TestKeyValueLegacy(t *testing.T) {
	p := open(t)
	kv, err := p.old.CreateKeyValue(&nats.KeyValueConfig{Bucket: p.name, History: 2})
	must(t, err)
	for i := range 3 {
		_, err = kv.PutString("a", fmt.Sprint(i))
		must(t, err)
	}
	e, err := kv.Get("a")
	must(t, err)
	p.equal("2 3", fmt.Sprint(string(e.Value()), " ", e.Revision()), "entry")
	history, err := kv.History("a")
	must(t, err)
	p.equal(2, len(history), "history")
	keys, err := kv.Keys()
	must(t, err)
	p.equal("[a]", fmt.Sprint(keys), "keys")
}

func (p *peer) objects(config jetstream.ObjectStoreConfig) jetstream.ObjectStore {
	p.Helper()
	if config.Bucket == "" {
		config.Bucket = p.name
	}
	store, err := p.js.CreateObjectStore(p.ctx, config)
	must(p.T, err)
	p.Cleanup(func() { _ = p.old.DeleteObjectStore(config.Bucket) })
	return store
}

func TestObjects(t *testing.T) {
	p := open(t)
	store := p.objects(jetstream.ObjectStoreConfig{Description: "d"})
	data := make([]byte, 300_001)
	rand.New(rand.NewSource(1)).Read(data)
	meta := jetstream.ObjectMeta{Name: "a/b c", Description: "random", Headers: nats.Header{"X": {"1", "2"}},
		Metadata: map[string]string{"k": "v"}, Opts: &jetstream.ObjectMetaOptions{ChunkSize: 10_000}}
	info, err := store.Put(p.ctx, meta, bytes.NewReader(data))
	must(t, err)
	p.equal("31 300001", fmt.Sprint(info.Chunks, info.Size), "info")
	got, err := store.GetBytes(p.ctx, "a/b c")
	must(t, err)
	p.that(bytes.Equal(data, got), "the object has changed")
	info, err = store.GetInfo(p.ctx, "a/b c")
	must(t, err)
	p.equal("random v [1 2]", fmt.Sprint(info.Description, " ", info.Metadata["k"], " ", info.Headers.Values("X")), "info")
	must(t, store.UpdateMeta(p.ctx, "a/b c", jetstream.ObjectMeta{Name: "renamed", Description: "new"}))
	_, err = store.GetInfo(p.ctx, "a/b c")
	p.that(errors.Is(err, jetstream.ErrObjectNotFound), "the old name: %v", err)
	_, err = store.PutString(p.ctx, "renamed", "short")
	must(t, err)
	text, err := store.GetString(p.ctx, "renamed")
	must(t, err)
	p.equal("short", text, "put again")
	status, err := store.Status(p.ctx)
	must(t, err)
	p.that(status.Size() < 2000, "%d bytes are left", status.Size())
	_, err = store.PutBytes(p.ctx, "empty", nil)
	must(t, err)
	list, err := store.List(p.ctx)
	must(t, err)
	p.equal(2, len(list), "objects")
	must(t, store.Delete(p.ctx, "renamed"))
	_, err = store.GetBytes(p.ctx, "renamed")
	p.that(errors.Is(err, jetstream.ErrObjectNotFound), "after the end: %v", err)
	info, err = store.GetInfo(p.ctx, "renamed", jetstream.GetObjectInfoShowDeleted())
	must(t, err)
	p.that(info.Deleted, "not marked")
	must(t, store.Seal(p.ctx))
	_, err = store.PutString(p.ctx, "no", "more")
	p.that(err != nil, "put into a sealed store")
	text, err = store.GetString(p.ctx, "empty")
	must(t, err)
	p.equal("", text, "empty")
}

func TestObjectLinks(t *testing.T) {
	p := open(t)
	store := p.objects(jetstream.ObjectStoreConfig{})
	other := p.objects(jetstream.ObjectStoreConfig{Bucket: p.name + "_other"})
	info, err := store.PutString(p.ctx, "target", "linked")
	must(t, err)
	_, err = other.AddLink(p.ctx, "link", info)
	must(t, err)
	text, err := other.GetString(p.ctx, "link")
	must(t, err)
	p.equal("linked", text, "by the link")
	link, err := other.AddBucketLink(p.ctx, "bucket", store)
	must(t, err)
	p.equal(p.name, link.Opts.Link.Bucket, "bucket")
	_, err = other.GetBytes(p.ctx, "bucket")
	p.that(errors.Is(err, jetstream.ErrCantGetBucket), "a bucket's bytes: %v", err)
}

func TestObjectWatch(t *testing.T) {
	p := open(t)
	store := p.objects(jetstream.ObjectStoreConfig{})
	_, err := store.PutString(p.ctx, "before", "x")
	must(t, err)
	watcher, err := store.Watch(p.ctx)
	must(t, err)
	defer func() { _ = watcher.Stop() }()
	next := func(wanted string) {
		t.Helper()
		select {
		case info := <-watcher.Updates():
			got := "end"
			if info != nil {
				got = fmt.Sprint(info.Name, " ", info.Deleted)
			}
			p.equal(wanted, got, "update")
		case <-time.After(wait):
			t.Fatal("no update: " + wanted)
		}
	}
	next("before false")
	next("end")
	_, err = store.PutString(p.ctx, "after", "x")
	must(t, err)
	next("after false")
	must(t, store.Delete(p.ctx, "before"))
	next("before true")
}

func TestObjectStores(t *testing.T) {
	p := open(t)
	p.objects(jetstream.ObjectStoreConfig{TTL: time.Hour, MaxBytes: 1 << 20, Compression: true, Storage: jetstream.FileStorage})
	names := p.js.ObjectStoreNames(p.ctx)
	var found []string
	for name := range names.Name() {
		if strings.HasPrefix(name, p.name) {
			found = append(found, name)
		}
	}
	must(t, names.Error())
	p.equal("["+p.name+"]", fmt.Sprint(found), "names")
	must(t, p.js.DeleteObjectStore(p.ctx, p.name))
	_, err := p.js.ObjectStore(p.ctx, p.name)
	p.that(errors.Is(err, jetstream.ErrBucketNotFound), "after the end: %v", err)
}
