package interop

import (
	"errors"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"
)

const violation = "Authorization Violation"

func refused(t *testing.T, s *server, options ...nats.Option) {
	t.Helper()
	nc, err := s.try(options...)
	if err == nil {
		nc.Close()
		t.Fatal("was let in")
	}
	if !errors.Is(err, nats.ErrAuthorization) || !strings.Contains(err.Error(), violation) {
		t.Fatalf("expected %s, got %v", violation, err)
	}
}

func admitted(t *testing.T, s *server, options ...nats.Option) {
	t.Helper()
	works(t, s.connect(t, options...), "go."+t.Name())
}

func TestToken(t *testing.T) {
	s := serve(t, "token")
	admitted(t, s, nats.Token("s3cr3t"))
	refused(t, s, nats.Token("S3cr3t"))
	refused(t, s, nats.UserInfo("s3cr3t", ""))
	refused(t, s)
}

func TestTokenOfWhichTheServerHasTheHash(t *testing.T) {
	s := serve(t, "hashed-token")
	admitted(t, s, nats.Token("hashed token"))
	refused(t, s, nats.Token("hashed_token"))
	refused(t, s, nats.Token("$2a$04$hL7IcbPFKQYQVgHWqFNVA.zKIYpH48H9hn5qWvKOl7NVTYc8qBAbC"))
}

func TestUserAndPassword(t *testing.T) {
	s := serve(t, "user")
	nc := s.connect(t, nats.UserInfo("alice", "s3cr3t"))
	if !nc.AuthRequired() {
		t.Fatal("INFO without auth_required")
	}
	works(t, nc, "go.user")
}

func TestWrongPassword(t *testing.T) {
	s := serve(t, "user")
	for _, password := range []string{"", "S3cr3t", "s3cr3", "s3cr3t "} {
		refused(t, s, nats.UserInfo("alice", password))
	}
	refused(t, s, nats.UserInfo("bob", "s3cr3t"))
	refused(t, s, nats.Token("s3cr3t"))
}

func TestWithoutCredentials(t *testing.T) {
	refused(t, serve(t, "user"))
}

func TestUserInTheURL(t *testing.T) {
	s := serve(t, "user")
	nc, err := nats.Connect("nats://alice:s3cr3t@127.0.0.1:" + s.port)
	must(t, err)
	defer nc.Close()
	works(t, nc, "go.url")
	if _, err = nats.Connect("nats://alice:secret@127.0.0.1:" + s.port); !errors.Is(err, nats.ErrAuthorization) {
		t.Fatalf("expected %s, got %v", violation, err)
	}
}

func TestBcrypt(t *testing.T) {
	s := serve(t, "users")
	admitted(t, s, nats.UserInfo("bob", "open sesame"))
	refused(t, s, nats.UserInfo("bob", "open_sesame"))
	refused(t, s, nats.UserInfo("bob", "$2a$04$4rQHQw9uSJiuHNPUlAL7eeTCFOoIF1ScB7OPWo92gkMVfPTy.dApS"))
}

func TestUsers(t *testing.T) {
	s := serve(t, "users")
	admitted(t, s, nats.UserInfo("alice", "s3cr3t"))
	refused(t, s, nats.UserInfo("alice", "open sesame"))
	refused(t, s, nats.UserInfo("carol", "s3cr3t"))
	refused(t, s)
}

func TestNoAuthUser(t *testing.T) {
	s := serve(t, "guest")
	all, handler := errorsOf()
	nc := s.connect(t, handler)
	works(t, nc, "guest.a")
	must(t, nc.Publish("go.a", nil))
	reported(t, all, `permissions violation for publish to "go.a"`)
	admitted(t, s, nats.UserInfo("alice", "s3cr3t"))
	refused(t, s, nats.UserInfo("alice", "wrong"))
	refused(t, s, nats.UserInfo("guest", "wrong"))
}

func TestWhatARefusedClientIsTold(t *testing.T) {
	r := serve(t, "user").raw(t)
	if info := r.info(t); info["auth_required"] != true {
		t.Fatalf("INFO %v", info)
	}
	r.send(t, `CONNECT {"verbose":false,"user":"alice","pass":"wrong"}`+"\r\nPING\r\n")
	if rest := r.rest(t); rest != "-ERR 'Authorization Violation'\r\n" {
		t.Fatalf("got %q", rest)
	}
}

func permitted(t *testing.T, user string) (*server, *nats.Conn, chan error) {
	t.Helper()
	s := serve(t, "permissions")
	all, handler := errorsOf()
	return s, s.connect(t, handler, nats.UserInfo(user, "pw")), all
}

