package interop

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
)

// as is a client of the server with several accounts; its name is the user's.
func (s *server) as(t *testing.T, user string, options ...nats.Option) *nats.Conn {
	t.Helper()
	return s.connect(t, append([]nats.Option{nats.UserInfo(user, "pw"), nats.Name(user)}, options...)...)
}

// tenants is one client of each account.
func tenants(t *testing.T) (s *server, svc, app, web *nats.Conn) {
	t.Helper()
	s = serve(t, "accounts")
	return s, s.as(t, "svc"), s.as(t, "app"), s.as(t, "web")
}

// answers subscribes one that answers with what make says.
func answers(t *testing.T, nc *nats.Conn, subject, group string, make func(m *nats.Msg) []byte) *nats.Subscription {
	t.Helper()
	sub, err := nc.QueueSubscribe(subject, group, func(m *nats.Msg) { _ = m.Respond(make(m)) })
	must(t, err)
	flush(t, nc)
	return sub
}

func echo(m *nats.Msg) []byte { return append([]byte("re "), m.Data...) }

func asked(t *testing.T, nc *nats.Conn, subject, data, wanted string) *nats.Msg {
	t.Helper()
	reply, err := nc.Request(subject, []byte(data), wait)
	if err != nil {
		t.Fatalf("%s: %v", subject, err)
	}
	if string(reply.Data) != wanted {
		t.Fatalf("%s: expected %q, got %q", subject, wanted, reply.Data)
	}
	return reply
}

func nobody(t *testing.T, nc *nats.Conn, subject string) {
	t.Helper()
	if _, err := nc.Request(subject, nil, wait); !errors.Is(err, nats.ErrNoResponders) {
		t.Fatalf("%s: expected no responders, got %v", subject, err)
	}
}

func listens(t *testing.T, nc *nats.Conn, subject string) *nats.Subscription {
	t.Helper()
	sub, err := nc.SubscribeSync(subject)
	must(t, err)
	flush(t, nc)
	return sub
}

func told(t *testing.T, sub *nats.Subscription, subject, data string) {
	t.Helper()
	if m := next(t, sub, data); m.Subject != subject {
		t.Fatalf("expected a message on %s, got %s", subject, m.Subject)
	}
}

func TestAccountsRequest(t *testing.T) {
	_, svc, app, web := tenants(t)
	answers(t, svc, "calc.request", "", echo)
	reply := asked(t, app, "calc.request", "app", "re app")
	if strings.HasPrefix(reply.Subject, "_R_") {
		t.Fatalf("the reply came on %s", reply.Subject)
	}
	asked(t, web, "remote.calc.request", "web", "re web")
	asked(t, svc, "calc.request", "svc", "re svc")
}

func TestAccountsRequestWithHeaders(t *testing.T) {
	_, svc, app, web := tenants(t)
	_, err := svc.Subscribe("calc.headers", func(m *nats.Msg) {
		reply := nats.NewMsg(m.Reply)
		reply.Header["Answer-To"] = m.Header.Values("Question")
		reply.Data = m.Data
		_ = m.RespondMsg(reply)
	})
	must(t, err)
	flush(t, svc)
	for subject, nc := range map[string]*nats.Conn{"calc.headers": app, "remote.calc.headers": web} {
		request := nats.NewMsg(subject)
		request.Header["Question"] = []string{"one", "two"}
		request.Data = []byte("body")
		reply, err := nc.RequestMsg(request, wait)
		must(t, err)
		if got := reply.Header.Values("Answer-To"); strings.Join(got, ",") != "one,two" || string(reply.Data) != "body" {
			t.Fatalf("%s: got %v %q", subject, reply.Header, reply.Data)
		}
	}
}

