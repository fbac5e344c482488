package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"sort"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"midge/interop/twin"
)

// soon is how long a consumer waits for an acknowledgement where times are short.
const soon = 250 * time.Millisecond

// delivery is a message that a consumer got, by both servers. Its acknowledgement goes to each server's own subject.
type delivery struct {
	seq   uint64 // in the stream
	reply [2]string
}

type consumer struct {
	name   string
	ack    string
	push   bool
	got    [2]*nats.Subscription // where pushed messages arrive
	open   []delivery            // neither acknowledged nor given up
	filter string
}

type history struct {
	pair      *twin.Pair
	random    *rand.Rand
	seed      int64
	name      string
	quick     bool
	retention string
	age       bool
	// whether messages go before they are done, by limits or by somebody's hand: nats-server then ends what is pending of
	// them in any order, and the ack floor with it
	losing    bool
	limited   bool // whether limits take messages away
	consumers []*consumer
	published int
	made      int
	step      int
	doing     string
}

func begin(pair *twin.Pair, seed int64) *history {
	return &history{pair: pair, random: rand.New(rand.NewSource(seed)), seed: seed, name: fmt.Sprint("H", seed), quick: seed%2 == 0, doing: "begin"}
}

func (h *history) end() {
	h.pair.Both(func(_ int, s *twin.Side) { _, _ = s.Conn.Request("$JS.API.STREAM.DELETE."+h.name, nil, twin.Wait) })
	for _, c := range h.consumers {
		for i := range 2 {
			if c.got[i] != nil {
				_ = c.got[i].Unsubscribe()
			}
		}
	}
}

func (h *history) does(format string, values ...any) {
	h.doing = fmt.Sprintf(format, values...)
	if *show {
		fmt.Printf("# %d.%d %s\n", h.seed, h.step, h.doing)
	}
}

func (h *history) one(all ...string) string { return all[h.random.Intn(len(all))] }

// ask sends both the same and returns what they say.
func (h *history) ask(subject, body string) [2][]byte {
	answers := h.pair.Request(func(int) *nats.Msg { return &nats.Msg{Subject: subject, Data: []byte(body)} })
	var out [2][]byte
	for i, m := range answers {
		out[i] = []byte("(no answer)")
		if m != nil {
			out[i] = m.Data
			if m.Header.Get("Status") != "" {
				out[i] = []byte(m.Header.Get("Status") + " " + m.Header.Get("Description"))
			}
		}
	}
	return out
}

func (h *history) agree(subject, body string, without ...string) {
	answers := h.ask(subject, body)
	without = append(without, "created", "ts", "cluster", "first_ts", "last_ts", "last_active", "metadata")
	same(subject+" "+body, [2]any{parse(answers[0], without...), parse(answers[1], without...)})
}

func (h *history) play() {
	storage := h.one("memory", "memory", "file")
	h.retention = h.one("limits", "limits", "limits", "interest", "workqueue")
	more := ""
	h.losing = h.random.Intn(3) > 0
	if h.random.Intn(3) == 0 && h.losing {
		more += fmt.Sprintf(`,"max_msgs":%d`, 5+h.random.Intn(20))
	}
	if h.random.Intn(3) == 0 && h.retention == "limits" && h.losing {
		more += fmt.Sprintf(`,"max_msgs_per_subject":%d`, 1+h.random.Intn(5))
	}
	if h.random.Intn(4) == 0 && more != "" {
		more += `,"discard":"new"`
	}
	h.limited = more != "" && !strings.Contains(more, "discard")
	if h.quick && h.random.Intn(3) == 0 {
		h.age = true
		more += `,"max_age":400000000,"duplicate_window":400000000`
	}
	h.does("stream %s %s%s", storage, h.retention, more)
	h.agree("$JS.API.STREAM.CREATE."+h.name, fmt.Sprintf(`{"name":"%s","subjects":["%s.*"],"storage":"%s","retention":"%s","allow_rollup_hdrs":true%s}`, h.name, h.name, storage, h.retention, more))
	if h.random.Intn(2) == 0 && !h.age {
		h.publish()
	}
	for range 1 + h.random.Intn(3) {
		h.consume()
	}
	steps := 25
	if h.quick {
		steps = 4
	}
	for h.step = 1; h.step <= steps; h.step++ {
		if h.quick {
			h.quickStep()
		} else {
			h.slowStep()
		}
	}
}