func TestPublishDenied(t *testing.T) {
	s, nc, all := permitted(t, "limited")
	admin := s.connect(t, nats.UserInfo("admin", "pw"))
	sub, err := admin.SubscribeSync("*.secret")
	must(t, err)
	flush(t, admin)
	for _, subject := range []string{"no.secret", "ok.secret"} {
		must(t, nc.Publish(subject, []byte("kept")))
		err := reported(t, all, `permissions violation for publish to "`+subject+`"`)
		if !errors.Is(err, nats.ErrPermissionViolation) {
			t.Fatalf("not a permission violation: %v", err)
		}
	}
	works(t, nc, "ok.publish.denied")
	silent(t, nc, all)
	nothing(t, admin, sub)
}

func TestSubscribeDenied(t *testing.T) {
	s, nc, all := permitted(t, "limited")
	admin := s.connect(t, nats.UserInfo("admin", "pw"))
	for _, subject := range []string{"no.sub", "ok.s.hidden"} {
		sub, err := nc.SubscribeSync(subject)
		must(t, err)
		reported(t, all, `permissions violation for subscription to "`+subject+`"`)
		must(t, admin.Publish(subject, []byte("kept")))
		flush(t, admin)
		if n, _, _ := sub.Pending(); n != 0 {
			t.Fatalf("got a message of %s", subject)
		}
	}
	// A subscription that is wider than what is denied gets all but that.
	sub, err := nc.SubscribeSync("ok.s.*")
	must(t, err)
	flush(t, nc)
	must(t, admin.Publish("ok.s.hidden", []byte("kept")))
	must(t, admin.Publish("ok.s.open", []byte("given")))
	next(t, sub, "given")
	silent(t, nc, all)
	nothing(t, nc, sub)
}

func TestQueuePermission(t *testing.T) {
	s, nc, all := permitted(t, "worker")
	_, err := nc.SubscribeSync("ok.work")
	must(t, err)
	reported(t, all, `permissions violation for subscription to "ok.work"`)
	_, err = nc.QueueSubscribeSync("ok.work", "others")
	must(t, err)
	reported(t, all, `permissions violation for subscription to "ok.work" using queue "others"`)
	sub, err := nc.QueueSubscribeSync("ok.work", "workers")
	must(t, err)
	silent(t, nc, all)
	must(t, s.connect(t, nats.UserInfo("admin", "pw")).Publish("ok.work", []byte("job")))
	next(t, sub, "job")
	nothing(t, nc, sub)
}

func responses(t *testing.T, user, subject string, allowed int) {
	s, nc, all := permitted(t, user)
	_, err := nc.Subscribe(subject, func(m *nats.Msg) {
		for i := 0; i <= allowed; i++ {
			_ = m.Respond([]byte("re " + string(m.Data)))
		}
	})
	must(t, err)
	flush(t, nc)
	must(t, nc.Publish("ok.not.a.reply", nil))
	reported(t, all, `permissions violation for publish to "ok.not.a.reply"`)
	admin := s.connect(t, nats.UserInfo("admin", "pw"))
	for i := 0; i < 2; i++ {
		inbox := nats.NewInbox()
		sub, err := admin.SubscribeSync(inbox)
		must(t, err)
		must(t, admin.PublishRequest(subject, inbox, []byte("x")))
		for j := 0; j < allowed; j++ {
			next(t, sub, "re x")
		}
		reported(t, all, `permissions violation for publish to "`+inbox+`"`)
		nothing(t, admin, sub)
	}
}

func TestAllowResponses(t *testing.T) { responses(t, "responder", "help", 1) }

func TestAllowTwoResponses(t *testing.T) { responses(t, "twice", "help.twice", 2) }

// by is who signs with the key of a seed.
func by(t *testing.T, seed string) nats.Option {
	t.Helper()
	pair, err := nkeys.FromSeed([]byte(seed))
	if err != nil {
		t.Fatal(err)
	}
	key, err := pair.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	return nats.Nkey(key, pair.Sign)
}

func TestNkey(t *testing.T) {
	s := serve(t, "nkeys")
	little := by(t, "SUAD4I7ICYADSWKKGOEU6ZLE4GYTJC55PIAIRVBMJLFXH3VO2WOABHOAQQ")
	nc := s.connect(t, little)
	if !nc.AuthRequired() {
		t.Fatal("INFO without auth_required")
	}
	works(t, nc, "key.a")
	admitted(t, s, by(t, "SUAMVF4BCLFBXPOK7LBDDM42EPOE3J4G574BI7COOK4YA54FV7XERO7ZGA"))
	pair, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	seed, err := pair.Seed()
	if err != nil {
		t.Fatal(err)
	}
	refused(t, s, by(t, string(seed)))
	key, err := pair.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	refused(t, s, nats.Nkey(key, func([]byte) ([]byte, error) { return make([]byte, 64), nil }))
	refused(t, s, nats.UserInfo("alice", "s3cr3t"))
	refused(t, s)
}