func TestAccountsParallelRequests(t *testing.T) {
	_, svc, app, web := tenants(t)
	answers(t, svc, "calc.parallel.*", "", func(m *nats.Msg) []byte { return []byte(m.Subject + " " + string(m.Data)) })
	const each = 200
	results := make(chan error, 2*each)
	ask := func(nc *nats.Conn, prefix string, i int) {
		subject, data := fmt.Sprintf("calc.parallel.%d", i), fmt.Sprintf("%s%d", prefix, i)
		reply, err := nc.Request(prefix+subject, []byte(data), wait)
		if err == nil && string(reply.Data) != subject+" "+data {
			err = fmt.Errorf("expected %s %s, got %s", subject, data, reply.Data)
		}
		results <- err
	}
	for i := 0; i < each; i++ {
		go ask(app, "", i)
		go ask(web, "remote.", i)
	}
	for i := 0; i < 2*each; i++ {
		must(t, <-results)
	}
}

func TestAccountsNoResponders(t *testing.T) {
	_, svc, app, web := tenants(t)
	for i := 0; i < 2; i++ {
		nobody(t, app, "calc.away")
		nobody(t, web, "remote.calc.away")
		sub := answers(t, svc, "calc.away", "", echo)
		asked(t, app, "calc.away", "x", "re x")
		asked(t, web, "remote.calc.away", "x", "re x")
		must(t, sub.Unsubscribe())
		flush(t, svc)
	}
}

func TestAccountsImportUnderAnotherName(t *testing.T) {
	s, svc, _, web := tenants(t)
	answers(t, svc, "geo.*.*", "", func(m *nats.Msg) []byte { return []byte(m.Subject) })
	asked(t, web, "near.a.b", "", "geo.b.a")
	nobody(t, web, "geo.b.a")
	nobody(t, s.as(t, "app"), "geo.b.a")
}

func TestAccountsPrivateService(t *testing.T) {
	_, svc, app, web := tenants(t)
	answers(t, svc, "private.a", "", echo)
	asked(t, app, "private.a", "x", "re x")
	nobody(t, web, "private.a")
	nobody(t, web, "remote.private.a")
}

func TestAccountsTokenPosition(t *testing.T) {
	_, svc, app, _ := tenants(t)
	answers(t, svc, "desk.*.open", "", func(m *nats.Msg) []byte { return []byte(m.Subject) })
	asked(t, app, "my.desk.open", "", "desk.APP.open")
	nobody(t, app, "desk.WEB.open")
}

func TestAccountsServiceOfAService(t *testing.T) {
	_, svc, app, web := tenants(t)
	nobody(t, web, "hop.sum")
	answers(t, svc, "relay.sum", "", echo)
	asked(t, app, "relay.sum", "one", "re one")
	asked(t, web, "hop.sum", "two", "re two")
}

func TestAccountsSingleResponse(t *testing.T) {
	_, svc, app, _ := tenants(t)
	for i := 0; i < 2; i++ {
		answers(t, svc, "calc.single", fmt.Sprint(i), echo)
	}
	inbox := nats.NewInbox()
	sub := listens(t, app, inbox)
	for i := 0; i < 3; i++ {
		must(t, app.PublishRequest("calc.single", inbox, []byte("x")))
		told(t, sub, inbox, "re x")
		// The second one has been answered as well by the time that another request has come around.
		asked(t, app, "calc.single", "y", "re y")
		nothing(t, app, sub)
	}
}

func streamed(t *testing.T, offered string, imported map[string]string) {
	s, svc, _, _ := tenants(t)
	const parts = 50
	_, err := svc.Subscribe(offered, func(m *nats.Msg) {
		for i := 0; i < parts; i++ {
			_ = m.Respond([]byte(fmt.Sprint(i)))
		}
		_ = m.Respond(nil)
	})
	must(t, err)
	flush(t, svc)
	for user, subject := range imported {
		nc := s.as(t, user)
		inbox := nats.NewInbox()
		sub := listens(t, nc, inbox)
		must(t, nc.PublishRequest(subject, inbox, nil))
		for i := 0; i < parts; i++ {
			told(t, sub, inbox, fmt.Sprint(i))
		}
		told(t, sub, inbox, "")
		nothing(t, nc, sub)
	}
}

