package interop

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// mostResident is what a server may have taken of memory at its worst, however large an object is.
const mostResident = 1 << 30

// An object goes through a server that has nothing else to do: it comes back as it was, and the server's memory does not
// grow with it. MIDGE_OBJECT_BYTES says how large it is.
func TestObjectOf64MiB(t *testing.T) {
	t.Parallel()
	size := objectBytes(t)
	s, err := storing()
	must(t, err)
	t.Cleanup(s.stop)
	p := on(t, s)
	// As long as it takes.
	ctx, cancel := context.WithTimeout(context.Background(), 24*time.Hour)
	defer cancel()
	store := p.objects(jetstream.ObjectStoreConfig{})
	put, begin := sha256.New(), time.Now()
	stream, err := p.js.Stream(ctx, "OBJ_"+p.name)
	must(t, err)
	source := &paced{Reader: io.LimitReader(rand.New(rand.NewSource(2)), size), ctx: ctx, stream: stream}
	info, err := store.Put(ctx, jetstream.ObjectMeta{Name: "large"}, io.TeeReader(source, put))
	must(t, err)
	const chunk = 128 << 10
	p.equal(fmt.Sprint((size+chunk-1)/chunk, " ", size), fmt.Sprint(info.Chunks, " ", info.Size), "info")
	stored := time.Since(begin)
	result, err := store.Get(ctx, "large")
	must(t, err)
	got := sha256.New()
	n, err := io.Copy(got, result)
	must(t, err)
	read := time.Since(begin) - stored
	p.equal(size, n, "size")
	p.that(bytes.Equal(put.Sum(nil), got.Sum(nil)), "the object has changed")
	must(t, store.Delete(ctx, "large"))
	resident, known := s.mostResident()
	p.that(!known || resident < mostResident, "the server took %d bytes of memory", resident)
	fmt.Printf("# an object of %d MiB: put in %.1f s, read in %.1f s, the server took %d MiB of memory at most\n",
		size>>20, stored.Seconds(), read.Seconds(), resident>>20)
}

// paced reads no further than a little ahead of what is stored: the client sends 512 MiB before it waits, and servers take
// 128 MiB that wait to be stored.
type paced struct {
	io.Reader
	ctx          context.Context
	stream       jetstream.Stream
	read, stored uint64
}

const ahead = 48 << 20

func (r *paced) Read(b []byte) (int, error) {
	for ; r.read > r.stored+ahead; time.Sleep(asks) {
		info, err := r.stream.Info(r.ctx)
		if err != nil {
			return 0, err
		}
		r.stored = info.State.Bytes
	}
	n, err := r.Reader.Read(b)
	r.read += uint64(n)
	return n, err
}

func objectBytes(t *testing.T) int64 {
	text := os.Getenv("MIDGE_OBJECT_BYTES")
	if text == "" {
		return 64 << 20
	}
	size, err := strconv.ParseInt(text, 10, 64)
	must(t, err)
	return size
}

// mostResident is the memory that the process has taken at its worst, where the system tells of that.
func (s *server) mostResident() (int64, bool) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(status)) {
		var kib int64
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kib); n == 1 {
			return kib << 10, true
		}
	}
	return 0, false
}
