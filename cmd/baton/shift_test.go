package main

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/store/storetest"
)

// TestTheEndOfAShiftTakesOffersAndLeavesConversations has somebody with one conversation and
// one offer when their shift ends.
func TestTheEndOfAShiftTakesOffersAndLeavesConversations(t *testing.T) {
	var clock atomic.Int64
	begin := time.Date(2026, 3, 2, 16, 59, 0, 0, time.UTC)
	clock.Store(begin.UnixMicro())
	s := storetest.SQLite(t, func() time.Time { return time.UnixMicro(clock.Load()).UTC() })
	var buses []*wire
	n := startRouted(t, s, &buses)
	rows := s.Presence(nil, true)
	p := agent.NewPresence(agent.Parts{Node: "watching", Records: rows, Leases: rows, Announce: announcer{n.bus, func(a chat.AgentID) { n.router.Agent(a, true) }}, Log: slog.New(slog.DiscardHandler)})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); _ = n.desk.Run(ctx) }()
	defer func() { stop(); <-done }()

	ada := onDuty(t, s, 1, 5)[0]
	shift := hours.Plan{Zone: "UTC", Weekly: []hours.Interval{{Day: hours.Monday, From: 9 * 60, To: 17 * 60}}}
	if _, err := s.UpdateAgent(ctx, ada.ID, func(a *agent.Agent) error { a.Hours = &shift; return nil }); err != nil {
		t.Fatal(err)
	}
	var ids [2]chat.ConversationID
	for i := range ids {
		var err error
		if ids[i], err = ask(ctx, n.desk, i); err != nil {
			t.Fatal(err)
		}
	}
	held, offered := ids[0], ids[1]
	if _, err := n.desk.Do(ctx, held, chat.Claim{Agent: ada.Profile()}); err != nil {
		t.Fatal(err)
	}
	if _, err := n.desk.Do(ctx, offered, chat.MakeOffer{Offer: "offer-1", Agents: []chat.AgentID{ada.ID}, ExpiresAt: begin.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	round := func() (of, with *chat.Conversation) {
		t.Helper()
		if _, err := p.Round(ctx); err != nil {
			t.Fatal(err)
		}
		if err := n.router.Round(ctx); err != nil {
			t.Fatal(err)
		}
		both, err := s.Conversations(ctx, ids[:])
		if err != nil {
			t.Fatal(err)
		}
		return both[offered], both[held]
	}
	if of, _ := round(); of.State != chat.StateOffered {
		t.Fatalf("within the shift: %s", of.State)
	}
	clock.Store(begin.Add(time.Minute).UnixMicro())
	of, with := round()
	if of.State != chat.StateQueued || of.Misses != 0 {
		t.Errorf("the offer's conversation is %s, missed %d; want it back in line, missed by nobody", of.State, of.Misses)
	}
	if with.State != chat.StateActive || !with.Owner.IsAgent(ada.ID) {
		t.Errorf("what she has is %s with %v", with.State, with.Owner)
	}
}
