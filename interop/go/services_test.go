package interop

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/micro"
)

// offers runs one instance of a service with the endpoint micro.NAME.sum and one that says no.
func offers(t *testing.T, nc *nats.Conn, name string) micro.Service {
	t.Helper()
	service, err := micro.AddService(nc, micro.Config{
		Name: name, Version: "1.2.3", Description: "adds up", Metadata: map[string]string{"of": "go"},
	})
	must(t, err)
	t.Cleanup(func() { _ = service.Stop() })
	group := service.AddGroup("micro").AddGroup(name)
	must(t, group.AddEndpoint("sum", micro.HandlerFunc(func(r micro.Request) {
		var numbers []int
		if err := json.Unmarshal(r.Data(), &numbers); err != nil {
			_ = r.Error("400", "no numbers", nil)
			return
		}
		sum := 0
		for _, n := range numbers {
			sum += n
		}
		_ = r.RespondJSON(sum, micro.WithHeaders(micro.Headers{"Instance": []string{service.Info().ID}}))
	}), micro.WithEndpointMetadata(map[string]string{"kind": "json"})))
	flush(t, nc)
	return service
}

func decode[T any](t *testing.T, m *nats.Msg) (answer T) {
	t.Helper()
	if err := json.Unmarshal(m.Data, &answer); err != nil {
		t.Fatalf("%v: %q", err, m.Data)
	}
	return answer
}

func discovered[T any](t *testing.T, nc *nats.Conn, subject string) (answer T) {
	t.Helper()
	reply, err := nc.Request(subject, nil, wait)
	if err != nil {
		t.Fatalf("%s: %v", subject, err)
	}
	return decode[T](t, reply)
}

// called asks the endpoint for a sum and for what it must refuse: which instance answered.
func called(t *testing.T, nc *nats.Conn, subject string) string {
	t.Helper()
	instance := asked(t, nc, subject, "[1,2,3]", "6").Header.Get("Instance")
	reply := asked(t, nc, subject, "three", "")
	if reply.Header.Get(micro.ErrorCodeHeader) != "400" || reply.Header.Get(micro.ErrorHeader) != "no numbers" {
		t.Fatalf("expected an error, got %v", reply.Header)
	}
	return instance
}

// found asks for everything that a service tells of itself, from an account where its subjects begin so.
func found(t *testing.T, nc *nats.Conn, control, endpoints string, service micro.Service) {
	t.Helper()
	name, id := service.Info().Name, service.Info().ID
	if called(t, nc, endpoints+"."+name+".sum") != id {
		t.Fatal("another instance answered")
	}
	ping := discovered[micro.Ping](t, nc, control+".PING."+name)
	if ping.ID != id || ping.Type != micro.PingResponseType || ping.Version != "1.2.3" || ping.Metadata["of"] != "go" {
		t.Fatalf("PING: %+v", ping)
	}
	info := discovered[micro.Info](t, nc, control+".INFO."+name+"."+id)
	if info.ID != id || info.Type != micro.InfoResponseType || len(info.Endpoints) != 1 {
		t.Fatalf("INFO: %+v", info)
	}
	if e := info.Endpoints[0]; e.Subject != "micro."+name+".sum" || e.QueueGroup != "q" || e.Metadata["kind"] != "json" {
		t.Fatalf("INFO: %+v", e)
	}
	before := discovered[micro.Stats](t, nc, control+".STATS."+name)
	if before.ID != id || before.Type != micro.StatsResponseType || len(before.Endpoints) != 1 {
		t.Fatalf("STATS: %+v", before)
	}
	called(t, nc, endpoints+"."+name+".sum")
	// The service counts after it has answered.
	requests, errors := before.Endpoints[0].NumRequests+2, before.Endpoints[0].NumErrors+1
	until(t, "STATS of the calls", func() bool {
		e := discovered[micro.Stats](t, nc, control+".STATS."+name).Endpoints[0]
		return e.NumRequests >= requests && e.NumErrors >= errors && e.ProcessingTime > 0
	})
	nobody(t, nc, endpoints+"."+name+".product")
	// Nobody in particular is asked, so all services of all tests answer.
	pinged(t, nc, control+".PING", id)
}

