package faults_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/batonchat/baton/chat"
)

// client is one side of one conversation, and does what docs/protocol.md asks
// of a client: it sends one message after another, keeps what is not
// acknowledged, comes back by itself with its cursor, and sends it again.
type client struct {
	name string
	dial func() (*websocket.Conn, error) // to the node as it is now
	stop chan struct{}
	done chan struct{} // closed when the client is gone

	mu           sync.Mutex
	conn         *websocket.Conn // nil while away
	conversation string          // empty: the first send starts it
	following    bool            // on this connection
	epoch        string
	sent         []string // every client id, in order
	queue        []string // those not acknowledged
	pace         time.Duration
	chatty       bool             // another message after each acknowledgement
	acks         map[string]int64 // number by client id, in the client's own numbering
	entries      []entry          // the stream as it arrived, over all connections
	welcomes     int
	byes         []bye
	refusals     int             // with unavailable; any other is a problem
	drafts       int             // pieces of the assistant's writing
	withdrawn    map[string]bool // by run
	problems     []string
}

// dialer is gorilla's without its wait for a proxy.
var dialer = websocket.Dialer{HandshakeTimeout: 10 * time.Second}

func newClient(t *testing.T, name, conversation string, dial func() (*websocket.Conn, error)) *client {
	t.Helper()
	c := &client{name: name, dial: dial, conversation: conversation, stop: make(chan struct{}), done: make(chan struct{}),
		acks: map[string]int64{}, withdrawn: map[string]bool{}}
	go c.live()
	t.Cleanup(c.leave)
	return c
}

// enter opens a visitor's socket.
func (h *house) enter(name string, who person) *client {
	h.t.Helper()
	return newClient(h.t, name, "", func() (*websocket.Conn, error) {
		says := h.says()
		return connect(h.socketAddress("/ws/visitor?site="+says.SiteKey), http.Header{"Origin": {origin}, "Cookie": {who.cookie}})
	})
}

// attend opens an agent's socket for one conversation.
func (h *house) attend(name string, who person, conversation string) *client {
	h.t.Helper()
	return newClient(h.t, name, conversation, func() (*websocket.Conn, error) {
		var ticket struct {
			Ticket string `json:"ticket"`
		}
		if _, err := h.call(who, "POST", "/auth/ticket", nil, &ticket); err != nil {
			return nil, err
		}
		return connect(h.socketAddress("/ws/agent?ticket="+ticket.Ticket), http.Header{"Origin": {origin}})
	})
}

func connect(address string, h http.Header) (*websocket.Conn, error) {
	conn, res, err := dialer.Dial(address, h)
	if res != nil {
		_ = res.Body.Close()
	}
	return conn, err
}

// leave ends the client for good.
func (c *client) leave() {
	c.mu.Lock()
	select {
	case <-c.stop:
	default:
		close(c.stop)
	}
	if c.conn != nil {
		_ = c.conn.Close()
	}
	c.mu.Unlock()
	<-c.done
}

// live connects again and again until the client leaves.
func (c *client) live() {
	defer close(c.done)
	for {
		if conn, err := c.dial(); err == nil {
			c.converse(conn)
		}
		select {
		case <-c.stop:
			return
		case <-time.After(20 * time.Millisecond): // the back-off of a test
		}
	}
}

// converse reads one connection to its end.
func (c *client) converse(conn *websocket.Conn) {
	defer conn.Close() //nolint:errcheck // over
	c.mu.Lock()
	select {
	case <-c.stop:
		c.mu.Unlock()
		return
	default:
	}
	c.conn, c.following = conn, c.conversation != ""
	hello := helloFrame{T: "hello", V: 1, Epoch: c.epoch, Streams: []cursor{}}
	if c.following {
		hello.Streams = append(hello.Streams, c.cursor())
	}
	c.write(hello)
	c.mu.Unlock()
	for {
		_, b, err := conn.ReadMessage()
		c.mu.Lock()
		if err != nil {
			c.conn = nil
			c.mu.Unlock()
			return
		}
		c.take(b)
		c.mu.Unlock()
	}
}

func (c *client) cursor() cursor {
	after := int64(0)
	if n := len(c.entries); n > 0 {
		after = c.entries[n-1].Seq
	}
	return cursor{"conversation:" + c.conversation, after}
}

// write sends a frame if there is a connection; a failure ends the reading.
// The caller holds mu.
func (c *client) write(v any) {
	if c.conn != nil {
		_ = c.conn.WriteJSON(v)
	}
}

