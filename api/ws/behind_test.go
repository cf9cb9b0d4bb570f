package ws_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/batonchat/baton/api/ws"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
)

// narrow are limits that a page of entries would not fit in.
func narrow(l *ws.Limits) { l.QueueFrames, l.QueueBytes = 32, 64<<10 }

// write stores many messages of an agent through a node.
func write(t *testing.T, n *node, conv chat.ConversationID, from, to int) {
	t.Helper()
	text := strings.Repeat("x", 1000)
	for i := from; i < to; i++ {
		if _, err := n.desk.Do(t.Context(), conv, chat.Post{By: chat.ByAgent("agent-ada"), ClientID: key(i), Text: text}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWhoIsFarBehindCatchesUp resumes over sockets that hold far less than was missed: a
// client that reads gets all of it on one connection.
func TestWhoIsFarBehindCatchesUp(t *testing.T) {
	s := storetest.SQLite(t, nil)
	n := startNode(t, s, bus.NewLocal(), narrow)
	conv := claimed(t, s, n, "visitor-1", "agent-ada")
	const missed = 400
	write(t, n, conv, 0, missed)
	for _, c := range []*client{visitor(t, n, "visitor-1", conv), agentTab(t, n, "agent-ada", conv)} {
		c.connect()
		c.wait("all that was missed, or the end", func() bool { return len(c.entries) >= missed || c.closed })
		if c.closed {
			t.Errorf("%s was closed after %d entries: %v", c.url, len(c.entries), c.ended)
		}
	}
}

// TestANodeThatMissedMuchFillsIt has everything of a while lost on the way to a node:
// nobody's socket is closed for what makes up for it.
func TestANodeThatMissedMuchFillsIt(t *testing.T) {
	s := storetest.SQLite(t, nil)
	a := startNode(t, s, bus.NewLocal(), nil)
	b := startNode(t, s, bus.NewLocal(), func(l *ws.Limits) { narrow(l); l.Heartbeat = time.Hour })
	conv := claimed(t, s, a, "visitor-1", "agent-ada")
	tabs := []*client{visitor(t, b, "visitor-1", conv), agentTab(t, b, "agent-ada", conv)}
	for _, c := range tabs {
		c.connect()
		c.frameOf("live")
	}
	const missed = 400
	write(t, a, conv, 0, missed)
	b.hub.Resync("the bus was away")
	for _, c := range tabs {
		c.wait("all that was missed, or the end", func() bool { return len(c.entries) >= missed || c.closed })
		if c.closed {
			t.Errorf("%s was closed after %d entries: %v", c.url, len(c.entries), c.ended)
		}
	}
}

// troubled is a timeline that has a test's trouble with reading entries, and counts how
// often that was tried.
type troubled struct {
	*store.Store
	trouble atomic.Pointer[func() error]
	reads   atomic.Int64
}

func (a *troubled) Entries(ctx context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error) {
	a.reads.Add(1)
	if trouble := a.trouble.Load(); trouble != nil {
		return nil, (*trouble)()
	}
	return a.Store.Entries(ctx, id, after, limit)
}

func away() error { return errors.New("the database is away") }

func knowsNothing() error { return nil }

func (a *troubled) has(trouble func() error) { a.trouble.Store(&trouble) }

func (a *troubled) isWell() { a.trouble.Store(nil) }

// TestWhoTakesLongToCatchUpIsNotSilent has a catch-up that takes longer than a client may be
// silent: that is no fault of the client's.
func TestWhoTakesLongToCatchUpIsNotSilent(t *testing.T) {
	s := storetest.SQLite(t, nil)
	limits := generous()
	limits.SilentFor, limits.PingEvery = time.Second, 100*time.Millisecond
	timeline := &troubled{Store: s}
	n := startNodeOn(t, s, timeline, bus.NewLocal(), limits)
	conv := claimed(t, s, n, "visitor-1", "agent-ada")
	tab := agentTab(t, n, "agent-ada", conv)
	timeline.has(func() error {
		time.Sleep(2 * limits.SilentFor) // a database that is this slow
		timeline.isWell()
		return nil
	})
	tab.connect()
	tab.frameOf("refused") // nothing was read
	tab.send(map[string]any{"t": "follow", "streams": []any{map[string]any{"stream": tab.stream}}})
	tab.frameOf("live")
	if tab.closed {
		t.Errorf("closed with %v", tab.ended)
	}
}

// overtaking is a conversation of which one node writes and another, with a tab that is
// live, gets only what a test hands it, in the test's order.
type overtaking struct {
	writer   *node
	sent     *recorder // what the writer publishes
	conv     chat.ConversationID
	hub      *ws.Hub
	timeline *troubled // has its trouble since the tab is live
	reached  *bus.Local
	tab      *client
}

func newOvertaking(t *testing.T, limits ws.Limits, trouble func() error) overtaking {
	t.Helper()
	s := storetest.SQLite(t, nil)
	o := overtaking{sent: &recorder{Local: bus.NewLocal()}, timeline: &troubled{Store: s}, reached: bus.NewLocal()}
	o.writer = startNode(t, s, o.sent, nil)
	o.conv = claimed(t, s, o.writer, "visitor-1", "agent-ada")
	reader := startNodeOn(t, s, o.timeline, o.reached, limits)
	o.hub, o.tab = reader.hub, agentTab(t, reader, "agent-ada", o.conv)
	o.tab.connect()
	o.tab.frameOf("live")
	o.timeline.has(trouble)
	return o
}

// written stores so many messages and gives what the other node was to hear of them.
func (o overtaking) written(t *testing.T, n int) []bus.Message {
	t.Helper()
	o.sent.take()
	write(t, o.writer, o.conv, 0, n)
	return o.sent.take()
}

// TestWhatWasOvertakenIsWaitedFor gives a node messages in a wrong order, while it cannot
// read them from anywhere: they arrive in the right one.
func TestWhatWasOvertakenIsWaitedFor(t *testing.T) {
	limits := generous()
	limits.Heartbeat = time.Hour
	o := newOvertaking(t, limits, away)
	messages := o.written(t, 20)
	if len(messages) != 20 {
		t.Fatalf("%d messages were published, want 20", len(messages))
	}
	for overtaken := range slices.Chunk(messages, 5) {
		slices.Reverse(overtaken)
		for _, m := range overtaken {
			m.Here = nil // it comes from another node
			o.reached.Publish(m)
		}
	}
	last := messages[15].Seq // the newest, now first of its part
	o.tab.wait("the newest message", func() bool { return o.tab.lastLocked() == last })
}

// TestOnlySoMuchIsHeld overtakes one message with more than a node holds: what it does not
// hold is read from the store, and nobody's socket is closed for it.
func TestOnlySoMuchIsHeld(t *testing.T) {
	limits := generous()
	limits.Heartbeat = time.Hour
	o := newOvertaking(t, limits, away)
	tab, reached := o.tab, o.reached
	const overtaking = 300 // more than a queue holds
	messages := o.written(t, overtaking+1)
	reached.Publish(messages[1:]...)
	reached.Publish(messages[0])
	tab.wait("what was held", func() bool { return tab.lastLocked() > messages[0].Seq })
	tab.mu.Lock()
	held := tab.lastLocked() - messages[0].Seq
	tab.mu.Unlock()
	if held > int64(limits.QueueFrames)/4 {
		t.Errorf("%d messages were held, which may be more than a socket takes at once", held)
	}
	o.timeline.isWell()
	o.hub.Resync("the database is back")
	tab.wait("the rest, or the end", func() bool { return tab.lastLocked() == messages[overtaking].Seq || tab.closed })
	if tab.closed {
		t.Errorf("closed with %v", tab.ended)
	}
}

// TestWhatTheStoreDoesNotHaveIsNotAskedForAgainAndAgain has a node hear of what is not stored
// any more, such as the conversation of a visitor who was erased.
func TestWhatTheStoreDoesNotHaveIsNotAskedForAgainAndAgain(t *testing.T) {
	o := newOvertaking(t, generous(), knowsNothing)
	tab, timeline := o.tab, o.timeline
	o.reached.Publish(o.written(t, 2)[1])
	beats := func() int64 {
		n := int64(0)
		for _, f := range tab.frames {
			if f.T == "heads" {
				n++
			}
		}
		return n
	}
	before := timeline.reads.Load()
	tab.wait("ten heartbeats", func() bool { return beats() >= 10 })
	tab.mu.Lock()
	defer tab.mu.Unlock()
	if reads := timeline.reads.Load() - before; reads < 1 || reads > 2*beats() {
		t.Errorf("read %d times in %d heartbeats", reads, beats())
	}
}

// recorder is a bus that keeps the entries that go over it.
type recorder struct {
	*bus.Local
	mu   sync.Mutex // guards kept
	kept []bus.Message
}

func (r *recorder) Publish(msgs ...bus.Message) {
	r.Local.Publish(msgs...)
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range msgs {
		if m.Kind == desk.KindEntry {
			r.kept = append(r.kept, m)
		}
	}
}

// take gives what was kept and forgets it.
func (r *recorder) take() []bus.Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.kept
	r.kept = nil
	return all
}
