package main

import (
	"bufio"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

var listening = regexp.MustCompile(`Listening for client connections on \S*:(\d+)`)

// server is a process group of its own, so that nothing of it is left when it is killed.
type server struct {
	cmd  *exec.Cmd
	url  string
	said strings.Builder
	done chan struct{}
	once sync.Once
}

func start(dir string) (*server, error) {
	words := append(strings.Fields(*command), "-js", "-sd", dir, "-a", "127.0.0.1", "-p", "-1")
	s := &server{cmd: exec.Command(words[0], words[1:]...), done: make(chan struct{})}
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	log, err := s.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	found := make(chan string, 1)
	go func() {
		defer close(s.done)
		lines := bufio.NewScanner(log)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if s.said.Len() < 1<<16 {
				s.said.WriteString(lines.Text() + "\n")
			}
			if m := listening.FindStringSubmatch(lines.Text()); m != nil {
				select {
				case found <- m[1]:
				default:
				}
			}
		}
	}()
	select {
	case port := <-found:
		s.url = "nats://127.0.0.1:" + port
		return s, nil
	case <-s.done:
		_ = s.cmd.Wait()
		return nil, fmt.Errorf("it ended before it listened: %s", s.said.String())
	case <-time.After(3 * time.Minute):
		s.kill()
		return nil, fmt.Errorf("it does not listen: %s", s.said.String())
	}
}

// kill gives it no time for anything.
func (s *server) kill() {
	s.once.Do(func() {
		_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
		<-s.done
		_ = s.cmd.Wait()
	})
}

// connect waits until JetStream answers.
func (s *server) connect() (*nats.Conn, jetstream.JetStream, error) {
	nc, err := nats.Connect(s.url, nats.NoReconnect(), nats.Timeout(patience))
	if err != nil {
		return nil, nil, err
	}
	js, err := jetstream.New(nc, jetstream.WithPublishAsyncMaxPending(window))
	for end := time.Now().Add(patience); err == nil; time.Sleep(10 * time.Millisecond) {
		ctx, cancel := within()
		_, err = js.AccountInfo(ctx)
		cancel()
		if err == nil {
			return nc, js, nil
		}
		if time.Now().Before(end) && nc.IsConnected() {
			err = nil
		}
	}
	nc.Close()
	return nil, nil, err
}