func TestAccountsStreamedResponse(t *testing.T) {
	streamed(t, "list.all", map[string]string{"app": "list.all", "web": "remote.list.all"})
}

func TestAccountsChunkedResponse(t *testing.T) {
	streamed(t, "chunks.all", map[string]string{"app": "chunks.all"})
}

func TestAccountsQueueGroupOfResponders(t *testing.T) {
	s, _, app, web := tenants(t)
	const members = 3
	for i := 0; i < members; i++ {
		name := []byte(fmt.Sprint(i))
		answers(t, s.as(t, "svc"), "calc.group", "workers", func(*nats.Msg) []byte { return name })
	}
	seen := map[string]int{}
	for i := 0; len(seen) < members && i < 1000; i++ {
		for subject, nc := range map[string]*nats.Conn{"calc.group": app, "remote.calc.group": web} {
			inbox := nats.NewInbox()
			sub := listens(t, nc, inbox)
			must(t, nc.PublishRequest(subject, inbox, nil))
			m, err := sub.NextMsg(wait)
			must(t, err)
			seen[string(m.Data)]++
			must(t, sub.Unsubscribe())
		}
	}
	if len(seen) != members {
		t.Fatalf("answered by %v", seen)
	}
}

func TestAccountsSharedInfo(t *testing.T) {
	_, svc, app, web := tenants(t)
	answers(t, svc, "calc.who", "", func(m *nats.Msg) []byte {
		return []byte(strings.Join(m.Header.Values("Nats-Request-Info"), " and ") + "|" + m.Header.Get("Kept"))
	})
	who := func(nc *nats.Conn, subject string, forged bool) map[string]any {
		request := nats.NewMsg(subject)
		if forged {
			request.Header["Nats-Request-Info"] = []string{`{"acc":"FORGED"}`, `{"acc":"TWICE"}`}
		}
		request.Header["Kept"] = []string{"yes"}
		reply, err := nc.RequestMsg(request, wait)
		must(t, err)
		text, kept := strings.CutSuffix(string(reply.Data), "|yes")
		info := map[string]any{}
		if !kept || json.Unmarshal([]byte(text), &info) != nil {
			t.Fatalf("got %s", reply.Data)
		}
		return info
	}
	for _, forged := range []bool{false, true} {
		info := who(app, "calc.who", forged)
		if info["acc"] != "APP" || info["user"] != "app" || info["name"] != "app" || info["lang"] != "go" || info["kind"] != "Client" {
			t.Fatalf("of who is shared: %v", info)
		}
		if info["issuer_key"] != nil {
			t.Fatalf("a user with a password is issued by nobody: %v", info)
		}
		info = who(web, "remote.calc.who", forged)
		if info["acc"] != "WEB" || info["user"] != nil || info["name"] != nil || info["host"] != nil {
			t.Fatalf("of who is not shared: %v", info)
		}
	}
}

func TestAccountsStreamWithPrefix(t *testing.T) {
	_, svc, app, web := tenants(t)
	prefixed, renamed := listens(t, app, "svc.news.prefix.*"), listens(t, web, "paper.prefix.*")
	plain, own := listens(t, app, "news.prefix.*"), listens(t, svc, "news.prefix.*")
	message := nats.NewMsg("news.prefix.a")
	message.Header["Kept"] = []string{"yes"}
	message.Data = []byte("today")
	must(t, svc.PublishMsg(message))
	told(t, own, "news.prefix.a", "today")
	for subject, sub := range map[string]*nats.Subscription{"svc.news.prefix.a": prefixed, "paper.prefix.a": renamed} {
		m := next(t, sub, "today")
		if m.Subject != subject || m.Header.Get("Kept") != "yes" {
			t.Fatalf("expected %s, got %s %v", subject, m.Subject, m.Header)
		}
	}
	nothing(t, app, plain)
}