func (h *history) publish() {
	count := 1 + h.random.Intn(6)
	h.does("publish %d", count)
	for range count {
		h.published++
		subject := h.name + "." + h.one("a", "b", "c")
		m := nats.NewMsg(subject)
		m.Data = []byte(fmt.Sprint(h.published))
		// One header, since the client writes several in any order.
		switch h.random.Intn(12) {
		case 0:
			if h.losing && h.settled("") {
				m.Header.Set("Nats-Rollup", "sub")
			}
		case 1:
			if !h.age {
				m.Header.Set("Nats-Msg-Id", fmt.Sprint(h.random.Intn(4)))
			}
		}
		answers := h.pair.Request(func(int) *nats.Msg { c := *m; return &c })
		var seen [2]any
		for i, answer := range answers {
			if answer != nil {
				seen[i] = twin.WithoutLimit(answer.Data)
			}
		}
		same("publish to "+subject, seen)
		// Before it may be gone again.
		for _, c := range h.consumers {
			h.pushed(c)
		}
	}
}

// settled tells whether consumers (of this policy, empty: all) have no delivery that is neither acknowledged nor given up.
// Where such a message goes nats-server acknowledges all before it, too, if acknowledgements are cumulative. Where several go
// with a rollup or a filtered purge it goes on counting them as pending, or moves the ack floor over others.
func (h *history) settled(ack string) bool {
	for _, c := range h.consumers {
		if len(c.open) > 0 && (ack == "" || c.ack == ack) {
			return false
		}
	}
	return true
}

// consume makes a consumer, of which the server may say no.
func (h *history) consume() {
	h.made++
	c := &consumer{name: fmt.Sprint("c", h.made), ack: h.one("explicit", "explicit", "explicit", "all", "none"), push: !h.quick && h.random.Intn(3) == 0, filter: ">"}
	if h.limited && c.ack == "all" {
		c.ack = "explicit"
	}
	config := fmt.Sprintf(`"durable_name":"%s","ack_policy":"%s"`, c.name, c.ack)
	if h.retention == "workqueue" {
		c.ack = "explicit"
		config = fmt.Sprintf(`"durable_name":"%s","ack_policy":"explicit"`, c.name)
	} else {
		config += `,"deliver_policy":"` + h.one("all", "all", "last", "new") + `"`
	}
	switch h.random.Intn(3) {
	case 0:
		config += fmt.Sprintf(`,"filter_subject":"%s.%s"`, h.name, h.one("a", "b"))
	case 1:
		if h.random.Intn(2) == 0 {
			config += fmt.Sprintf(`,"filter_subjects":["%s.a","%s.c"]`, h.name, h.name)
		}
	}
	if c.ack != "none" {
		wait := time.Hour
		if h.quick {
			wait = soon
		}
		config += fmt.Sprintf(`,"ack_wait":%d`, wait.Nanoseconds())
		if h.quick || h.random.Intn(3) == 0 {
			config += fmt.Sprintf(`,"max_deliver":%d`, 2+h.random.Intn(3))
		}
		if h.random.Intn(3) == 0 && !h.quick {
			config += fmt.Sprintf(`,"max_ack_pending":%d`, 2+h.random.Intn(5))
		}
	}
	if c.push {
		subject := nats.NewInbox()
		config += `,"deliver_subject":"` + subject + `"`
		h.pair.Both(func(i int, s *twin.Side) {
			sub, err := s.SubscribeSync(subject)
			if err == nil {
				err = s.FlushTimeout(twin.Wait)
			}
			if err != nil {
				panic(err)
			}
			c.got[i] = sub
		})
	}
	h.does("consumer %s", config)
	answers := h.ask("$JS.API.CONSUMER.CREATE."+h.name+"."+c.name, fmt.Sprintf(`{"stream_name":"%s","config":{%s}}`, h.name, config))
	var seen [2]any
	refused := false
	for i := range answers {
		var got struct {
			Name  string
			Error *struct {
				Code        int `json:"err_code"`
				Description string
			}
		}
		_ = json.Unmarshal(answers[i], &got)
		seen[i] = got.Name
		if got.Error != nil {
			seen[i], refused = *got.Error, true
		}
	}
	same("consumer", seen)
	if !refused {
		h.consumers = append(h.consumers, c)
		h.pushed(c)
	}
	h.check()
}

