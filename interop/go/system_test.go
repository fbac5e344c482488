package interop

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

// answer is what the server answers to a question of the system account.
type answer[T any] struct {
	Server struct {
		ID      string    `json:"id"`
		Name    string    `json:"name"`
		Host    string    `json:"host"`
		Version string    `json:"ver"`
		Time    time.Time `json:"time"`
	} `json:"server"`
	Data  T `json:"data"`
	Stats *struct {
		Connections   int `json:"connections"`
		Accounts      int `json:"active_accounts"`
		Subscriptions int `json:"subscriptions"`
		Memory        int `json:"mem"`
		Cores         int `json:"cores"`
	} `json:"statsz"`
	Error *struct {
		Code int    `json:"code"`
		Text string `json:"description"`
	} `json:"error"`
}

func inform[T any](t *testing.T, nc *nats.Conn, subject, data string) answer[T] {
	t.Helper()
	reply, err := nc.Request(subject, []byte(data), wait)
	if err != nil {
		t.Fatalf("%s: %v", subject, err)
	}
	a := decode[answer[T]](t, reply)
	if a.Server.ID != nc.ConnectedServerId() || a.Server.Name != nc.ConnectedServerName() || a.Server.Time.IsZero() || a.Server.Host != "127.0.0.1" {
		t.Fatalf("%s: of the server: %s", subject, reply.Data)
	}
	return a
}

type connections struct {
	Connections []struct {
		ID            uint64   `json:"cid"`
		Name          string   `json:"name"`
		Account       string   `json:"account"`
		Subscriptions []string `json:"subscriptions_list"`
	} `json:"connections"`
}

func (c connections) find(name string) int {
	for i, connection := range c.Connections {
		if connection.Name == name {
			return i
		}
	}
	return -1
}

func TestSystemPing(t *testing.T) {
	s, _, app, _ := tenants(t)
	sys := s.as(t, "sys")
	for _, subject := range []string{"$SYS.REQ.SERVER.PING", "$SYS.REQ.SERVER.PING.STATSZ", "$SYS.REQ.SERVER." + sys.ConnectedServerId() + ".STATSZ"} {
		stats := inform[any](t, sys, subject, "").Stats
		if stats == nil || stats.Connections < 4 || stats.Accounts < 4 || stats.Subscriptions < 1 || stats.Memory < 1 || stats.Cores < 1 {
			t.Fatalf("%s: %+v", subject, stats)
		}
	}
	// It is for the system's account alone.
	nobody(t, app, "$SYS.REQ.SERVER.PING")
	nobody(t, app, "$SYS.REQ.ACCOUNT.SVC.CONNZ")
	nobody(t, sys, "$SYS.REQ.SERVER.NOSUCHSERVER.STATSZ")
}

func TestSystemConnectionsOfAnAccount(t *testing.T) {
	s := serve(t, "accounts")
	sys, app, other := s.as(t, "sys"), s.as(t, "app", nats.Name("seen")), s.as(t, "web", nats.Name("of another"))
	listens(t, app, "seen.subject")
	flush(t, other)
	all := inform[connections](t, sys, "$SYS.REQ.ACCOUNT.APP.CONNZ", `{"subscriptions":true,"limit":10000}`).Data
	at := all.find("seen")
	if at < 0 || all.find("of another") >= 0 || all.find("sys") >= 0 {
		t.Fatalf("connections: %+v", all)
	}
	id, err := app.GetClientID()
	must(t, err)
	if c := all.Connections[at]; c.ID != id || !slices.Contains(c.Subscriptions, "seen.subject") {
		t.Fatalf("connection %d: %+v", id, c)
	}
	// Any account may ask that of itself.
	all = inform[connections](t, app, "$SYS.REQ.ACCOUNT.PING.CONNZ", `{"limit":10000}`).Data
	if all.find("seen") < 0 || all.find("of another") >= 0 {
		t.Fatalf("own connections: %+v", all)
	}
}

