// The official Go client and JetStream: its package jetstream, and the older API of package nats.
package interop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// soon is time enough for what is said not to happen. Nothing that must happen is given less than wait.
const soon = 250 * time.Millisecond

var shared *server

// storing starts a server that keeps its streams in a directory of its own, which goes when the server is stopped.
func storing(more ...string) (*server, error) {
	store, err := os.MkdirTemp("", "midge-jetstream-")
	if err != nil {
		return nil, err
	}
	s, err := start("-1", append(append([]string{}, more...), "-js", "-sd", store)...)
	if err != nil {
		_ = os.RemoveAll(store)
		return nil, err
	}
	s.store = store
	return s, nil
}

func TestMain(m *testing.M) {
	// A heap that is not as large as the machine allows, or its garbage would say nothing of what the server needs.
	_ = os.Setenv("MIDGE_JAVA_OPTS", os.Getenv("MIDGE_JAVA_OPTS")+" -Xmx512m")
	var err error
	if shared, err = storing(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	code := m.Run()
	shared.stop()
	for _, s := range tenants {
		s.stop()
	}
	os.Exit(code)
}

// The servers with a configuration of ../servers: one for each file, started by the first test that wants it.
var (
	tenantsMu sync.Mutex
	tenants   = map[string]*server{}
)

func configured(t *testing.T, name string) *server {
	t.Helper()
	tenantsMu.Lock()
	defer tenantsMu.Unlock()
	if tenants[name] == nil {
		s, err := storing("-c", file(name))
		must(t, err)
		tenants[name] = s
	}
	return tenants[name]
}

// peer is a connection with both APIs, a context that ends with the time for a test, and the names of that test.
type peer struct {
	*testing.T
	nc   *nats.Conn
	js   jetstream.JetStream
	old  nats.JetStreamContext
	ctx  context.Context
	name string
}

func open(t *testing.T) *peer {
	t.Helper()
	t.Parallel()
	return on(t, shared)
}

func on(t *testing.T, s *server, options ...nats.Option) *peer {
	t.Helper()
	nc := s.connect(t, options...)
	js, err := jetstream.New(nc, jetstream.WithDefaultTimeout(wait))
	must(t, err)
	old, err := nc.JetStream(nats.MaxWait(wait))
	must(t, err)
	ctx, cancel := context.WithTimeout(context.Background(), 6*wait)
	t.Cleanup(cancel)
	return &peer{t, nc, js, old, ctx, strings.TrimPrefix(t.Name(), "Test")}
}

// stream makes a stream of the test's name unless the configuration has one, on the subjects below that name.
func (p *peer) stream(config jetstream.StreamConfig) jetstream.Stream {
	p.Helper()
	if config.Name == "" {
		config.Name = p.name
	}
	if config.Subjects == nil && config.Mirror == nil && config.Sources == nil {
		config.Subjects = []string{config.Name + ".>"}
	}
	s, err := p.js.CreateStream(p.ctx, config)
	must(p.T, err)
	p.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), wait)
		defer cancel()
		_ = p.js.DeleteStream(ctx, config.Name)
	})
	return s
}

// put publishes texts to a subject below the test's name.
func (p *peer) put(subject string, texts ...string) {
	p.Helper()
	for _, text := range texts {
		_, err := p.js.Publish(p.ctx, p.name+"."+subject, []byte(text))
		must(p.T, err)
	}
}

// many publishes the numbers from 1.
func (p *peer) many(subject string, count int) {
	p.Helper()
	for i := 1; i <= count; i++ {
		_, err := p.js.PublishAsync(p.name+"."+subject, []byte(strconv.Itoa(i)))
		must(p.T, err)
	}
	select {
	case <-p.js.PublishAsyncComplete():
	case <-p.ctx.Done():
		p.Fatal("the acknowledgements of what was published")
	}
}

