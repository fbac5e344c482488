// Package twin asks two servers the same: the one under test and the reference. Each stores in a directory of its own.
package twin

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/nats-io/nats.go"
)

const (
	// Wait is more than anything takes.
	Wait = 20 * time.Second
	// Silence is how long both servers may say nothing until that counts as their answer. Where one of them has answered,
	// the other one has Wait.
	Silence = 500 * time.Millisecond
)

var listening = regexp.MustCompile(`Listening for client connections on \S*:(\d+)`)

// Side is one of the two servers, with a connection to it.
type Side struct {
	*nats.Conn
	cmd   *exec.Cmd
	store string
	said  *strings.Builder
	done  chan struct{}
	url   string
}

// Pair are both: ours and theirs.
type Pair struct{ Ours, Theirs *Side }

// Flags are those of a program that compares, parsed.
func Flags() (server, reference string) {
	s := flag.String("server", "./nats-server", "command of the server under test")
	r := flag.String("reference", "nats-server", "command of the Go server")
	flag.Parse()
	return *s, *r
}

// Start starts both servers, or ends the program.
func Start(server, reference string) *Pair {
	var all [2]*Side
	var errs [2]error
	both(func(i int) { all[i], errs[i] = start([]string{server, reference}[i]) })
	if err := errors.Join(errs[0], errs[1]); err != nil {
		for _, side := range all {
			if side != nil {
				side.stop()
			}
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	return &Pair{all[0], all[1]}
}

// Stop ends both servers.
func (p *Pair) Stop() { both(func(i int) { p.side(i).stop() }) }

// Connect is a pair of more connections.
func (p *Pair) Connect() *Pair {
	connect := func(s *Side) *Side {
		other := *s
		nc, err := dial(s.url)
		if err != nil {
			panic(err)
		}
		other.Conn = nc
		return &other
	}
	return &Pair{connect(p.Ours), connect(p.Theirs)}
}

func (p *Pair) side(i int) *Side { return []*Side{p.Ours, p.Theirs}[i] }

// Both runs something with each side, at the same time.
func (p *Pair) Both(run func(i int, s *Side)) { both(func(i int) { run(i, p.side(i)) }) }

func both(run func(i int)) {
	var group sync.WaitGroup
	for i := range 2 {
		group.Add(1)
		go func() {
			defer group.Done()
			run(i)
		}()
	}
	group.Wait()
}

func start(command string) (*Side, error) {
	store, err := os.MkdirTemp("", "midge-twin-")
	if err != nil {
		return nil, err
	}
	// Neither may tell how large the machine is.
	config := filepath.Join(store, "twin.conf")
	if err := os.WriteFile(config, []byte("jetstream { max_memory_store: 64GB, max_file_store: 256GB }\n"), 0o600); err != nil {
		return nil, err
	}
	words := append(strings.Fields(command), "-c", config, "-a", "127.0.0.1", "-p", "-1", "-js", "-sd", store)
	s := &Side{cmd: exec.Command(words[0], words[1:]...), store: store, said: &strings.Builder{}, done: make(chan struct{})}
	log, err := s.cmd.StderrPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		_ = os.RemoveAll(store)
		return nil, err
	}
	found := make(chan string, 1)
	go func() {
		defer close(s.done)
		lines := bufio.NewScanner(log)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if s.said.Len() < 1<<20 {
				s.said.WriteString(lines.Text() + "\n")
			}
			if m := listening.FindStringSubmatch(lines.Text()); m != nil {
				found <- m[1]
			}
		}
	}()
	select {
	case port := <-found:
		s.url = "nats://127.0.0.1:" + port
		s.Conn, err = dial(s.url)
	case <-s.done:
		err = fmt.Errorf("%s ended before it listened: %s", command, s.said)
	case <-time.After(3 * time.Minute):
		err = fmt.Errorf("%s does not listen", command)
	}
	if err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

func dial(url string) (*nats.Conn, error) {
	return nats.Connect(url, nats.Timeout(Wait), nats.NoReconnect(), nats.SyncQueueLen(4096))
}

func (s *Side) stop() {
	if s.Conn != nil {
		s.Close()
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.done:
	case <-time.After(15 * time.Second):
		_ = s.cmd.Process.Kill()
		<-s.done
	}
	_ = s.cmd.Wait()
	_ = os.RemoveAll(s.store)
}

// Request asks both sides and returns both answers: nil for none. The message is built for each side.
func (p *Pair) Request(build func(i int) *nats.Msg) [2]*nats.Msg {
	var answers [2]*nats.Msg
	var subs [2]*nats.Subscription
	arrived := make(chan int, 2)
	both(func(i int) {
		side := p.side(i)
		m := build(i)
		m.Reply = nats.NewInbox()
		// Answers only: a request may also bring what is no answer to it.
		sub, err := side.SubscribeSync(m.Reply)
		if err != nil {
			panic(err)
		}
		subs[i] = sub
		if err := side.PublishMsg(m); err != nil {
			panic(err)
		}
		go func() {
			answer, err := sub.NextMsg(Wait)
			if errors.Is(err, nats.ErrNoResponders) {
				answer, err = &nats.Msg{Header: nats.Header{"Status": {"503"}}}, nil
			}
			if err == nil {
				answers[i] = answer
			}
			arrived <- i
		}()
	})
	quiet := time.NewTimer(Silence)
	defer quiet.Stop()
	first := func() bool {
		select {
		case <-arrived:
			return true
		case <-quiet.C:
			return false
		}
	}
	if first() {
		<-arrived
		both(func(i int) { _ = subs[i].Unsubscribe() })
		return answers
	}
	// Neither has answered. An answer that was late by a little is behind a question that both answer.
	p.Both(func(_ int, s *Side) { _, _ = s.Conn.Request("$JS.API.INFO", nil, Wait) })
	select {
	case <-arrived:
		<-arrived
	default:
		both(func(i int) { _ = subs[i].Unsubscribe() })
		<-arrived
		<-arrived
		answers = [2]*nats.Msg{}
	}
	both(func(i int) { _ = subs[i].Unsubscribe() })
	return answers
}