// parts are what a delivery's reply subject tells: deliveries, sequence in the stream, of the consumer, and what is pending.
func parts(reply string) (deliveries, seq, of, pending string) {
	tokens := strings.Split(reply, ".")
	if len(tokens) != 9 {
		return reply, "0", "", ""
	}
	return tokens[4], tokens[5], tokens[6], tokens[8]
}

func (h *history) told(m *nats.Msg, push bool) string {
	if m.Header.Get("Status") != "" {
		return "(" + m.Header.Get("Status") + " " + m.Header.Get("Description") + ")"
	}
	deliveries, seq, of, pending := parts(m.Reply)
	if h.quick {
		return fmt.Sprint(m.Subject, "=", string(m.Data), " seq ", seq)
	}
	if push {
		// Another one may have come before it was sent.
		pending = "?"
	}
	return fmt.Sprint(m.Subject, "=", string(m.Data), " seq ", seq, " of ", of, " time ", deliveries, " pending ", pending)
}

// keep takes what both have delivered for what is open.
func (c *consumer) keep(all [2][]*nats.Msg) {
	if c.ack == "none" {
		return
	}
	for n := range all[1] {
		if all[1][n].Reply == "" {
			continue
		}
		_, seq, _, _ := parts(all[1][n].Reply)
		d := delivery{reply: [2]string{all[0][n].Reply, all[1][n].Reply}}
		_, _ = fmt.Sscan(seq, &d.seq)
		c.forget(d.seq)
		c.open = append(c.open, d)
	}
}

func (c *consumer) forget(seq uint64) {
	for n, d := range c.open {
		if d.seq == seq {
			c.open = append(c.open[:n], c.open[n+1:]...)
			return
		}
	}
}

// pull asks for messages that are there, and compares what comes.
func (h *history) pull(c *consumer, count int) {
	h.does("pull %d by %s", count, c.name)
	all := h.pulled(c, fmt.Sprintf(`{"batch":%d,"no_wait":true}`, count), count)
	h.compare("pulled by "+c.name, false, all)
	c.keep(all)
	h.check()
}

func (h *history) pulled(c *consumer, body string, count int) [2][]*nats.Msg {
	var all [2][]*nats.Msg
	h.pair.Both(func(i int, s *twin.Side) {
		inbox := nats.NewInbox()
		sub, err := s.SubscribeSync(inbox)
		if err == nil {
			err = s.PublishRequest("$JS.API.CONSUMER.MSG.NEXT."+h.name+"."+c.name, inbox, []byte(body))
		}
		if err != nil {
			panic(err)
		}
		defer func() { _ = sub.Unsubscribe() }()
		for len(all[i]) < count {
			m, err := sub.NextMsg(twin.Wait)
			if errors.Is(err, nats.ErrNoResponders) {
				m, err = &nats.Msg{Header: nats.Header{"Status": {"503"}}}, nil
			}
			if err != nil {
				return
			}
			all[i] = append(all[i], m)
			if m.Header.Get("Status") != "" {
				return
			}
		}
	})
	return all
}

