package store_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// step does one more thing with a conversation, without asking for seats.
func step(t *testing.T, s *store.Store, c *chat.Conversation, cmds ...chat.Command) *chat.Conversation {
	t.Helper()
	for _, cmd := range cmds {
		d, err := chat.Decide(c, cmd, s.Now())
		if err != nil {
			t.Fatalf("%T: %v", cmd, err)
		}
		next := &store.Commit{Before: c, After: c.Clone(), Work: d.Work}
		next.Entries = next.After.Write(d.Drafts, s.Now())
		if len(next.Entries) == 0 {
			continue
		}
		s.Commit(t.Context(), []*store.Commit{next})
		if next.Err != nil {
			t.Fatalf("%T: %v", cmd, next.Err)
		}
		c = next.After
	}
	return c
}

// TestAReopenedConversationIsNobodysOrphan: an agent who reopens what the assistant had
// ended, and promises an answer, owes it.
func TestAReopenedConversationIsNobodysOrphan(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		ada := addAgent(t, s, "ada")
		c := put(t, s, "ended", startOf("visitor-mia"))
		step(t, s, c, chat.Resolve{By: chat.ByAssistant, Outcome: chat.OutcomeSolved}, chat.Claim{Agent: profile(ada), Handoff: "handoff-1"},
			chat.MoveToFollowUp{By: chat.ByAgent(ada.ID), Why: "promised", Promise: chat.Promise{Kind: chat.PromiseByTime, By: s.Now().Add(time.Hour), MadeAt: s.Now()}})
		if got := must[store.Invariants](t)(s.Invariants(t.Context())); got.Broken() {
			t.Errorf("Invariants() = %+v, want nothing broken", got)
		}
	})
}

func profile(a agent.Agent) chat.Profile { return a.Profile() }

func TestTheBoardShowsWhoWaitsAndWhoHasWhat(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		ada, ben := addAgent(t, s, "ada"), addAgent(t, s, "ben")
		today := now.now().Add(-time.Hour)
		mia := must[store.Visitor](t)(s.CreateVisitor(t.Context(), store.Visitor{Site: "site-1", Name: "Mia"}))
		// Yesterday's, which counts for nothing.
		now.pass(-24 * time.Hour)
		old := step(t, s, put(t, s, "conversation-old", startOf("v0"), queueUp), chat.Claim{Agent: profile(ada)})
		step(t, s, old, chat.Resolve{By: chat.ByAgent(ada.ID), Outcome: chat.OutcomeSolved})
		now.pass(24 * time.Hour)

		put(t, s, "conversation-first", startOf(mia.ID), queueUp)
		now.pass(time.Minute)
		missed := put(t, s, "conversation-missed", startOf("v2"), queueUp, chat.Reroute{By: chat.BySystem, Route: chat.Route{Team: "team-care", Target: 30}})
		missed = step(t, s, missed, chat.MakeOffer{Offer: "offer-1", Agents: []chat.AgentID{ben.ID}, ExpiresAt: now.now().Add(20 * time.Second)})
		missed = step(t, s, missed, chat.EndOffer{Offer: "offer-1", By: chat.BySystem, How: chat.OfferLapsed})
		missed = step(t, s, missed, chat.MakeOffer{Offer: "offer-2", Agents: []chat.AgentID{ben.ID}, ExpiresAt: now.now().Add(20 * time.Second)})
		step(t, s, missed, chat.EndOffer{Offer: "offer-2", By: chat.ByAgent(ben.ID), Agent: ben.ID, How: chat.OfferDeclined}) // a no is no miss
		taken := put(t, s, "conversation-taken", startOf("v3"), queueUp, chat.Reroute{By: chat.BySystem, Route: chat.Route{Target: 30}})
		queued := now.now()
		now.pass(time.Minute)
		step(t, s, taken, chat.Claim{Agent: profile(ada)})
		put(t, s, "conversation-helped", startOf("v4"))
		owed := put(t, s, "conversation-owed", startOf("v5"), queueUp)
		step(t, s, owed, chat.MoveToFollowUp{By: chat.BySystem, Why: "deadline", Promise: chat.Promise{Kind: chat.PromiseByTime, By: now.now().Add(time.Hour)}})
		other := startOf("v6")
		other.Site = "site-2"
		put(t, s, "conversation-elsewhere", other, queueUp)

		b := must[store.Board](t)(s.Board(t.Context(), []chat.SiteID{"site-1"}, today))
		if len(b.Waiting) != 2 || b.Waiting[0].Conversation.ID != "conversation-first" || b.Waiting[0].Visitor != "Mia" || b.Waiting[1].Conversation.Route.Team != "team-care" {
			t.Errorf("waiting: %+v", b.Waiting)
		}
		if len(b.FollowUps) != 1 || !b.FollowUps[0].Conversation.DueBy.Equal(now.now().Add(time.Hour)) || b.Assistant != 1 {
			t.Errorf("owed: %+v, with the assistant: %d", b.FollowUps, b.Assistant)
		}
		if len(b.Held) != 1 || b.Held[0].Conversation.ID != "conversation-taken" || !b.Held[0].Conversation.Owner.IsAgent(ada.ID) || !b.Held[0].Since.Equal(now.now()) {
			t.Errorf("held: %+v", b.Held)
		}
		if len(b.Joined) != 1 || b.Joined[0].Target != 30 || !b.Joined[0].QueuedAt.Equal(queued) || !b.Joined[0].At.Equal(now.now()) || !b.Joined[0].Handoff.JoinedAt.Equal(now.now()) {
			t.Errorf("joined today: %+v", b.Joined)
		}
		if len(b.Missed) != 1 || b.Missed[ben.ID] != 1 {
			t.Errorf("missed: %v", b.Missed)
		}
	})
}