// pinged asks all and takes answers until all of these are there.
func pinged(t *testing.T, nc *nats.Conn, subject string, ids ...string) {
	t.Helper()
	inbox := nats.NewInbox()
	sub := listens(t, nc, inbox)
	must(t, nc.PublishRequest(subject, inbox, nil))
	missing := map[string]bool{}
	for _, id := range ids {
		missing[id] = true
	}
	for len(missing) > 0 {
		m, err := sub.NextMsg(wait)
		if err != nil {
			t.Fatalf("%d of %d did not answer %s: %v", len(missing), len(ids), subject, err)
		}
		delete(missing, decode[micro.Ping](t, m).ID)
	}
	must(t, sub.Unsubscribe())
}

func TestServiceWithinItsAccount(t *testing.T) {
	s, svc, _, _ := tenants(t)
	found(t, s.as(t, "svc"), "$SRV", "micro", offers(t, svc, "within"))
}

func TestServiceAcrossAccounts(t *testing.T) {
	_, svc, app, _ := tenants(t)
	found(t, app, "$SRV", "micro", offers(t, svc, "across"))
}

func TestServiceUnderAnotherName(t *testing.T) {
	_, svc, _, web := tenants(t)
	found(t, web, "remote.srv", "remote.micro", offers(t, svc, "renamed"))
	nobody(t, web, "$SRV.PING.renamed")
	nobody(t, web, "micro.renamed.sum")
}

func TestServiceOfTwoInstances(t *testing.T) {
	s, svc, app, web := tenants(t)
	one, two := offers(t, svc, "two").Info().ID, offers(t, s.as(t, "svc"), "two").Info().ID
	places := []struct {
		nc                 *nats.Conn
		control, endpoints string
	}{{s.as(t, "svc"), "$SRV", "micro"}, {app, "$SRV", "micro"}, {web, "remote.srv", "remote.micro"}}
	for _, p := range places {
		for _, subject := range []string{".PING", ".PING.two", ".INFO", ".INFO.two", ".STATS", ".STATS.two"} {
			pinged(t, p.nc, p.control+subject, one, two)
		}
		for _, id := range []string{one, two} {
			if ping := discovered[micro.Ping](t, p.nc, p.control+".PING.two."+id); ping.ID != id {
				t.Fatalf("%s answered for %s", ping.ID, id)
			}
		}
		seen := map[string]bool{}
		for i := 0; i < 200 && len(seen) < 2; i++ {
			seen[called(t, p.nc, p.endpoints+".two.sum")] = true
		}
		if !seen[one] || !seen[two] {
			t.Fatalf("called %v of %s and %s", seen, one, two)
		}
	}
}

func TestServiceThatStops(t *testing.T) {
	_, svc, app, web := tenants(t)
	service := offers(t, svc, "stops")
	called(t, app, "micro.stops.sum")
	must(t, service.Stop())
	flush(t, svc)
	nobody(t, app, "micro.stops.sum")
	nobody(t, web, "remote.micro.stops.sum")
	nobody(t, app, "$SRV.PING.stops")
	nobody(t, web, "remote.srv.PING.stops")
}

type party struct {
	Account string        `json:"acc"`
	User    string        `json:"user"`
	Name    string        `json:"name"`
	Lang    string        `json:"lang"`
	Kind    string        `json:"kind"`
	RTT     time.Duration `json:"rtt"`
	Start   time.Time     `json:"start"`
}

type latency struct {
	Type      string              `json:"type"`
	ID        string              `json:"id"`
	Time      time.Time           `json:"timestamp"`
	Status    int                 `json:"status"`
	Error     string              `json:"description"`
	Requestor *party              `json:"requestor"`
	Responder *party              `json:"responder"`
	Header    map[string][]string `json:"header"`
	Start     time.Time           `json:"start"`
	Service   time.Duration       `json:"service"`
	System    time.Duration       `json:"system"`
	Total     time.Duration       `json:"total"`
}