func (h *history) compare(what string, push bool, all [2][]*nats.Msg) {
	var seen [2]any
	for i := range all {
		var lines []string
		for _, m := range all[i] {
			lines = append(lines, h.told(m, push))
		}
		seen[i] = strings.Join(lines, ", ")
	}
	same(what, seen)
}

// pushed waits until both have pushed the same number, and no more comes.
func (h *history) pushed(c *consumer) {
	if !c.push {
		return
	}
	var all [2][]*nats.Msg
	take := func() {
		for i := range 2 {
			for {
				m, err := c.got[i].NextMsg(time.Microsecond)
				if err != nil {
					break
				}
				all[i] = append(all[i], m)
			}
		}
	}
	h.await("what is pushed to "+c.name, func() [2]any {
		// What a consumer has delivered, and what came of it.
		take()
		answers := h.ask("$JS.API.CONSUMER.INFO."+h.name+"."+c.name, "")
		take()
		var seen [2]any
		for i := range 2 {
			seen[i] = fmt.Sprint(len(all[i]), " ", parse(answers[i], h.without()...))
		}
		return seen
	})
	h.compare("pushed to "+c.name, true, all)
	c.keep(all)
}

// await looks until both are alike twice in a row.
func (h *history) await(what string, look func() [2]any) {
	alike := 0
	var last, seen [2]any
	for end := time.Now().Add(twin.Wait / 2); time.Now().Before(end); time.Sleep(3 * time.Millisecond) {
		seen = look()
		if seen[0] == seen[1] && (alike == 0 || seen == last) {
			alike++
		} else {
			alike = 0
		}
		if last = seen; alike == 2 {
			return
		}
	}
	same(what, seen)
	panic(different(what + " does not come to rest"))
}

// check compares the stream and all consumers.
func (h *history) check() {
	h.await("stream", func() [2]any {
		answers := h.ask("$JS.API.STREAM.INFO."+h.name, `{"deleted_details":true,"subjects_filter":">"}`)
		return [2]any{parse(answers[0], "created", "ts", "cluster", "first_ts", "last_ts", "config"), parse(answers[1], "created", "ts", "cluster", "first_ts", "last_ts", "config")}
	})
	for _, c := range h.consumers {
		h.await("consumer "+c.name, func() [2]any {
			answers := h.ask("$JS.API.CONSUMER.INFO."+h.name+"."+c.name, "")
			return [2]any{parse(answers[0], h.without()...), parse(answers[1], h.without()...)}
		})
	}
}

// without are the members of a consumer's info that are not compared.
func (h *history) without() []string {
	all := []string{"created", "ts", "cluster", "last_active", "config"}
	if h.quick {
		// How often something came again, and what waits to, depends on when.
		all = append(all, "consumer_seq", "num_redelivered", "num_ack_pending")
	}
	if h.losing {
		all = append(all, "ack_floor")
	}
	return all
}

// settle answers a delivery in some way; both must take it.
func (h *history) settle(c *consumer, d delivery, how string) {
	answers := h.pair.Request(func(i int) *nats.Msg { return &nats.Msg{Subject: d.reply[i], Data: []byte(how)} })
	var seen [2]any
	for i, m := range answers {
		seen[i] = m != nil && len(m.Data) == 0 && m.Header.Get("Status") == ""
	}
	same("answer to "+how, seen)
	if how != "+WPI" {
		c.forget(d.seq)
	}
	if c.ack == "all" && how == "+ACK" {
		var left []delivery
		for _, each := range c.open {
			if each.seq > d.seq {
				left = append(left, each)
			}
		}
		c.open = left
	}
}

func sorted(values map[string]int) string {
	var all []string
	for k, v := range values {
		all = append(all, fmt.Sprint(k, "×", v))
	}
	sort.Strings(all)
	return strings.Join(all, " ")
}