// breakRow changes a row behind everybody's back.
func breakRow(t *testing.T, s *store.Store, statement string, args ...any) {
	t.Helper()
	if err := s.Write(t.Context(), func(tx *gorm.DB) error { return tx.Exec(statement, args...).Error }); err != nil {
		t.Fatal(err)
	}
}

func TestWhatMustNeverBeIsCounted(t *testing.T) {
	cases := []struct {
		name string
		harm string
		want store.Invariants
	}{
		{"all is well", "", store.Invariants{}},
		{"more than there is room for", "UPDATE agents SET capacity = 0 WHERE id = 'agent-ada-#'", store.Invariants{OverCapacity: 1}},
		{"an offer beyond the room", "UPDATE agents SET capacity = 0 WHERE id = 'agent-ben-#'", store.Invariants{OverCapacity: 1}},
		{"an active one without an owner", "UPDATE conversations SET owner_kind = 'nobody', owner_id = '' WHERE id = 'conversation-active-#'", store.Invariants{Orphans: 1}},
		{"an owner who does not exist", "DELETE FROM agents WHERE id = 'agent-cem-#'", store.Invariants{Orphans: 1}},
		{"a queued one without a place", "UPDATE conversations SET entered_queue_at = 0 WHERE id = 'conversation-queued-#'", store.Invariants{Orphans: 1}},
		{"an offered one without an offer", "DELETE FROM offers WHERE conversation_id = 'conversation-offered-#'", store.Invariants{Orphans: 1}},
		{"an offer that nobody ends", "UPDATE offers SET expires_at = 1 WHERE conversation_id = 'conversation-offered-#'", store.Invariants{Orphans: 1}},
		{"an answer owed of which nobody was told", "UPDATE work SET dead_at = 1 WHERE conversation_id = 'conversation-owed-#'", store.Invariants{Orphans: 1}},
		{"one that the assistant has not", "UPDATE conversations SET owner_kind = 'nobody' WHERE id = 'conversation-assistant-#'", store.Invariants{Orphans: 1}},
		{"a queued one with an owner", "UPDATE conversations SET owner_kind = 'agent', owner_id = 'agent-ada-#' WHERE id = 'conversation-queued-#'", store.Invariants{DoubleOwner: 1}},
		{"an owner who did not join last", "UPDATE conversations SET owner_id = 'agent-dan-#' WHERE id = 'conversation-active-#'", store.Invariants{DoubleOwner: 1}},
		{"two rounds of offers", "INSERT INTO offers (conversation_id, agent_id, offer_id, expires_at) SELECT conversation_id, 'agent-dan-#', 'offer-other', expires_at FROM offers WHERE conversation_id = 'conversation-offered-#'", store.Invariants{DoubleOwner: 1}},
		{"an offer of what somebody has", "INSERT INTO offers (conversation_id, agent_id, offer_id, expires_at) VALUES ('conversation-active-#', 'agent-dan-#', 'offer-x', 4000000000000000)", store.Invariants{DoubleOwner: 1}},
		{"a lost entry", "DELETE FROM entries WHERE conversation_id = 'conversation-queued-#' AND seq = 2", store.Invariants{StreamHoles: 1}},
		{"a lost last entry", "DELETE FROM entries WHERE conversation_id = 'conversation-assistant-#' AND seq = (SELECT MAX(seq) FROM entries WHERE conversation_id = 'conversation-assistant-#')", store.Invariants{StreamHoles: 1}},
		{"a number given twice", "UPDATE conversations SET seq = seq - 1 WHERE id = 'conversation-queued-#'", store.Invariants{StreamHoles: 1}},
		{"a lost public number", "UPDATE conversations SET public_seq = public_seq + 1 WHERE id = 'conversation-queued-#'", store.Invariants{StreamHoles: 1}},
		{"a lost row of the inbox", "DELETE FROM inbox WHERE site_id = 'site-#' AND seq = (SELECT MAX(seq) FROM inbox WHERE site_id = 'site-#')", store.Invariants{StreamHoles: 1}},
	}
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		var sum store.Invariants // each case breaks something of its own, and all stays broken
		for i, tt := range cases {
			n := strconv.Itoa(i)
			fill(t, s, n)
			if tt.harm != "" {
				breakRow(t, s, strings.ReplaceAll(tt.harm, "#", n))
			}
			sum = store.Invariants{OverCapacity: sum.OverCapacity + tt.want.OverCapacity, Orphans: sum.Orphans + tt.want.Orphans,
				DoubleOwner: sum.DoubleOwner + tt.want.DoubleOwner, StreamHoles: sum.StreamHoles + tt.want.StreamHoles}
			got := must[store.Invariants](t)(s.Invariants(t.Context()))
			if got != sum || got.Broken() != (sum != store.Invariants{}) {
				t.Errorf("%s: Invariants() = %+v, want %+v", tt.name, got, sum)
			}
			sum = got
		}
	})
}