// offer sends the oldest message that is not acknowledged. The caller holds mu.
func (c *client) offer() {
	if len(c.queue) > 0 && c.welcomes > 0 {
		c.write(postFrame{"post", int64(len(c.sent)), c.conversation, c.queue[0], textOf(c.queue[0])})
	}
}

// textOf is what a message says, made from its id.
func textOf(id string) string { return "How long does delivery take? This is " + id + "." }

// say sends one more message.
func (c *client) say() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sayLocked()
}

func (c *client) sayLocked() string {
	id := fmt.Sprintf("%s-%06d", c.name, len(c.sent)+1)
	c.sent, c.queue = append(c.sent, id), append(c.queue, id)
	if len(c.queue) == 1 {
		c.offer()
	}
	return id
}

// chat begins or ends sending by itself, one message pace after each
// acknowledgement.
func (c *client) chat(on bool, pace time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.chatty, c.pace = on, pace
	if on && len(c.queue) == 0 {
		c.sayLocked()
	}
}

// take handles one frame. The caller holds mu.
func (c *client) take(b []byte) {
	var f frame
	if err := json.Unmarshal(b, &f); err != nil {
		c.problemf("an unreadable frame %s: %v", b, err)
		return
	}
	switch f.T {
	case "welcome":
		c.epoch = f.Epoch
		c.welcomes++
		c.offer()
	case "ack":
		c.acknowledged(f)
	case "entry":
		c.arrived(f.Entry)
	case "refused":
		c.refused(f)
	case "reset":
		c.problemf("reset of %s", f.Stream)
	case "bye":
		c.byes = append(c.byes, f.bye)
	case "draft":
		if c.drafts++; f.Withdrawn {
			c.withdrawn[f.Run] = true
		}
	}
}

func (c *client) acknowledged(f frame) {
	if before, ok := c.acks[f.ClientID]; ok && before != f.Seq {
		c.problemf("%s was acknowledged under %d, then under %d", f.ClientID, before, f.Seq)
	}
	c.acks[f.ClientID] = f.Seq
	if c.conversation == "" {
		c.conversation = f.Conversation
	}
	if !c.following {
		c.following = true
		c.write(followFrame{"follow", []cursor{c.cursor()}})
	}
	if len(c.queue) == 0 || c.queue[0] != f.ClientID {
		return // the second answer to a message that was sent twice
	}
	c.queue = c.queue[1:]
	if c.offer(); c.chatty && len(c.queue) == 0 {
		c.after(c.pace, func() {
			if c.chatty && len(c.queue) == 0 {
				c.sayLocked()
			}
		})
	}
}

// after does something later, unless the client has left by then.
func (c *client) after(d time.Duration, do func()) {
	time.AfterFunc(d, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		select {
		case <-c.stop:
		default:
			do()
		}
	})
}

func (c *client) arrived(e entry) {
	if want := c.cursor().After + 1; e.Seq != want {
		c.problemf("entry %d arrived where %d was next", e.Seq, want)
	}
	c.entries = append(c.entries, e)
}

func (c *client) refused(f frame) {
	if f.Error.Code != chat.Unavailable {
		c.problemf("refused: %s %s", f.Error.Code, f.Error.Say)
		return
	}
	c.refusals++
	c.after(100*time.Millisecond, c.offer)
}

func (c *client) problemf(format string, args ...any) {
	if len(c.problems) < 10 {
		c.problems = append(c.problems, fmt.Sprintf(format, args...))
	}
}

// look reads the client's state safely.
func look[T any](c *client, read func(*client) T) T {
	c.mu.Lock()
	defer c.mu.Unlock()
	return read(c)
}

func (c *client) count() int    { return look(c, func(c *client) int { return len(c.acks) }) }
func (c *client) talk() string  { return look(c, func(c *client) string { return c.conversation }) }
func (c *client) greeted() int  { return look(c, func(c *client) int { return c.welcomes }) }
func (c *client) refusing() int { return look(c, func(c *client) int { return c.refusals }) }
func (c *client) heard() []entry {
	return look(c, func(c *client) []entry { return slices.Clip(c.entries) })
}

// String tells where the client stands, for messages.
func (c *client) String() string {
	return look(c, func(c *client) string {
		return fmt.Sprintf("%s: connected %t, %d sent, %d waiting, %d acknowledged, %d entries, %d refusals, problems %q",
			c.name, c.conn != nil, len(c.sent), len(c.queue), len(c.acks), len(c.entries), c.refusals, c.problems)
	})
}
