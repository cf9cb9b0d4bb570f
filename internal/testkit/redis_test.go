package testkit_test

import (
	"io"
	"net"
	"strings"
	"testing"

	"github.com/batonchat/baton/internal/testkit"
)

// say sends one line to the server behind address and returns the first line of
// its answer.
func say(conn net.Conn, line string) (string, error) {
	if _, err := io.WriteString(conn, line+"\r\n"); err != nil {
		return "", err
	}
	answer := make([]byte, 64)
	n, err := conn.Read(answer)
	return strings.TrimSpace(string(answer[:n])), err
}

func TestRedisAsksForItsPassword(t *testing.T) {
	got, err := say(dial(t, testkit.Redis(t).URL()), "PING")
	if err != nil || !strings.HasPrefix(got, "-NOAUTH") {
		t.Errorf("PING without a password = %q, %v, want -NOAUTH", got, err)
	}
}

func TestRedisComesBackOnItsPort(t *testing.T) {
	redis := testkit.Redis(t)
	before, conn := redis.URL(), dial(t, redis.URL())

	if err := redis.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := say(conn, "PING"); err == nil {
		t.Error("a connection survived Stop")
	}
	if err := redis.Stop(); err != nil {
		t.Errorf("Stop() of a stopped server = %v", err)
	}

	if err := redis.Start(); err != nil {
		t.Fatal(err)
	}
	if redis.URL() != before {
		t.Errorf("URL() = %s after Start, want %s", redis.URL(), before)
	}
	dial(t, before)
}
