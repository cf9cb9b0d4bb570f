package testkit

import (
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"
)

// Link is a TCP proxy in front of a server: the piece of network between the two
// that a test can break and mend.
type Link struct {
	target   string // host:port behind the proxy
	raw      string // what the test named: host:port or an address with one
	listener net.Listener
	running  sync.WaitGroup

	mu      sync.Mutex
	open    map[net.Conn]struct{} // both ends of every connection
	cut     bool                  // new connections are reset at once
	flowing chan struct{}         // closed while bytes may pass
	done    chan struct{}         // closed when the link is taken down
}

// Proxy puts a link in front of target, which is host:port or an address such as
// postgres://user@host:port/database. It is taken down when the test ends.
func Proxy(tb testing.TB, target string) *Link {
	tb.Helper()
	host := target
	if u, err := url.Parse(target); err == nil && u.Host != "" {
		host = u.Host
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("listen for a proxy: %v", err)
	}
	l := &Link{
		target: host, raw: target, listener: listener,
		open: map[net.Conn]struct{}{}, flowing: make(chan struct{}), done: make(chan struct{}),
	}
	close(l.flowing)
	l.running.Go(l.accept)
	tb.Cleanup(l.close)
	return l
}

// Addr is the link's own host:port.
func (l *Link) Addr() string { return l.listener.Addr().String() }

// URL is the target as it was given, by way of the link.
func (l *Link) URL() string {
	u, err := url.Parse(l.raw)
	if err != nil || u.Host == "" {
		return l.Addr()
	}
	u.Host = l.Addr()
	return u.String()
}

// Cut resets every connection, and each new one until Heal. Bytes on their way are
// lost.
func (l *Link) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = true
	for conn := range l.open {
		reset(conn)
	}
}

// Stall keeps connections open, and takes new ones, but lets no byte pass until
// Heal: a peer that has gone silent. Nothing is lost.
func (l *Link) Stall() {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.flowing:
		l.flowing = make(chan struct{})
	default: // stalled already
	}
}

// Heal ends Cut and Stall. Bytes that a stall held back are delivered.
func (l *Link) Heal() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = false
	select {
	case <-l.flowing:
	default:
		close(l.flowing)
	}
}

func (l *Link) accept() {
	for {
		client, err := l.listener.Accept()
		if err != nil {
			return // the listener is closed
		}
		if !l.adopt(client) {
			continue
		}
		l.running.Go(func() { l.serve(client) })
	}
}

// serve joins client to the target until either end closes.
func (l *Link) serve(client net.Conn) {
	defer l.drop(client)
	server, err := net.DialTimeout("tcp", l.target, 10*time.Second)
	if err != nil {
		reset(client) // what a client of the dead target would see
		return
	}
	if !l.adopt(server) {
		return
	}
	defer l.drop(server)
	var both sync.WaitGroup
	both.Go(func() { l.pass(server, client) })
	both.Go(func() { l.pass(client, server) })
	both.Wait()
}

// pass copies from one end to the other, standing still while the link is stalled.
func (l *Link) pass(to, from net.Conn) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && l.wait() {
			if _, werr := to.Write(buffer[:n]); werr != nil {
				err = werr
			}
		}
		if errors.Is(err, io.EOF) && l.wait() {
			if half, ok := to.(*net.TCPConn); ok && half.CloseWrite() == nil {
				return // the other direction may still have something to say
			}
		}
		if err != nil {
			reset(to)
			reset(from)
			return
		}
	}
}

// wait blocks while the link is stalled. It returns false when the link is down.
func (l *Link) wait() bool {
	l.mu.Lock()
	flowing := l.flowing
	l.mu.Unlock()
	select {
	case <-flowing:
		return true
	case <-l.done:
		return false
	}
}

// adopt registers conn to be reset with the others, or resets it now.
func (l *Link) adopt(conn net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.done:
		l.cut = true
	default:
	}
	if l.cut {
		reset(conn)
		return false
	}
	l.open[conn] = struct{}{}
	return true
}

func (l *Link) drop(conn net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, conn)
	conn.Close()
}

func (l *Link) close() {
	close(l.done)
	l.listener.Close()
	l.Cut()
	l.running.Wait()
}

// reset closes conn so that the peer sees a broken connection, not a goodbye.
func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // fails only when conn is closed already
	}
	conn.Close()
}