func measured(t *testing.T, sub *nats.Subscription, status int) latency {
	t.Helper()
	m, err := sub.NextMsg(wait)
	must(t, err)
	event := decode[latency](t, m)
	if event.Type != "io.nats.server.metric.v1.service_latency" || event.ID == "" || event.Time.IsZero() || event.Start.IsZero() || event.Status != status {
		t.Fatalf("not what was expected: %s", m.Data)
	}
	if status == 200 && (event.Service < 0 || event.System <= 0 || event.Total < event.Service+event.System || event.Error != "") {
		t.Fatalf("durations: %s", m.Data)
	}
	if status == 200 && (event.Responder == nil || event.Responder.Account != "SVC" || event.Responder.User != "svc" || event.Responder.Name != "svc") {
		t.Fatalf("responder: %s", m.Data)
	}
	if event.Requestor == nil {
		t.Fatalf("no requestor: %s", m.Data)
	}
	return event
}

func TestLatency(t *testing.T) {
	s, svc, app, web := tenants(t)
	service := answers(t, svc, "timed.always", "", echo)
	sub := listens(t, s.as(t, "svc"), "latency.always")
	asked(t, app, "timed.always", "x", "re x")
	if r := measured(t, sub, 200).Requestor; r.Account != "APP" || r.User != "app" || r.Name != "app" || r.Lang != "go" || r.Start.IsZero() {
		t.Fatalf("of who is shared: %+v", r)
	}
	asked(t, web, "remote.timed", "x", "re x")
	if r := measured(t, sub, 200).Requestor; r.Account != "WEB" || r.User != "" || r.Name != "" || !r.Start.IsZero() {
		t.Fatalf("of who is not shared: %+v", r)
	}
	// What does not cross accounts is not measured.
	asked(t, svc, "timed.always", "x", "re x")
	nothing(t, svc, sub)
	must(t, service.Unsubscribe())
	// The service's own time is what remains when both clients' round trips are taken off: it has to take longer.
	aside, trips := s.as(t, "svc"), 1
	answers(t, svc, "timed.always", "", func(*nats.Msg) []byte {
		for i := 0; i < trips; i++ {
			_ = aside.FlushTimeout(wait)
		}
		return nil
	})
	until(t, "measure of the service's own time", func() bool {
		trips *= 2
		asked(t, app, "timed.always", "x", "")
		return measured(t, sub, 200).Service > 0
	})
}

func TestLatencyWhenAHeaderAsks(t *testing.T) {
	s, svc, app, _ := tenants(t)
	answers(t, svc, "timed.asked", "", echo)
	sub := listens(t, s.as(t, "svc"), "latency.asked")
	for i, header := range []nats.Header{
		{"X-B3-Sampled": {"1"}, "X-B3-Traceid": {"80f198ee56343ba864fe8b2a57d3eff7"}},
		{"B3": {"80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1-05e3ac9a4f6e3b90"}},
		{"Traceparent": {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}},
		{"Uber-Trace-Id": {"479fefe9525eddb:5adb976bfc1f95c1:479fefe9525eddb:1"}},
	} {
		for _, plain := range []nats.Header{{}, {"X-B3-Sampled": {"0"}}, {"Other": {"1"}}} {
			_, err := app.RequestMsg(&nats.Msg{Subject: "timed.asked", Header: plain}, wait)
			must(t, err)
		}
		_, err := app.RequestMsg(&nats.Msg{Subject: "timed.asked", Header: header}, wait)
		must(t, err)
		event := measured(t, sub, 200)
		for key, value := range header {
			found := false
			for name, values := range event.Header {
				found = found || strings.EqualFold(name, key) && fmt.Sprint(values) == fmt.Sprint(value)
			}
			if !found {
				t.Fatalf("%d: %s is not in %v", i, key, event.Header)
			}
		}
		nothing(t, svc, sub)
	}
}

func TestLatencyOfAServiceThatIsAway(t *testing.T) {
	_, svc, app, _ := tenants(t)
	sub := listens(t, svc, "latency.away")
	nobody(t, app, "timed.away")
	event := measured(t, sub, 503)
	if event.Responder != nil || event.Error != "Service Unavailable" || event.Requestor.Account != "APP" {
		t.Fatalf("got %+v", event)
	}
}