func TestSystemSubscriptionsOfAnAccount(t *testing.T) {
	s, _, app, web := tenants(t)
	sys := s.as(t, "sys")
	listens(t, app, "subsz.app")
	listens(t, web, "subsz.web")
	type subscriptions struct {
		Count int `json:"num_subscriptions"`
		List  []struct {
			Account string `json:"account"`
			Subject string `json:"subject"`
		} `json:"subscriptions_list"`
	}
	all := inform[subscriptions](t, sys, "$SYS.REQ.ACCOUNT.APP.SUBSZ", `{"subscriptions":true,"limit":10000}`).Data
	seen := map[string]bool{}
	for _, sub := range all.List {
		seen[sub.Subject] = true
		if sub.Account != "APP" {
			t.Fatalf("a subscription of %s", sub.Account)
		}
	}
	if all.Count < 1 || !seen["subsz.app"] || seen["subsz.web"] {
		t.Fatalf("subscriptions: %+v", all)
	}
}

func TestSystemInfoOfAnAccount(t *testing.T) {
	s, _, app, _ := tenants(t)
	sys := s.as(t, "sys")
	flush(t, app)
	type traded struct {
		Subject  string `json:"subject"`
		Account  string `json:"account"`
		Local    string `json:"local_subject"`
		Type     string `json:"type"`
		Response string `json:"response_type"`
		Share    bool   `json:"share"`
	}
	type weighted struct {
		Subject string `json:"subject"`
		Weight  int    `json:"weight"`
	}
	type info struct {
		Name     string                `json:"account_name"`
		Complete bool                  `json:"complete"`
		Clients  int                   `json:"client_connections"`
		Exports  []traded              `json:"exports"`
		Imports  []traded              `json:"imports"`
		Mappings map[string][]weighted `json:"mappings"`
	}
	got := inform[info](t, sys, "$SYS.REQ.ACCOUNT.APP.INFO", "").Data
	if got.Name != "APP" || !got.Complete || got.Clients < 1 {
		t.Fatalf("got %+v", got)
	}
	if !slices.Contains(got.Exports, traded{Subject: "relay.sum", Type: "service", Response: "Singleton"}) {
		t.Fatalf("exports %+v", got.Exports)
	}
	for _, wanted := range []traded{
		{Subject: "news.>", Account: "SVC", Local: "svc.news.>", Type: "stream"},
		{Subject: "calc.>", Account: "SVC", Local: "calc.>", Type: "service", Share: true},
		{Subject: "desk.APP.>", Account: "SVC", Local: "my.desk.>", Type: "service"},
	} {
		if !slices.Contains(got.Imports, wanted) {
			t.Fatalf("%+v is not among the imports %+v", wanted, got.Imports)
		}
	}
	if sum := got.Mappings["old.sum"]; len(sum) != 1 || sum[0] != (weighted{"calc.sum", 100}) {
		t.Fatalf("mappings %+v", got.Mappings)
	}
	if none := inform[any](t, sys, "$SYS.REQ.ACCOUNT.NONE.INFO", ""); none.Error == nil || none.Error.Text != "Account NONE does not exist" {
		t.Fatalf("of an account that is not there: %+v", none.Error)
	}
}

func TestSystemWhoComesAndGoes(t *testing.T) {
	s := serve(t, "accounts")
	sys := s.as(t, "sys")
	comes, goes := listens(t, sys, "$SYS.ACCOUNT.*.CONNECT"), listens(t, sys, "$SYS.ACCOUNT.*.DISCONNECT")
	nc := s.as(t, "web", nats.Name("visitor"))
	id, err := nc.GetClientID()
	must(t, err)
	event := announced(t, comes, "visitor")
	if event.Type != "io.nats.server.advisory.v1.client_connect" || event.subject != "$SYS.ACCOUNT.WEB.CONNECT" ||
		event.Client.ID != id || event.Client.Account != "WEB" || event.Client.User != "web" || event.Client.Language != "go" || event.Server.ID != nc.ConnectedServerId() {
		t.Fatalf("got %+v", event)
	}
	must(t, nc.Publish("one", []byte("12345")))
	flush(t, nc)
	nc.Close()
	event = announced(t, goes, "visitor")
	if event.Type != "io.nats.server.advisory.v1.client_disconnect" || event.subject != "$SYS.ACCOUNT.WEB.DISCONNECT" ||
		event.Client.ID != id || event.Client.Stop.IsZero() || event.Reason != "Client Closed" || event.Sent != (counted{1, 5}) || event.Received != (counted{}) {
		t.Fatalf("got %+v", event)
	}
}

