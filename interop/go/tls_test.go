package interop

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

func trusting(ca string) nats.Option { return nats.RootCAs(certificate(ca)) }

func showing(name string) nats.Option {
	return nats.ClientCert(certificate(name), certificate(name+"-key"))
}

func secured(t *testing.T, nc *nats.Conn) {
	t.Helper()
	state, err := nc.TLSConnectionState()
	must(t, err)
	if state.Version < tls.VersionTLS12 || !state.HandshakeComplete {
		t.Fatalf("TLS state %v", state)
	}
	works(t, nc, "go."+t.Name())
}

func TestTLS(t *testing.T) {
	nc := serve(t, "tls").connect(t, trusting("ca"))
	if !nc.TLSRequired() {
		t.Fatal("INFO without tls_required")
	}
	secured(t, nc)
}

func TestTLSOfEachVersion(t *testing.T) {
	s := serve(t, "tls")
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		nc := s.connect(t, nats.Secure(&tls.Config{MinVersion: version, MaxVersion: version}), trusting("ca"))
		secured(t, nc)
		if state, _ := nc.TLSConnectionState(); state.Version != version {
			t.Fatalf("TLS version %x", state.Version)
		}
	}
}

func TestTLSLargePayload(t *testing.T) {
	nc := serve(t, "tls").connect(t, trusting("ca"))
	sub, err := nc.SubscribeSync("go.tls.large")
	must(t, err)
	large := strings.Repeat("0123456789abcdef", int(nc.MaxPayload())/16)
	for i := 0; i < 8; i++ {
		must(t, nc.Publish("go.tls.large", []byte(large)))
	}
	for i := 0; i < 8; i++ {
		next(t, sub, large)
	}
}

func TestTLSWrongAuthority(t *testing.T) {
	_, err := serve(t, "tls").try(trusting("other-ca"))
	var unknown x509.UnknownAuthorityError
	if !errors.As(err, &unknown) {
		t.Fatalf("expected an unknown authority, got %v", err)
	}
}

func TestTLSNotAskedFor(t *testing.T) {
	// The client turns to TLS when INFO says so, and then knows no authority for the server.
	_, err := serve(t, "tls").try()
	var unknown x509.UnknownAuthorityError
	if !errors.As(err, &unknown) {
		t.Fatalf("expected an unknown authority, got %v", err)
	}
}

func TestTLSRequiredAndNotSpoken(t *testing.T) {
	r := serve(t, "tls").raw(t)
	if info := r.info(t); info["tls_required"] != true {
		t.Fatalf("INFO %v", info)
	}
	r.send(t, "CONNECT {\"verbose\":false}\r\nPING\r\n")
	if rest := r.rest(t); strings.Contains(rest, "PONG") {
		t.Fatalf("got %q", rest)
	}
}

func TestTLSWhereThereIsNone(t *testing.T) {
	if _, err := serve(t, "open").try(nats.Secure()); !errors.Is(err, nats.ErrSecureConnWanted) {
		t.Fatalf("expected %v, got %v", nats.ErrSecureConnWanted, err)
	}
}

func TestTLSMutual(t *testing.T) {
	secured(t, serve(t, "tls-verify").connect(t, trusting("ca"), showing("client")))
}

// In TLS 1.3 the client hears of it after its handshake; then the connection has ended before its PONG.
func TestTLSMutualWithoutCertificate(t *testing.T) {
	if nc, err := serve(t, "tls-verify").try(trusting("ca")); err == nil {
		nc.Close()
		t.Fatal("was let in without a certificate")
	} else if !strings.Contains(err.Error(), "tls") {
		t.Fatalf("got %v", err)
	}
}

func TestTLSMutualWithTheCertificateOfAStranger(t *testing.T) {
	if nc, err := serve(t, "tls-verify").try(trusting("ca"), showing("stranger")); err == nil {
		nc.Close()
		t.Fatal("a stranger was let in")
	} else if !strings.Contains(err.Error(), "tls") {
		t.Fatalf("got %v", err)
	}
}

func TestTLSFirst(t *testing.T) {
	s := serve(t, "tls-first")
	secured(t, s.connect(t, trusting("ca"), nats.TLSHandshakeFirst()))
	// Who waits for INFO gets none.
	if nc, err := s.try(trusting("ca"), nats.Timeout(500*time.Millisecond)); err == nil {
		nc.Close()
		t.Fatal("was let in without a handshake")
	}
}

func TestTLSFirstOrAfterAWhile(t *testing.T) {
	s := serve(t, "tls-auto")
	secured(t, s.connect(t, trusting("ca"), nats.TLSHandshakeFirst()))
	secured(t, s.connect(t, trusting("ca")))
}

func TestTLSOptional(t *testing.T) {
	s := serve(t, "tls-optional")
	works(t, s.connect(t), "go.plain")
	secured(t, s.connect(t, nats.Secure(), trusting("ca")))
	if info := s.raw(t).info(t); info["tls_available"] != true || info["tls_required"] == true {
		t.Fatalf("INFO %v", info)
	}
}

func TestTLSAndUser(t *testing.T) {
	s := serve(t, "tls-users")
	secured(t, s.connect(t, trusting("ca"), nats.UserInfo("alice", "s3cr3t")))
	refused(t, s, trusting("ca"), nats.UserInfo("alice", "wrong"))
	refused(t, s, trusting("ca"))
}
