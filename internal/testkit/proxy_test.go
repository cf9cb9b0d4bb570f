package testkit_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"github.com/batonchat/baton/internal/testkit"
)

// echo listens and sends back what it gets, then what it is told once the client
// has said goodbye.
func echo(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				if _, err := io.Copy(conn, conn); err == nil {
					_, _ = io.WriteString(conn, "bye\n")
				}
			}()
		}
	}()
	return listener.Addr().String()
}

// visit sends one line over a connection of its own and returns the answer.
func visit(t *testing.T, address, text string) (string, error) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	return say(conn, text)
}

func isTimeout(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

func send(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(conn, text+"\n"); err != nil {
		t.Fatal(err)
	}
}

// line fails t unless the next line from the server is want.
func line(t *testing.T, from *bufio.Reader, want string) {
	t.Helper()
	if got, err := from.ReadString('\n'); err != nil || got != want+"\n" {
		t.Fatalf("read %q, %v, want %q", got, err, want)
	}
}

func TestLinkPassesBothWaysAndHalfCloses(t *testing.T) {
	link := testkit.Proxy(t, echo(t))
	conn := dial(t, "tcp://"+link.Addr())
	from := bufio.NewReader(conn)
	send(t, conn, "hello")
	line(t, from, "hello")
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	line(t, from, "bye")
}

func TestLinkCutBreaksOldAndNewConnectionsUntilHealed(t *testing.T) {
	link := testkit.Proxy(t, echo(t))
	conn := dial(t, "tcp://"+link.Addr())
	send(t, conn, "hello")
	line(t, bufio.NewReader(conn), "hello")

	link.Cut()
	if _, err := say(conn, "still there?"); err == nil || isTimeout(err) {
		t.Errorf("an open connection after Cut: %v, want it broken", err)
	}
	if _, err := visit(t, link.Addr(), "anybody?"); err == nil || isTimeout(err) {
		t.Errorf("a new connection after Cut: %v, want it broken", err)
	}

	link.Heal()
	if got, err := visit(t, link.Addr(), "back?"); got != "back?" {
		t.Errorf("after Heal: %q, %v, want an echo", got, err)
	}
}

func TestLinkStallHoldsBytesBackAndLosesNone(t *testing.T) {
	link := testkit.Proxy(t, echo(t))
	conn := dial(t, "tcp://"+link.Addr())
	from := bufio.NewReader(conn)
	link.Stall()
	send(t, conn, "first")
	if err := conn.SetReadDeadline(time.Now().Add(50 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if got, err := from.ReadString('\n'); !isTimeout(err) {
		t.Fatalf("read %q, %v through a stalled link, want silence", got, err)
	}

	link.Heal()
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	send(t, conn, "second")
	line(t, from, "first")
	line(t, from, "second")
}

func TestLinkKeepsTheRestOfAnAddress(t *testing.T) {
	target := "postgres://baton:secret@" + echo(t) + "/desk?sslmode=disable"
	link := testkit.Proxy(t, target)
	want := "postgres://baton:secret@" + link.Addr() + "/desk?sslmode=disable"
	if got := link.URL(); got != want {
		t.Errorf("URL() = %s, want %s", got, want)
	}
}

func TestLinkToNobodyLooksDead(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead := listener.Addr().String()
	listener.Close()
	if _, err := visit(t, testkit.Proxy(t, dead).Addr(), "hello?"); err == nil || isTimeout(err) {
		t.Errorf("a link to nobody: %v, want a broken connection", err)
	}
}