// fill puts a conversation of every state into the store.
func fill(t *testing.T, s *store.Store, n string) {
	t.Helper()
	people := map[string]agent.Agent{}
	for _, name := range []string{"ada", "ben", "cem", "dan"} {
		people[name] = addAgent(t, s, name+n, func(a *agent.Agent) { a.ID = chat.AgentID("agent-" + name + "-" + n) })
	}
	begin := func(state string, cmds ...chat.Command) *chat.Conversation {
		start := startOf(chat.VisitorID(state + n))
		start.Site = chat.SiteID("site-" + n)
		return put(t, s, chat.ConversationID("conversation-"+state+"-"+n), append([]chat.Command{start}, cmds...)...)
	}
	begin("assistant")
	begin("queued", queueUp)
	step(t, s, begin("offered", queueUp), chat.MakeOffer{Offer: "offer-1", Agents: []chat.AgentID{people["ben"].ID}, ExpiresAt: s.Now().Add(time.Minute)})
	step(t, s, begin("active", queueUp), chat.Claim{Agent: profile(people["ada"])})
	step(t, s, begin("snoozed", queueUp), chat.Claim{Agent: profile(people["cem"])}, chat.Snooze{By: people["cem"].ID, Until: s.Now().Add(time.Hour)})
	step(t, s, begin("owed"), chat.RequestHandoff{Handoff: chat.HandoffID("handoff-" + n), By: chat.ByAssistant, Told: "Later.", Why: "closed",
		Promise: chat.Promise{Kind: chat.PromiseByTime, By: s.Now().Add(time.Hour)}})
	step(t, s, begin("resolved"), chat.Resolve{By: chat.BySystem, Outcome: chat.OutcomeSelfResolved})
}

func TestWhatExcusesMoreThanThereIsRoomFor(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		wants := func(what string, n int) {
			t.Helper()
			if got := must[store.Invariants](t)(s.Invariants(t.Context())); got != (store.Invariants{OverCapacity: n}) {
				t.Errorf("%s: %+v, want %d over capacity", what, got, n)
			}
		}
		ada := addAgent(t, s, "ada", func(a *agent.Agent) { a.Capacity = 1 })
		first := step(t, s, put(t, s, "conversation-1", startOf("v1"), queueUp), chat.Claim{Agent: profile(ada)})
		second := step(t, s, put(t, s, "conversation-2", startOf("v2"), queueUp), chat.Claim{Agent: profile(ada), Force: true})
		wants("a supervisor forced the second", 0)

		second = step(t, s, second, chat.Release{By: ada.ID})
		first = step(t, s, first, chat.Snooze{By: ada.ID, Until: now.now().Add(time.Minute)})
		second = step(t, s, second, chat.Claim{Agent: profile(ada)})
		now.pass(time.Minute)
		first = step(t, s, first, chat.Wake{})
		wants("the first woke up", 0)

		step(t, s, first, chat.Resolve{By: chat.ByAgent(ada.ID), Outcome: chat.OutcomeSolved})
		now.pass(time.Minute)
		if _, err := s.UpdateAgent(t.Context(), ada.ID, func(a *agent.Agent) error { a.Capacity = 0; return nil }); err != nil {
			t.Fatal(err)
		}
		wants("the capacity was lowered", 0)
		now.pass(time.Minute)
		step(t, s, put(t, s, "conversation-3", startOf("v3"), queueUp), chat.Claim{Agent: profile(ada)})
		wants("a third came after that", 1)
		step(t, s, second, chat.Release{By: ada.ID})
		wants("and is still too much", 1)
	})
}