func TestAccountsStreamUnderAnotherName(t *testing.T) {
	_, svc, app, web := tenants(t)
	same, turned, one := listens(t, app, "ticks.rename.*"), listens(t, web, "tock.*.rename"), listens(t, web, "tock.b.>")
	must(t, svc.Publish("ticks.rename.a", []byte("1")))
	must(t, svc.Publish("ticks.rename.b", []byte("2")))
	told(t, same, "ticks.rename.a", "1")
	told(t, same, "ticks.rename.b", "2")
	told(t, turned, "tock.a.rename", "1")
	told(t, turned, "tock.b.rename", "2")
	told(t, one, "tock.b.rename", "2")
	nothing(t, web, one)
}

func TestAccountsPrivateStream(t *testing.T) {
	_, svc, app, web := tenants(t)
	kept, given := listens(t, app, "only.web.>"), listens(t, web, "only.web.>")
	must(t, svc.Publish("only.web.a", []byte("x")))
	told(t, given, "only.web.a", "x")
	nothing(t, app, kept)
}

func TestAccountsQueueGroupOfAStream(t *testing.T) {
	s, svc, app, _ := tenants(t)
	got := make(chan string, 1000)
	for i := 0; i < 3; i++ {
		nc := s.as(t, "app")
		_, err := nc.QueueSubscribe("svc.news.group", "readers", func(m *nats.Msg) { got <- string(m.Data) })
		must(t, err)
		flush(t, nc)
	}
	all := listens(t, app, "svc.news.group")
	const messages = 100
	for i := 0; i < messages; i++ {
		must(t, svc.Publish("news.group", []byte(fmt.Sprint(i))))
	}
	for i := 0; i < messages; i++ {
		next(t, all, fmt.Sprint(i))
	}
	seen := map[string]bool{}
	until(t, "message to one of the group", func() bool {
		for len(got) > 0 {
			data := <-got
			if seen[data] {
				t.Fatalf("message %s came twice", data)
			}
			seen[data] = true
		}
		return len(seen) == messages
	})
}

// A request of the service's account to what an importer of its stream listens to comes with its reply subject.
func TestAccountsReplyToAStream(t *testing.T) {
	_, svc, app, _ := tenants(t)
	sub := listens(t, app, "svc.news.reply")
	must(t, svc.PublishRequest("news.reply", "where.to.answer", []byte("x")))
	if m := next(t, sub, "x"); m.Reply != "where.to.answer" {
		t.Fatalf("the reply subject is %q", m.Reply)
	}
}

func TestAccountsIsolation(t *testing.T) {
	_, svc, app, web := tenants(t)
	members := map[string]*nats.Conn{"svc": svc, "app": app, "web": web}
	subs := map[string]*nats.Subscription{}
	for user, nc := range members {
		subs[user] = listens(t, nc, "same.subject")
		answers(t, nc, "same.service", "workers", func(*nats.Msg) []byte { return []byte(user) })
	}
	for user, nc := range members {
		must(t, nc.Publish("same.subject", []byte(user)))
		asked(t, nc, "same.service", "", user)
	}
	for user, nc := range members {
		told(t, subs[user], "same.subject", user)
		nothing(t, nc, subs[user])
	}
	// Nor does who listens to more hear more than its account.
	all := listens(t, web, "same.>")
	must(t, app.Publish("same.again", []byte("other")))
	flush(t, app)
	must(t, web.Publish("same.last", []byte("own")))
	told(t, all, "same.last", "own")
}

func TestAccountsLeaveNoImportForWhoDoesNot(t *testing.T) {
	_, svc, _, web := tenants(t)
	sub := listens(t, svc, "calc.fire")
	must(t, web.Publish("calc.fire", []byte("lost")))
	must(t, web.Publish("remote.calc.fire", []byte("sent")))
	told(t, sub, "calc.fire", "sent")
	nothing(t, svc, sub)
}

