package store_test

import (
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
)

func TestANodeThatLeavesTakesNobodysVisitFromThem(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		rows := s.Presence(now.now, true)
		renew := func(d time.Duration) {
			t.Helper()
			for ; d > 0; d -= agent.Renewal {
				now.pass(agent.Renewal)
				must[time.Time](t)(rows.Renew(t.Context(), "node-1", nil))
			}
		}
		renew(agent.Renewal)
		c := put(t, s, "waits", startOf("visitor-mia"), queueUp)
		if err := rows.SetVisitorsOpen(t.Context(), "node-1", map[chat.VisitorID]bool{c.Visitor: true}); err != nil {
			t.Fatal(err)
		}
		renew(time.Hour)
		if online := must[map[chat.VisitorID]bool](t)(rows.VisitorsOnline(t.Context(), []chat.VisitorID{c.Visitor})); !online[c.Visitor] {
			t.Error("a visitor on a node that goes on is not online")
		}
		if err := rows.Leave(t.Context(), "node-1"); err != nil {
			t.Fatal(err)
		}
		abandoned := func() int {
			t.Helper()
			list, at, err := rows.Abandoned(t.Context(), 2*time.Minute, 10)
			if err != nil || !at.Equal(now.now()) {
				t.Fatalf("Abandoned() looked at %v, %v; want now", at, err)
			}
			return len(list)
		}
		if online := must[map[chat.VisitorID]bool](t)(rows.VisitorsOnline(t.Context(), []chat.VisitorID{c.Visitor})); online[c.Visitor] {
			t.Error("a visitor is online on a node that is no more")
		}
		if n := abandoned(); n != 0 {
			t.Errorf("as soon as the node has left, %d visitors are taken for gone, want none", n)
		}
		now.pass(2*time.Minute + time.Second)
		if n := abandoned(); n != 1 {
			t.Errorf("after two minutes without a node %d visitors are gone, want 1", n)
		}
	})
}

// TestVisitorsAreGoneByTheClockOfLeases: the clocks of nodes differ, so who is away is
// judged by the one that their leases are written with.
func TestVisitorsAreGoneByTheClockOfLeases(t *testing.T) {
	fast := func() time.Time { return time.Now().Add(5 * time.Minute) }
	s := storetest.Postgres(t, fast)
	rows := s.Presence(nil, true)
	must[time.Time](t)(rows.Renew(t.Context(), "node-1", nil))
	if err := rows.SetVisitorsOpen(t.Context(), "node-1", map[chat.VisitorID]bool{"visitor-mia": true}); err != nil {
		t.Fatal(err)
	}
	online := must[map[chat.VisitorID]bool](t)(rows.VisitorsOnline(t.Context(), []chat.VisitorID{"visitor-mia"}))
	_, at, err := rows.Abandoned(t.Context(), 2*time.Minute, 10)
	if err != nil || !online["visitor-mia"] || time.Since(at).Abs() > time.Minute {
		t.Errorf("on a node that is five minutes fast she is online: %v, and leases are judged at %v (%v)", online["visitor-mia"], at, err)
	}
}
