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

// awayStore is a timeline of which one can say that it is away.
type awayStore struct {
	*store.Store
	away atomic.Bool
}

func (a *awayStore) Entries(ctx context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error) {
	if a.away.Load() {
		return nil, errors.New("the database is away")
	}
	return a.Store.Entries(ctx, id, after, limit)
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
	timeline, reached := &awayStore{Store: s}, bus.NewLocal()
	b := startNodeOn(t, s, timeline, reached, limits)
	tab := agentTab(t, b, "agent-ada", conv)
	tab.connect()
	tab.frameOf("live")
	timeline.away.Store(true)
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