func TestMappingByWeight(t *testing.T) {
	_, _, app, _ := tenants(t)
	coin, canary := listens(t, app, "coin.>"), listens(t, app, "canary.>")
	heads, tails := listens(t, app, "coin.heads.*"), listens(t, app, "coin.tails.*")
	const messages = 400
	for i := 0; i < messages; i++ {
		must(t, app.Publish("coin.a", []byte("x")))
		must(t, app.Publish("canary.a", []byte("x")))
	}
	count := func(sub *nats.Subscription) map[string]int {
		seen := map[string]int{}
		for i := 0; i < messages; i++ {
			seen[next(t, sub, "x").Subject]++
		}
		nothing(t, app, sub)
		return seen
	}
	if seen := count(coin); len(seen) != 2 || seen["coin.heads.a"] < 100 || seen["coin.tails.a"] < 100 {
		t.Fatalf("half and half: %v", seen)
	}
	if seen := count(canary); len(seen) != 2 || seen["canary.new.a"] < 80 || seen["canary.a"] < 160 {
		t.Fatalf("40 of 100: %v", seen)
	}
	for _, sub := range []*nats.Subscription{heads, tails} {
		if n, _, err := sub.Pending(); err != nil || n < 100 {
			t.Fatalf("%d messages on %s (%v)", n, sub.Subject, err)
		}
	}
}

func TestMappingByPartition(t *testing.T) {
	_, _, app, web := tenants(t)
	sub := listens(t, app, "part.>")
	places := []int{0, 2, 1, 0, 1, 0, 2, 1, 2, 1, 1, 2}
	for key, place := range places {
		must(t, app.Publish(fmt.Sprintf("part.key%d", key), []byte("x")))
		told(t, sub, fmt.Sprintf("part.%d.key%d", place, key), "x")
	}
	// Another account has no such mapping.
	other := listens(t, web, "part.>")
	must(t, web.Publish("part.key0", []byte("x")))
	told(t, other, "part.key0", "x")
}

func TestMappingToAnImport(t *testing.T) {
	_, svc, app, _ := tenants(t)
	nobody(t, app, "old.sum")
	answers(t, svc, "calc.sum", "", func(m *nats.Msg) []byte { return []byte(m.Subject) })
	asked(t, app, "old.sum", "", "calc.sum")
}

func TestAccountsNkey(t *testing.T) {
	s := serve(t, "accounts")
	seed, err := nats.NkeyOptionFromSeed(filepath.Join(os.Getenv("MIDGE_SERVERS"), "accounts.nk"))
	must(t, err)
	nc := s.connect(t, seed)
	sub := listens(t, s.as(t, "app"), "nkey.a")
	must(t, nc.Publish("nkey.a", []byte("x")))
	told(t, sub, "nkey.a", "x")
	answers(t, s.as(t, "svc"), "calc.nkey", "", echo)
	asked(t, nc, "calc.nkey", "x", "re x")
}

func TestNkeyThatIsNotKnown(t *testing.T) {
	s := serve(t, "accounts")
	file := filepath.Join(t.TempDir(), "other.nk")
	must(t, os.WriteFile(file, []byte("SUAMTAHBG4TGXXWYP24JXFIPZTPQLS7SQTMXOPZAFWKWZCHKSGQCAUBNZA\n"), 0o600))
	seed, err := nats.NkeyOptionFromSeed(file)
	must(t, err)
	refused(t, s, seed)
	// The right name, signed by another.
	o := nats.GetDefaultOptions()
	must(t, seed(&o))
	refused(t, s, nats.Nkey("UDYCL6I7YXA4CTXPGEHA7FV2ML6TYMH3PDQ42YC5YAQFEJW2F6XOPN7R", o.SignatureCB))
	refused(t, s)
}
