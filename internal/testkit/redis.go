package testkit

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// RedisServer is a Redis of our own, without persistence: after a restart it is
// empty, as after the loss of a machine.
type RedisServer struct {
	program, port, password string

	mu   sync.Mutex
	kept *kept // nil while stopped
}

// StartRedis starts a server. The caller stops it.
func StartRedis() (*RedisServer, error) {
	path, err := program("redis-server", "redis-server")
	if err != nil {
		return nil, err
	}
	s := &RedisServer{program: path, password: rand.Text()}
	for range 3 { // somebody may take the free port before Redis does
		if s.port, err = freePort(); err != nil {
			break
		}
		if err = s.Start(); err == nil {
			return s, nil
		}
	}
	return nil, fmt.Errorf("start Redis: %w", err)
}

// Redis returns a running server of the test's own. Publications reach every
// client of a server whatever its database number, so tests never share one.
func Redis(tb testing.TB) *RedisServer {
	tb.Helper()
	s, err := StartRedis()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Stop(); err != nil {
			tb.Errorf("stop Redis: %v", err)
		}
	})
	return s
}

// URL is the server's address, with its password. It stays the same over Stop and
// Start.
func (s *RedisServer) URL() string {
	return fmt.Sprintf("redis://:%s@%s/0", s.password, s.address())
}

func (s *RedisServer) address() string { return net.JoinHostPort("127.0.0.1", s.port) }

// Start starts the server again on its old port and returns when it answers. On a
// running server it does nothing.
func (s *RedisServer) Start() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept != nil {
		return nil
	}
	folder, err := os.MkdirTemp("", "baton-redis-")
	if err != nil {
		return err
	}
	k, err := keep("TERM", folder, nil, s.program, "--port", s.port, "--bind", "127.0.0.1",
		"--requirepass", s.password, "--save", "", "--appendonly", "no", "--daemonize", "no")
	if err != nil {
		return errors.Join(err, os.RemoveAll(folder))
	}
	if err := k.await(s.ping); err != nil {
		return errors.Join(err, k.end("KILL"))
	}
	s.kept = k
	return nil
}

// Stop ends the server at once, as a crash would: connections break and its
// memory is lost. On a stopped server it does nothing.
func (s *RedisServer) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		return nil
	}
	k := s.kept
	s.kept = nil
	return k.end("KILL")
}

// ping fails unless our own server, which knows the password, answers.
func (s *RedisServer) ping() error {
	conn, err := net.DialTimeout("tcp", s.address(), time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(conn, "AUTH %s\r\nPING\r\n", s.password); err != nil {
		return err
	}
	answers := bufio.NewReader(conn)
	for _, want := range []string{"+OK", "+PONG"} {
		got, err := answers.ReadString('\n')
		if err != nil {
			return err
		}
		if got = strings.TrimSpace(got); got != want {
			return fmt.Errorf("answered %q instead of %q", got, want)
		}
	}
	return nil
}
