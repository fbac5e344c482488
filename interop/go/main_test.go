package interop

import (
	"fmt"
	"os"
	"testing"

	"github.com/nats-io/nats.go"
)

var shared *server

func TestMain(m *testing.M) {
	var err error
	if shared, err = start("-1"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	code := m.Run()
	shared.stop()
	for _, s := range served {
		s.stop()
	}
	os.Exit(code)
}

func connect(t *testing.T, options ...nats.Option) *nats.Conn {
	t.Helper()
	nc, err := nats.Connect(shared.url, options...)
	must(t, err)
	t.Cleanup(nc.Close)
	return nc
}