type event struct {
	subject string
	Type    string `json:"type"`
	Server  struct {
		ID string `json:"id"`
	} `json:"server"`
	Client struct {
		ID       uint64    `json:"id"`
		Account  string    `json:"acc"`
		User     string    `json:"user"`
		Name     string    `json:"name"`
		Language string    `json:"lang"`
		Stop     time.Time `json:"stop"`
	} `json:"client"`
	// As the client sees it.
	Sent     counted `json:"sent"`
	Received counted `json:"received"`
	Reason   string  `json:"reason"`
}

type counted struct {
	Messages int `json:"msgs"`
	Bytes    int `json:"bytes"`
}

// announced is the next event of the client of this name.
func announced(t *testing.T, sub *nats.Subscription, name string) event {
	t.Helper()
	for {
		m, err := sub.NextMsg(wait)
		must(t, err)
		if e := decode[event](t, m); e.Client.Name == name {
			e.subject = m.Subject
			return e
		}
	}
}

func TestSystemWhoIsRefused(t *testing.T) {
	s := serve(t, "accounts")
	sys := s.as(t, "sys")
	sub := listens(t, sys, "$SYS.SERVER.*.CLIENT.AUTH.ERR")
	refused(t, s, nats.UserInfo("app", "wrong"), nats.Name("intruder"))
	event := announced(t, sub, "intruder")
	if event.Type != "io.nats.server.advisory.v1.client_disconnect" || event.subject != "$SYS.SERVER."+sys.ConnectedServerId()+".CLIENT.AUTH.ERR" ||
		event.Client.User != "app" || event.Reason != "Authentication Failure" {
		t.Fatalf("got %+v", event)
	}
}

func TestSystemUserInfo(t *testing.T) {
	s := serve(t, "accounts")
	type user struct {
		User    string `json:"user"`
		Account string `json:"account"`
	}
	for name, account := range map[string]string{"svc": "SVC", "app": "APP", "web": "WEB", "sys": "SYS"} {
		if got := inform[user](t, s.as(t, name), "$SYS.REQ.USER.INFO", "").Data; got != (user{name, account}) {
			t.Fatalf("%s is told %+v", name, got)
		}
	}
}

func TestSystemKick(t *testing.T) {
	s := serve(t, "accounts")
	sys := s.as(t, "sys")
	gone, back := make(chan struct{}, 10), make(chan struct{}, 10)
	nc := s.as(t, "app", nats.Name("kicked"), nats.ReconnectWait(asks), nats.MaxReconnects(-1),
		nats.DisconnectErrHandler(func(*nats.Conn, error) { gone <- struct{}{} }),
		nats.ReconnectHandler(func(*nats.Conn) { back <- struct{}{} }))
	sub := listens(t, nc, "kicked.a")
	id, err := nc.GetClientID()
	must(t, err)
	goes := listens(t, sys, "$SYS.ACCOUNT.APP.DISCONNECT")
	kick := "$SYS.REQ.SERVER." + sys.ConnectedServerId() + ".KICK"
	if a := inform[any](t, sys, kick, fmt.Sprintf(`{"cid":%d}`, id)); a.Error != nil {
		t.Fatalf("KICK: %+v", a.Error)
	}
	await(t, gone, "end of the connection")
	if e := announced(t, goes, "kicked"); e.Client.ID != id || e.Reason != "Kicked" {
		t.Fatalf("got %+v", e)
	}
	await(t, back, "reconnect")
	now, err := nc.GetClientID()
	must(t, err)
	if now == id {
		t.Fatalf("still client %d", id)
	}
	flush(t, nc)
	must(t, s.as(t, "app").Publish("kicked.a", []byte("x")))
	told(t, sub, "kicked.a", "x")
	// Nobody of another account may do that.
	if _, err = nc.Request(kick, []byte(fmt.Sprintf(`{"cid":%d}`, now)), wait); !errors.Is(err, nats.ErrNoResponders) {
		t.Fatalf("KICK by another account: %v", err)
	}
}

func TestSystemSubscribersAreCounted(t *testing.T) {
	s := serve(t, "accounts")
	sys := s.as(t, "sys")
	for i := 0; i < 3; i++ {
		listens(t, sys, "counted.a")
	}
	reply, err := sys.Request("$SYS.DEBUG.SUBSCRIBERS", []byte("counted.a"), wait)
	must(t, err)
	var count int
	must(t, json.Unmarshal(reply.Data, &count))
	if count != 3 {
		t.Fatalf("%d subscribers", count)
	}
}