func (p *peer) consumer(s jetstream.Stream, config jetstream.ConsumerConfig) jetstream.Consumer {
	p.Helper()
	c, err := s.CreateConsumer(p.ctx, config)
	must(p.T, err)
	return c
}

func (p *peer) info(s jetstream.Stream, options ...jetstream.StreamInfoOpt) *jetstream.StreamInfo {
	p.Helper()
	info, err := s.Info(p.ctx, options...)
	must(p.T, err)
	return info
}

func (p *peer) consumed(c interface {
	Info(context.Context) (*jetstream.ConsumerInfo, error)
}) *jetstream.ConsumerInfo {
	p.Helper()
	info, err := c.Info(p.ctx)
	must(p.T, err)
	return info
}

// state waits for a stream's state.
func (p *peer) state(s jetstream.Stream, what string, good func(jetstream.StreamState) bool) {
	p.Helper()
	until(p.T, what, func() bool { return good(p.info(s).State) })
}

// fetch waits for as many messages.
func (p *peer) fetch(c jetstream.Consumer, count int) []jetstream.Msg {
	p.Helper()
	batch, err := c.Fetch(count, jetstream.FetchMaxWait(wait))
	must(p.T, err)
	var all []jetstream.Msg
	for m := range batch.Messages() {
		all = append(all, m)
	}
	must(p.T, batch.Error())
	if len(all) != count {
		p.Fatalf("%d messages instead of %d", len(all), count)
	}
	return all
}

// took fetches messages, acknowledges them, and returns what they say.
func (p *peer) took(c jetstream.Consumer, count int) string {
	p.Helper()
	var texts []string
	for _, m := range p.fetch(c, count) {
		texts = append(texts, string(m.Data()))
		must(p.T, m.DoubleAck(p.ctx))
	}
	return strings.Join(texts, " ")
}

// empty shows that there is nothing for this consumer now.
func (p *peer) empty(c jetstream.Consumer) {
	p.Helper()
	batch, err := c.FetchNoWait(1)
	must(p.T, err)
	for m := range batch.Messages() {
		p.Fatalf("a message too many: %s %q", m.Subject(), m.Data())
	}
	must(p.T, batch.Error())
}

func (p *peer) meta(m jetstream.Msg) *jetstream.MsgMetadata {
	p.Helper()
	meta, err := m.Metadata()
	must(p.T, err)
	return meta
}

// listen is a subscription that is in force.
func (p *peer) listen(subject string) *nats.Subscription {
	p.Helper()
	sub, err := p.nc.SubscribeSync(subject)
	must(p.T, err)
	flush(p.T, p.nc)
	return sub
}

func (p *peer) next(sub *nats.Subscription) *nats.Msg {
	p.Helper()
	m, err := sub.NextMsg(wait)
	must(p.T, err)
	return m
}

// request is a request by hand.
func (p *peer) request(subject, body string) *nats.Msg {
	p.Helper()
	m, err := p.nc.Request(subject, []byte(body), wait)
	must(p.T, err)
	return m
}

// fails expects a JetStream error with a code.
func (p *peer) fails(code int, err error) {
	p.Helper()
	if got := codeOf(err); got != code {
		p.Fatalf("expected error %d, got %d: %v", code, got, err)
	}
}

func codeOf(err error) int {
	var now *jetstream.APIError
	var old *nats.APIError
	var js jetstream.JetStreamError
	switch {
	case errors.As(err, &now):
		return int(now.ErrorCode)
	case errors.As(err, &old):
		return int(old.ErrorCode)
	case errors.As(err, &js) && js.APIError() != nil:
		return int(js.APIError().ErrorCode)
	}
	return 0
}

func (p *peer) equal(wanted, got any, what string) {
	p.Helper()
	if fmt.Sprint(wanted) != fmt.Sprint(got) {
		p.Fatalf("%s: expected %v, got %v", what, wanted, got)
	}
}

func (p *peer) that(good bool, what string, values ...any) {
	p.Helper()
	if !good {
		p.Fatalf(what, values...)
	}
}
