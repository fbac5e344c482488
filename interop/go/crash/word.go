package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// word is what the server said of a stream.
type word struct {
	mu        sync.Mutex
	stream    string
	retention jetstream.RetentionPolicy
	told      map[uint64]string // sequence of an acknowledged message: what it is
	asked     map[uint64]bool   // messages whose acknowledgement may have reached the server
	confirmed map[uint64]bool   // messages whose acknowledgement was confirmed
	again     int               // deliveries of one that had been delivered before
	checked   uint64            // up to here nothing is looked at any more
}

func newWord(stream string, retention jetstream.RetentionPolicy) *word {
	return &word{stream: stream, retention: retention, told: map[uint64]string{}, asked: map[uint64]bool{}, confirmed: map[uint64]bool{}}
}

func (w *word) prepare(js jetstream.JetStream) error {
	ctx, cancel := within()
	defer cancel()
	if now > 1 {
		// It has both already, or has lost them.
		s, err := js.Stream(ctx, w.stream)
		if err == nil {
			_, err = s.Consumer(ctx, "worker")
		}
		return err
	}
	s, err := js.CreateStream(ctx, jetstream.StreamConfig{
		Name: w.stream, Subjects: []string{w.stream + ".>"}, Retention: w.retention, AllowDirect: true,
	})
	if err == nil {
		_, err = s.CreateConsumer(ctx, jetstream.ConsumerConfig{
			Durable: "worker", AckPolicy: jetstream.AckExplicitPolicy, AckWait: time.Second, MaxAckPending: 2000,
		})
	}
	return err
}

// publish goes on until the connection ends.
func (w *word) publish(s *server, who int, done *progress, work *sync.WaitGroup) {
	defer work.Done()
	nc, js, err := s.connect()
	if err != nil {
		return // it was killed before
	}
	defer nc.Close()
	over := ended(nc)
	var waiting sync.WaitGroup
	slots := make(chan struct{}, window)
	for n := 0; nc.IsConnected(); n++ {
		what := fmt.Sprintf("%d/%d/%d", now, who, n)
		if done.told.Load() > plenty {
			time.Sleep(5 * time.Millisecond) // so that all can be looked at
		}
		slots <- struct{}{}
		future, err := js.PublishMsgAsync(&nats.Msg{
			Subject: fmt.Sprint(w.stream, ".", who),
			Header:  nats.Header{"Nats-Msg-Id": {what}},
			Data:    []byte(what + strings.Repeat("x", n%300)),
		}, jetstream.WithRetryAttempts(0))
		if err != nil {
			break
		}
		waiting.Add(1)
		go func() {
			defer waiting.Done()
			defer func() { <-slots }()
			select {
			case ack := <-future.Ok():
				w.acknowledged(ack.Sequence, what)
				done.told.Add(1)
			case <-future.Err():
			case <-over:
			}
		}()
	}
	waiting.Wait()
}

func (w *word) acknowledged(seq uint64, what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if other, known := w.told[seq]; known && other != what {
		fail("%s: sequence %d was told for %s and for %s", w.stream, seq, other, what)
	}
	w.told[seq] = what
}

// consume acknowledges what comes, and waits for the confirmation, until the connection ends.
func (w *word) consume(s *server, done *progress, work *sync.WaitGroup) {
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
	c, err := js.Consumer(ctx, w.stream, "worker")
	for err == nil && nc.IsConnected() {
		var batch jetstream.MessageBatch
		if batch, err = c.Fetch(200, jetstream.FetchMaxWait(500*time.Millisecond)); err != nil {
			return
		}
		var acks sync.WaitGroup
		for m := range batch.Messages() {
			meta, err := m.Metadata()
			if err != nil {
				fail("%s: delivered without numbers: %v", w.stream, err)
				continue
			}
			seq := meta.Sequence.Stream
			w.delivered(seq)
			acks.Add(1)
			go func() {
				defer acks.Done()
				if m.DoubleAck(ctx) == nil {
					w.mu.Lock()
					w.confirmed[seq] = true
					w.mu.Unlock()
					done.confirmed.Add(1)
				}
			}()
		}
		acks.Wait()
	}
}

func (w *word) delivered(seq uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.confirmed[seq] {
		fail("%s: %d was delivered again, whose acknowledgement was confirmed", w.stream, seq)
	}
	if w.asked[seq] {
		w.again++
	}
	w.asked[seq] = true
}

// check looks whether all is there that was acknowledged since the last time; one that was acknowledged by its consumer may
// be gone where that is what the stream is for.
func (w *word) check(js jetstream.JetStream) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*patience)
	defer cancel()
	s, err := js.Stream(ctx, w.stream)
	if err != nil {
		return err
	}
	if now > *rounds {
		w.checked = 0 // all once more in the end
	}
	last := w.checked
	for seq := range w.told {
		last = max(last, seq)
	}
	if info := s.CachedInfo(); info.State.LastSeq < last {
		fail("%s ends at %d, and %d was acknowledged", w.stream, info.State.LastSeq, last)
	}
	first := ""
	missing, others := 0, 0
	for seq, what := range w.told {
		if seq <= w.checked || w.retention != jetstream.LimitsPolicy && w.asked[seq] {
			continue
		}
		id, err := w.stored(ctx, s, seq)
		switch {
		case errors.Is(err, jetstream.ErrMsgNotFound):
			missing++
		case err != nil:
			return err
		case id != what:
			others++
		default:
			continue
		}
		first = fmt.Sprintf("%d (%s)", seq, what)
	}
	if missing+others > 0 {
		fail("%s: of the acknowledged messages %d are lost and %d are others, one is %s", w.stream, missing, others, first)
	}
	// What was never delivered, or not acknowledged, still waits.
	c, err := s.Consumer(ctx, "worker")
	if err != nil {
		return err
	}
	info := c.CachedInfo()
	w.checked = last
	if w.retention == jetstream.LimitsPolicy {
		if left := uint64(info.NumAckPending) + info.NumPending; left+uint64(len(w.asked)) < uint64(len(w.told)) {
			fail("%s: of %d messages %d were delivered, and only %d are left to be", w.stream, len(w.told), len(w.asked), left)
		}
	}
	return nil
}

func (w *word) stored(ctx context.Context, s jetstream.Stream, seq uint64) (string, error) {
	m, err := s.GetMsg(ctx, seq)
	if err != nil {
		return "", err
	}
	return m.Header.Get("Nats-Msg-Id"), nil
}
