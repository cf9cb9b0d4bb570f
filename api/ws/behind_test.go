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

// TestWhatWasOvertakenIsWaitedFor gives a node messages in a wrong order, while it cannot
// read them from anywhere: they arrive in the right one.
func TestWhatWasOvertakenIsWaitedFor(t *testing.T) {
	s := storetest.SQLite(t, nil)
	sent := &recorder{Local: bus.NewLocal()}
	a := startNode(t, s, sent, nil)
	conv := claimed(t, s, a, "visitor-1", "agent-ada")
	limits := generous()
	limits.Heartbeat = time.Hour
	timeline, reached := &troubled{Store: s}, bus.NewLocal()
	b := startNodeOn(t, s, timeline, reached, limits)
	tab := agentTab(t, b, "agent-ada", conv)
	tab.connect()
	tab.frameOf("live")
	timeline.has(away)
	sent.take()
	write(t, a, conv, 0, 20)
	messages := sent.take()
	if len(messages) != 20 {
		t.Fatalf("%d messages were published, want 20", len(messages))
	}
	for overtaken := range slices.Chunk(messages, 5) {
		slices.Reverse(overtaken)
		for _, m := range overtaken {
			m.Here = nil // it comes from another node
			reached.Publish(m)
		}
	}
	last := messages[15].Seq // the newest, now first of its part
	tab.wait("the newest message", func() bool { return tab.lastLocked() == last })
}

// TestOnlySoMuchIsHeld overtakes one message with more than a node holds: what it does not
// hold is read from the store, and nobody's socket is closed for it.
func TestOnlySoMuchIsHeld(t *testing.T) {
	s := storetest.SQLite(t, nil)
	sent := &recorder{Local: bus.NewLocal()}
	a := startNode(t, s, sent, nil)
	conv := claimed(t, s, a, "visitor-1", "agent-ada")
	limits := generous()
	limits.Heartbeat = time.Hour
	timeline, reached := &troubled{Store: s}, bus.NewLocal()
	b := startNodeOn(t, s, timeline, reached, limits)
	tab := agentTab(t, b, "agent-ada", conv)
	tab.connect()
	tab.frameOf("live")
	timeline.has(away)
	sent.take()
	const overtaking = 300 // more than a queue holds
	write(t, a, conv, 0, overtaking+1)
	messages := sent.take()
	reached.Publish(messages[1:]...)
	reached.Publish(messages[0])
	tab.wait("what was held", func() bool { return tab.lastLocked() > messages[0].Seq })
	tab.mu.Lock()
	held := tab.lastLocked() - messages[0].Seq
	tab.mu.Unlock()
	if held > int64(limits.QueueFrames)/4 {
		t.Errorf("%d messages were held, which may be more than a socket takes at once", held)
	}
	timeline.isWell()
	b.hub.Resync("the database is back")
	tab.wait("the rest, or the end", func() bool { return tab.lastLocked() == messages[overtaking].Seq || tab.closed })
	if tab.closed {
		t.Errorf("closed with %v", tab.ended)
	}
}

// TestWhatTheStoreDoesNotHaveIsNotAskedForAgainAndAgain has a node hear of what is not stored
// any more, such as the conversation of a visitor who was erased.
func TestWhatTheStoreDoesNotHaveIsNotAskedForAgainAndAgain(t *testing.T) {
	s := storetest.SQLite(t, nil)
	sent := &recorder{Local: bus.NewLocal()}
	a := startNode(t, s, sent, nil)
	conv := claimed(t, s, a, "visitor-1", "agent-ada")
	timeline, reached := &troubled{Store: s}, bus.NewLocal()
	b := startNodeOn(t, s, timeline, reached, generous())
	tab := agentTab(t, b, "agent-ada", conv)
	tab.connect()
	tab.frameOf("live")
	timeline.has(knowsNothing)
	sent.take()
	write(t, a, conv, 0, 2)
	reached.Publish(sent.take()[1])
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
