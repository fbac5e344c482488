package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"midge/interop/twin"
)

// all shows what came of a step.
func (h *history) all() {
	for _, c := range h.consumers {
		h.pushed(c)
	}
	h.check()
}

// A history without short times: every delivery is known beforehand.
func (h *history) slowStep() {
	switch h.random.Intn(12) {
	case 0, 1, 2:
		h.publish()
	case 3:
		if !h.losing {
			h.publish()
			break
		}
		h.remove()
	case 4:
		if h.random.Intn(3) == 0 && len(h.consumers) > 1 {
			h.drop()
			return
		}
		h.consume()
		return
	default:
		if len(h.consumers) == 0 {
			h.consume()
			return
		}
		c := h.consumers[h.random.Intn(len(h.consumers))]
		if len(c.open) == 0 || h.random.Intn(2) == 0 {
			if !c.push {
				h.pull(c, 1+h.random.Intn(5))
				return
			}
			h.publish()
			break
		}
		d := c.open[h.random.Intn(len(c.open))]
		how := h.one("+ACK", "+ACK", "+ACK", "", "-NAK", "-NAK", "+TERM", "+TERM reason", "+WPI", `-NAK {"delay":3600000000000}`, "nonsense")
		h.does("%s says %s to %d", c.name, how, d.seq)
		if how == "nonsense" {
			how = "+ACK"
		}
		h.settle(c, d, how)
	}
	h.all()
}

func (h *history) remove() {
	switch h.random.Intn(5) {
	case 0, 1:
		seq := 1 + h.random.Intn(h.published+1)
		if !h.settled("all") {
			return
		}
		h.does("delete %d", seq)
		h.agree("$JS.API.STREAM.MSG.DELETE."+h.name, fmt.Sprintf(`{"seq":%d}`, seq))
	case 2:
		body := h.one(fmt.Sprintf(`{"filter":"%s.a"}`, h.name), fmt.Sprintf(`{"filter":"%s.b","keep":1}`, h.name), fmt.Sprintf(`{"seq":%d}`, 1+h.random.Intn(h.published+1)), `{"keep":3}`)
		if strings.Contains(body, "filter") && !h.settled("") {
			return
		}
		h.does("purge %s", body)
		h.agree("$JS.API.STREAM.PURGE."+h.name, body)
	case 3:
		h.does("purge")
		h.agree("$JS.API.STREAM.PURGE."+h.name, "")
	case 4:
		body := fmt.Sprintf(`{"last_by_subj":"%s.%s"}`, h.name, h.one("a", "b", "c"))
		h.does("get %s", body)
		h.agree("$JS.API.STREAM.MSG.GET."+h.name, body, "time")
	}
}

// drop deletes a consumer.
func (h *history) drop() {
	n := h.random.Intn(len(h.consumers))
	c := h.consumers[n]
	h.does("delete %s", c.name)
	h.agree("$JS.API.CONSUMER.DELETE."+h.name+"."+c.name, "")
	h.consumers = append(h.consumers[:n], h.consumers[n+1:]...)
	for i := range 2 {
		if c.got[i] != nil {
			_ = c.got[i].Unsubscribe()
		}
	}
	h.all()
}

// A history with short times: each step is over when everything that was under way has come to its end.
func (h *history) quickStep() {
	switch h.random.Intn(4) {
	case 0:
		if h.losing {
			h.remove()
		}
	case 1:
		if len(h.consumers) < 3 {
			h.consume()
		}
	}
	h.publish()
	if h.age {
		h.aged()
		return
	}
	for _, c := range h.consumers {
		h.exhaust(c)
	}
	h.check()
}

// aged waits until all messages have gone by themselves, whatever consumers had.
func (h *history) aged() {
	for _, c := range h.consumers {
		if h.random.Intn(2) == 0 {
			h.does("pull by %s what may go meanwhile", c.name)
			h.pulled(c, `{"batch":2,"no_wait":true}`, 2)
		}
	}
	h.does("wait for the end of all messages")
	h.await("end of all messages", func() [2]any {
		answers := h.ask("$JS.API.STREAM.INFO."+h.name, "")
		var seen [2]any
		for i := range 2 {
			seen[i] = parse(answers[i], "created", "ts", "cluster", "first_ts", "last_ts", "config")
			if !strings.Contains(fmt.Sprint(seen[i]), `"messages":0`) {
				seen[i] = fmt.Sprint(i, " still has messages: ", seen[i])
			}
		}
		return seen
	})
	for _, c := range h.consumers {
		h.await("nothing pending for "+c.name, func() [2]any {
			answers := h.ask("$JS.API.CONSUMER.INFO."+h.name+"."+c.name, "")
			return [2]any{pending(answers[0]), pending(answers[1])}
		})
	}
}

func pending(info []byte) string {
	for _, word := range strings.Fields(parse(info)) {
		if strings.HasPrefix(word, "num_pending=") {
			return word
		}
	}
	return string(info)
}

// exhaust pulls with a consumer what there is: each message is acknowledged, or left until it comes no more. How often that
// is both servers must say alike.
func (h *history) exhaust(c *consumer) {
	plan := h.one("+ACK", "+ACK", "leave", "-NAK", "+TERM")
	h.does("%s takes all, and says %s", c.name, plan)
	var seen [2]any
	h.pair.Both(func(i int, s *twin.Side) { seen[i] = h.drained(s, c, plan) })
	same("all deliveries to "+c.name, seen)
}

// drained takes all that comes until the consumer has nothing that it could deliver. It tells how often each message came:
// where a message is settled a slow machine may get it again before that, so there it counts once.
func (h *history) drained(s *twin.Side, c *consumer, plan string) string {
	count := map[string]int{}
	inbox := nats.NewInbox()
	sub, err := s.SubscribeSync(inbox)
	if err != nil {
		panic(err)
	}
	defer func() { _ = sub.Unsubscribe() }()
	for end := time.Now().Add(twin.Wait); time.Now().Before(end); {
		_ = s.PublishRequest("$JS.API.CONSUMER.MSG.NEXT."+h.name+"."+c.name, inbox, []byte(`{"batch":1,"expires":400000000}`))
		m, err := sub.NextMsg(twin.Wait)
		if err != nil {
			return "no answer to a pull: " + err.Error()
		}
		if m.Header.Get("Status") != "" {
			// Nothing for longer than a message is waited for: is there something that still may come?
			if h.over(s, c, plan) {
				return sorted(count)
			}
			continue
		}
		_, seq, _, _ := parts(m.Reply)
		count[seq+"="+string(m.Data)]++
		if c.ack == "none" || plan == "leave" {
			continue
		}
		if _, err := s.Conn.Request(m.Reply, []byte(plan), twin.Wait); err != nil {
			return "no answer to " + plan + ": " + err.Error()
		}
		if plan != "-NAK" {
			count[seq+"="+string(m.Data)] = 1
		}
	}
	return "deliveries without an end: " + sorted(count)
}

// over tells whether a consumer has delivered all, as often as it may.
func (h *history) over(s *twin.Side, c *consumer, plan string) bool {
	m, err := s.Conn.Request("$JS.API.CONSUMER.INFO."+h.name+"."+c.name, nil, twin.Wait)
	if err != nil {
		return true
	}
	text := parse(m.Data)
	if !strings.Contains(text, "num_pending=0 ") {
		return false
	}
	// What has come as often as it may is pending for ever, or no more: both servers say so when asked in the end.
	return plan == "leave" || plan == "-NAK" || c.ack == "none" || strings.Contains(text, "num_ack_pending=0 ")
}
