// Kills a server in the middle of its work, again and again, and looks whether it kept its word: a message that was
// acknowledged to its publisher is there, under the sequence that the publisher was told, until it is due to go, and a message
// whose acknowledgement was confirmed to its consumer is never delivered again. All rounds have the same directory.
//
//	crash --server CMD [--rounds N] [--seed N]
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	publishers = 3
	window     = 64
	plenty     = 4000 // so many messages of a round are published as fast as can be
	patience   = 60 * time.Second
)

var (
	command = flag.String("server", "./nats-server", "command of the server under test")
	rounds  = flag.Int("rounds", 5, "how often it is killed")
	seed    = flag.Int64("seed", time.Now().UnixNano(), "of all chance")
)

// Tells of the first few failures of a round.
var (
	failing  sync.Mutex
	failures int
	now      int
)

func fail(format string, args ...any) {
	failing.Lock()
	defer failing.Unlock()
	if failures++; failures <= 5 {
		fmt.Printf("FAIL jetstream-crash/round-%d %s (seed %d)\n", now, strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " "), *seed)
	}
}

func failed() bool {
	failing.Lock()
	defer failing.Unlock()
	return failures > 0
}

func main() {
	flag.Parse()
	chance := rand.New(rand.NewSource(*seed))
	dir, err := os.MkdirTemp("", "midge-crash-")
	if err != nil {
		panic(err)
	}
	words := []*word{
		newWord("KEEP", jetstream.LimitsPolicy), newWord("WORK", jetstream.WorkQueuePolicy), newWord("WANT", jetstream.InterestPolicy),
	}
	keys := newBucket()
	var slowest time.Duration
	// After the last round it is only looked at.
	for now = 1; now <= *rounds+1 && !failed(); now++ {
		took := round(chance, dir, words, keys)
		slowest = max(slowest, took)
		if now <= *rounds && !failed() {
			fmt.Printf("ok jetstream-crash/round-%d back after %s\n", now, took.Round(time.Millisecond))
		}
	}
	told, confirmed, again := 0, 0, 0
	for _, w := range words {
		told += len(w.told)
		confirmed += len(w.confirmed)
		again += w.again
	}
	fmt.Printf("# seed %d, %d rounds, %d messages acknowledged, %d acknowledgements confirmed, %d delivered again, %d values put, back after %s at most\n",
		*seed, min(now-1, *rounds), told, confirmed, again, keys.puts, slowest.Round(time.Millisecond))
	if !failed() && (told == 0 || confirmed == 0 || keys.puts == 0) {
		fail("nothing was done")
	}
	if failed() {
		fmt.Println("# what it stored is in", dir)
		os.Exit(1)
	}
	_ = os.RemoveAll(dir)
}

// round starts the server, looks at what it has, gives it work and kills it. It returns how long the start took.
func round(chance *rand.Rand, dir string, words []*word, keys *bucket) time.Duration {
	begin := time.Now()
	s, err := start(dir)
	if err != nil {
		fail("%v", err)
		return 0
	}
	defer s.kill()
	nc, js, err := s.connect()
	if err != nil {
		fail("no connection: %v", err)
		return 0
	}
	defer nc.Close()
	took := time.Since(begin)
	for _, w := range words {
		if err := w.prepare(js); err != nil {
			fail("%s: %v", w.stream, err)
			return took
		}
		if err := w.check(js); err != nil {
			fail("%s: %v", w.stream, err)
			return took
		}
	}
	if err := keys.check(js); err != nil {
		fail("bucket: %v", err)
		return took
	}
	if now > *rounds || failed() {
		return took
	}
	var work sync.WaitGroup
	var done progress
	for _, w := range words {
		for who := range publishers {
			work.Add(1)
			go w.publish(s, who, &done, &work)
		}
		work.Add(1)
		go w.consume(s, &done, &work)
	}
	work.Add(1)
	go keys.put(s, &done, &work)
	// Somewhere in the middle of it: so much of everything was done, and some time has passed besides.
	enough := int64(200 + chance.Intn(2000))
	for end := time.Now().Add(patience); !done.reached(enough); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			fail("only %d messages, %d acknowledgements and %d values in %s", done.told.Load(), done.confirmed.Load(), done.put.Load(), patience)
			break
		}
	}
	time.Sleep(time.Duration(chance.Intn(200)) * time.Millisecond)
	s.kill()
	work.Wait()
	return took
}

// progress is what was done in a round.
type progress struct{ told, confirmed, put atomic.Int64 }

func (p *progress) reached(enough int64) bool {
	return p.told.Load() >= enough && p.confirmed.Load() >= enough && p.put.Load() >= enough/20
}

// The context ends when patience does.
func within() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), patience)
}

// ended is closed with the connection.
func ended(nc *nats.Conn) <-chan struct{} {
	over := make(chan struct{})
	status := nc.StatusChanged(nats.CLOSED)
	go func() {
		<-status
		close(over)
	}()
	return over
}
