package main

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
)

func TestPlacesAreCountedInEachQueue(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	waits := func(id chat.ConversationID, minutes int, change func(*chat.Conversation)) *chat.Conversation {
		c := &chat.Conversation{ID: id, Site: "site-1", State: chat.StateQueued, EnteredQueueAt: now.Add(-time.Duration(minutes) * time.Minute), Route: &chat.Route{Target: 180}}
		if change != nil {
			change(c)
		}
		return c
	}
	team := func(id chat.TeamID) func(*chat.Conversation) { return func(c *chat.Conversation) { c.Route.Team = id } }
	got := placesOf([]*chat.Conversation{
		waits("late", 1, nil), waits("early", 2, nil), waits("vip", 0, func(c *chat.Conversation) { c.Route.Ahead = true }),
		waits("lost", 0, func(c *chat.Conversation) { c.Front = true }), waits("billing", 0, team("team-billing")), waits("other billing", 5, team("team-billing")),
		waits("elsewhere", 0, func(c *chat.Conversation) { c.Site = "site-2" }),
	}, now)
	want := map[chat.ConversationID]int{"lost": 1, "vip": 2, "early": 3, "late": 4, "other billing": 1, "billing": 2, "elsewhere": 1}
	if !maps.Equal(got, want) {
		t.Errorf("placesOf() = %v, want %v", got, want)
	}
}

// screens are a node's sockets as a test looks at them.
type screens struct {
	mu    sync.Mutex // guards shows
	shows map[chat.ConversationID]int
}

func (s *screens) Visited() []chat.ConversationID { return []chat.ConversationID{"any"} }

func (s *screens) TellPlaces(places map[chat.ConversationID]int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shows = places
}

// TestPlacesFollowTheLineOnEveryNode has conversations put in line and taken from it by one
// node, and looks at the screens of another.
func TestPlacesFollowTheLineOnEveryNode(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var buses []*wire
		here := startRouted(t, s, &buses)
		there := &wire{bus.NewLocal(), &buses}
		buses = append(buses, there)
		seen := &screens{}
		p := &places{line: s, sockets: seen, log: slog.New(slog.DiscardHandler), news: make(chan struct{}, 1)}
		there.Attach(p)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); _ = here.desk.Run(ctx) }()
		defer func() { stop(); <-done }()
		agent := onDuty(t, s, 1, 5)[0]
		var line []chat.ConversationID
		for i := range 3 {
			id, err := ask(t.Context(), here.desk, i)
			if err != nil {
				t.Fatal(err)
			}
			line = append(line, id)
		}
		shows := func(what string, want map[chat.ConversationID]int) {
			t.Helper()
			<-p.news // the other node has heard of it
			if err := p.Round(t.Context()); err != nil {
				t.Fatal(err)
			}
			if !maps.Equal(seen.shows, want) {
				t.Errorf("%s: the screens show %v, want %v", what, seen.shows, want)
			}
		}
		shows("three wait", map[chat.ConversationID]int{line[0]: 1, line[1]: 2, line[2]: 3})
		offer := chat.MakeOffer{Offer: "offer-1", Agents: []chat.AgentID{agent.ID}, ExpiresAt: s.Now().Add(time.Hour)}
		if _, err := here.desk.Do(t.Context(), line[0], offer); err != nil {
			t.Fatal(err)
		}
		shows("the first is offered, which may lapse", map[chat.ConversationID]int{line[0]: 1, line[1]: 2, line[2]: 3})
		if _, err := here.desk.Do(t.Context(), line[0], chat.Claim{Agent: agent.Profile()}); err != nil {
			t.Fatal(err)
		}
		shows("the first was claimed", map[chat.ConversationID]int{line[1]: 1, line[2]: 2})
		fresh := &places{news: make(chan struct{}, 1)}
		fresh.Receive([]bus.Message{{Kind: desk.KindEntry}})
		select {
		case <-fresh.news:
			t.Error("a message moved the line")
		default:
		}
	})
}
