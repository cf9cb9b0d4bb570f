package ws

import (
	"net"
	"sync"
)

// Listen makes connections whose sockets can send several frames in one write to the
// network. Sockets of other listeners work too, with a write for each frame.
func Listen(l net.Listener) net.Listener { return corking{l} }

type corking struct{ net.Listener }

func (l corking) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &corked{Conn: c}, nil
}

// corked is a connection that collects what is written between hold and release.
type corked struct {
	net.Conn

	mu      sync.Mutex // guards what follows, and writes to Conn
	holds   bool
	pending *[]byte // from held, while something is pending
}

// held lends buffers, so that a socket that is idle has none.
var held = sync.Pool{New: func() any { return new([]byte) }}

// largestHeld keeps a rare large batch from staying in the pool, in bytes.
const largestHeld = 64 << 10

func (c *corked) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.holds {
		return c.Conn.Write(b)
	}
	if c.pending == nil {
		c.pending, _ = held.Get().(*[]byte)
	}
	*c.pending = append(*c.pending, b...)
	return len(b), nil
}

// hold makes writes wait for release.
func (c *corked) hold() {
	c.mu.Lock()
	c.holds = true
	c.mu.Unlock()
}

// release writes what is pending. The connection's write deadline holds.
func (c *corked) release() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.holds = false
	b := c.pending
	if b == nil {
		return nil
	}
	c.pending = nil
	_, err := c.Conn.Write(*b)
	if *b = (*b)[:0]; cap(*b) <= largestHeld {
		held.Put(b)
	}
	return err
}
