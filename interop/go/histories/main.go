// Runs histories of publishers and consumers against two servers, side by side, and compares what is delivered and what the
// servers tell of it. A seed makes a history; half of them have short times, after which things come again or go.
//
//	histories --server CMD --reference CMD [--seeds 1-200] [--show]
//
// A step ends when both servers have done what it asks: acknowledgements are requests, and what a server does of its own is
// awaited. With short times only that is compared which does not depend on when something was done.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"

	"midge/interop/twin"
)

var (
	seeds = flag.String("seeds", "1-200", "first and last seed")
	show  = flag.Bool("show", false, "print every step")
)

// At once, so that waiting costs nothing.
const lanes = 16

const (
	below = "a limit removes what a consumer that acknowledges all has: nats-server takes all below for acknowledged"
	stuck = "a purge ends what filled a consumer up and keeps a message that it waits for: nats-server delivers that when the next one comes"
)

// Where Midge and nats-server are known to differ, and in what.
var known = map[int]string{
	27: below, 67: below, 71: below,
	43: stuck,
}

func main() {
	server, reference := twin.Flags()
	first, last := bounds(*seeds)
	pair := twin.Start(server, reference)
	var group sync.WaitGroup
	var mu sync.Mutex
	var lines []string
	failed, differ := 0, 0
	next := make(chan int)
	for range lanes {
		group.Add(1)
		go func() {
			defer group.Done()
			own := pair.Connect()
			for seed := range next {
				found := run(own, int64(seed))
				mu.Lock()
				if why, is := known[seed]; is && len(found) > 0 {
					differ++
					fmt.Printf("# seed %d differs: %s\n", seed, why)
				} else if len(found) > 0 {
					failed++
					lines = append(lines, found[0])
					if len(lines) <= 40 {
						fmt.Println(found[0])
					}
				}
				mu.Unlock()
			}
			own.Ours.Close()
			own.Theirs.Close()
		}()
	}
	for seed := first; seed <= last; seed++ {
		next <- seed
	}
	close(next)
	group.Wait()
	pair.Stop()
	for n := 0; n < last-first+1-failed-differ; n++ {
		if n%10 == 0 {
			fmt.Printf("ok jetstream-histories/%d\n", n/10+1)
		}
	}
	fmt.Printf("# %d histories, %d with known differences, %d with others\n", last-first+1, differ, failed)
	if failed > 0 {
		os.Exit(1)
	}
}

func bounds(text string) (int, int) {
	from, to, both := strings.Cut(text, "-")
	first, err := strconv.Atoi(from)
	if !both {
		to = from
	}
	last, err2 := strconv.Atoi(to)
	if err != nil || err2 != nil {
		fmt.Fprintln(os.Stderr, "seeds are N or N-M, not "+text)
		os.Exit(2)
	}
	return first, last
}

// run plays the history of a seed; what is left of it is the first difference.
func run(pair *twin.Pair, seed int64) (found []string) {
	h := begin(pair, seed)
	defer h.end()
	defer func() {
		if e := recover(); e != nil {
			d, ok := e.(different)
			if !ok {
				panic(e)
			}
			line := fmt.Sprintf("FAIL jetstream-histories/%d step %d, %s: %s", seed, h.step, h.doing, d)
			found = append(found, strings.Join(strings.Fields(line), " "))
		}
	}()
	h.play()
	return nil
}

// different is how a history ends early.
type different string

// same compares what both sides have seen.
func same(what string, seen [2]any) {
	x, y := fmt.Sprint(seen[0]), fmt.Sprint(seen[1])
	if x != y {
		panic(different(fmt.Sprintf("%s: %.300s instead of %.300s", what, x, y)))
	}
}

// parse is an answer as JSON, of which members are left out that are each server's own.
func parse(data []byte, without ...string) string {
	var v map[string]any
	if json.Unmarshal(data, &v) != nil {
		return string(data)
	}
	var prune func(v map[string]any)
	prune = func(v map[string]any) {
		for _, name := range without {
			delete(v, name)
		}
		if d, ok := v["deleted"].([]any); ok && len(d) == 1 && d[0] == 0.0 {
			// What nats-server says of a stream in files that never had a message: there is no sequence 0.
			delete(v, "deleted")
			delete(v, "num_deleted")
		}
		for _, each := range v {
			if inner, ok := each.(map[string]any); ok {
				prune(inner)
			}
		}
	}
	prune(v)
	names := make([]string, 0, len(v))
	for name := range v {
		names = append(names, name)
	}
	sort.Strings(names)
	out := &strings.Builder{}
	for _, name := range names {
		text, _ := json.Marshal(v[name])
		fmt.Fprintf(out, "%s=%s ", name, text)
	}
	return out.String()
}
