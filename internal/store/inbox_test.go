package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
	"github.com/batonchat/baton/routing"
)

// put stores a conversation that has gone through the commands.
func put(t *testing.T, s *store.Store, id chat.ConversationID, cmds ...chat.Command) *chat.Conversation {
	t.Helper()
	c := &chat.Conversation{ID: id}
	advance(t, s, c, cmds...)
	return c
}

// advance takes a conversation through more commands and stores it; one that has gone
// through none yet is new.
func advance(t *testing.T, s *store.Store, c *chat.Conversation, cmds ...chat.Command) {
	t.Helper()
	step := &store.Commit{StartKey: string(c.ID), After: c}
	if c.Seq > 0 {
		before := *c
		step.Before = &before
	}
	for _, cmd := range cmds {
		d, err := chat.Decide(c, cmd, s.Now())
		if err != nil {
			t.Fatalf("%T: %v", cmd, err)
		}
		step.Entries = append(step.Entries, c.Write(d.Drafts, s.Now())...)
	}
	if s.Commit(t.Context(), []*store.Commit{step}); step.Err != nil {
		t.Fatal(step.Err)
	}
}

func TestInboxLists(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ada := chat.Profile{ID: "agent-ada", Name: "Ada"}
		start := func(v string) chat.Start {
			return chat.Start{Site: "site-1", Visitor: chat.VisitorID(v), ClientID: "start-" + v, Text: "Hello from " + v}
		}
		queue := chat.RequestHandoff{Handoff: "handoff-1", By: chat.ByAssistant, Told: "Of course.", Live: true, Promise: chat.Promise{Kind: chat.PromiseNow}}
		put(t, s, "conversation-assistant", start("v1"))
		put(t, s, "conversation-queued", start("v2"), queue)
		put(t, s, "conversation-mine", start("v3"), queue, chat.Claim{Agent: ada}, chat.Post{By: chat.ByVisitor("v3"), ClientID: "message-1", Text: "100% sure_"})
		put(t, s, "conversation-done", start("v4"), chat.Resolve{By: chat.ByVisitor("v4"), Outcome: chat.OutcomeSelfResolved})
		put(t, s, "conversation-silent", chat.Start{Site: "site-1", Visitor: "v5", ClientID: "start-v5"})
		other := start("v6")
		other.Site = "site-2"
		put(t, s, "conversation-elsewhere", other, queue)

		want := map[string][]string{"mine": {"conversation-mine"}, "queue": {"conversation-queued"}, "assistant": {"conversation-assistant"},
			"resolved": {"conversation-done"}, "all": {"conversation-queued", "conversation-assistant", "conversation-mine"}, "follow_up": nil, "snoozed": nil}
		for list, ids := range want {
			rows, next, err := s.Inbox(t.Context(), store.InboxQuery{List: list, Agent: "agent-ada", Sites: []chat.SiteID{"site-1"}, Sort: "line", Limit: 10})
			if err != nil || next != "" || len(rows) != len(ids) {
				t.Fatalf("%s: %d rows, next %q, %v; want %v", list, len(rows), next, err, ids)
			}
			for i, r := range rows {
				if string(r.Conversation.ID) != ids[i] {
					t.Errorf("%s[%d] = %s, want %s", list, i, r.Conversation.ID, ids[i])
				}
			}
			if list == "mine" && (rows[0].LastText != "100% sure_" || rows[0].Unread != 2) {
				t.Errorf("mine shows %q, %d unread", rows[0].LastText, rows[0].Unread)
			}
		}
		rows, next, err := s.Inbox(t.Context(), store.InboxQuery{List: "all", Sites: []chat.SiteID{"site-1", "site-2"}, Sort: "newest", Limit: 3})
		if err != nil || len(rows) != 3 || next != "3" {
			t.Errorf("the first page: %d rows, next %q, %v", len(rows), next, err)
		}
		counts, err := s.InboxCounts(t.Context(), []chat.SiteID{"site-1"}, "agent-ada")
		if err != nil || counts.Mine != 1 || counts.MineToAnswer != 1 || counts.Queue != 1 || counts.Assistant != 1 || counts.All != 3 || counts.LongestWaitingSince.IsZero() {
			t.Errorf("counts are %+v, %v", counts, err)
		}
		for text, n := range map[string]int{"HELLO from": 4, "100% sure_": 1, "%": 1, "nothing like it": 0} {
			hits, err := s.Search(t.Context(), text, []chat.SiteID{"site-1"}, 10)
			if err != nil || len(hits) != n {
				t.Errorf("Search(%q) found %d, want %d (%v)", text, len(hits), n, err)
			}
		}
		for _, err := range []error{second(s.Stranded(t.Context(), nil, 10)), second(s.Silent(t.Context(), s.Now(), 10)), second(s.OffersTo(t.Context(), "agent-ada"))} {
			if err != nil {
				t.Error(err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestTheQueueIsInTheOrderInWhichItShouldBeTaken(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		routes := []*chat.Route{nil, {Target: 30}, {Target: 600}, {Ahead: true, Target: 120}, {Ahead: true}}
		var line []routing.Waiting
		for i := range 20 {
			id := chat.ConversationID(fmt.Sprintf("conversation-%02d", (i*7)%20))
			visitor := chat.VisitorID("visitor-" + id)
			r := routes[i%len(routes)]
			cmds := []chat.Command{chat.Start{Site: "site-1", Visitor: visitor, ClientID: "start-" + string(id), Text: "Hello"},
				chat.RequestHandoff{Handoff: chat.HandoffID("handoff-" + id), By: chat.ByAssistant, Told: "Of course.", Live: true, Route: r, Promise: chat.Promise{Kind: chat.PromiseNow}}}
			if i%9 == 4 { // had a person and lost them
				cmds = append(cmds, chat.Claim{Agent: chat.Profile{ID: "agent-ada", Name: "Ada"}}, chat.Relieve{Agent: "agent-ada"})
			}
			c := put(t, s, id, cmds...)
			w := routing.Waiting{Conversation: id, EnteredAt: c.EnteredQueueAt, Front: c.Front}
			if r != nil {
				w.Ahead, w.Target = r.Ahead, time.Duration(r.Target)*time.Second
			}
			line = append(line, w)
			now.pass(17 * time.Second)
		}
		taken := line[3].Conversation // is being offered, which takes nobody out of the line
		advance(t, s, stored(t, s, taken), chat.MakeOffer{Offer: "offer-1", Agents: []chat.AgentID{"agent-ada"}, ExpiresAt: now.now().Add(time.Hour)})
		for range 3 {
			rows, _, err := s.Inbox(t.Context(), store.InboxQuery{List: "queue", Sites: []chat.SiteID{"site-1"}, Sort: "line", Limit: 50})
			if err != nil {
				t.Fatal(err)
			}
			var got, want []chat.ConversationID
			for _, r := range rows {
				got = append(got, r.Conversation.ID)
			}
			for _, w := range routing.Line(line, s.Now()) {
				want = append(want, w.Conversation)
			}
			if !slices.Equal(got, want) {
				t.Errorf("listed as %v, want %v", got, want)
			}
			for i, id := range want {
				if n, offered, err := s.Ahead(t.Context(), stored(t, s, id)); err != nil || n+offered != i || offered > 0 != slices.Contains(want[:i], taken) {
					t.Errorf("%d and %d come before %s (%v), want %d of %v", n, offered, id, err, i, want)
				}
			}
			for _, r := range routes { // of who comes now
				w := routing.Waiting{Conversation: "conversation-new", EnteredAt: s.Now()}
				if r != nil {
					w.Ahead, w.Target = r.Ahead, time.Duration(r.Target)*time.Second
				}
				if n, offered, err := s.Ahead(t.Context(), &chat.Conversation{ID: w.Conversation, Site: "site-1", Route: r}); err != nil || n+offered != routing.Before(line, w, s.Now()) {
					t.Errorf("%d and %d come before who comes now with %+v (%v), want %d", n, offered, r, err, routing.Before(line, w, s.Now()))
				}
			}
			now.pass(4 * time.Minute)
		}
		first := routing.Line(line, s.Now())[0].Conversation
		for name, r := range map[chat.SiteID]*chat.Route{"site-1": {Team: "team-other"}, "site-2": nil} { // other people's lines
			id := chat.ConversationID("conversation-" + name)
			put(t, s, id, chat.Start{Site: name, Visitor: chat.VisitorID(name), ClientID: "start", Text: "Hello"},
				chat.RequestHandoff{Handoff: chat.HandoffID(name), By: chat.ByAssistant, Told: "Of course.", Live: true, Route: r, Promise: chat.Promise{Kind: chat.PromiseNow}})
			for _, id := range []chat.ConversationID{id, first} {
				if n, offered, err := s.Ahead(t.Context(), stored(t, s, id)); err != nil || n+offered != 0 {
					t.Errorf("%d come before %s (%v), want nobody of another line", n, id, err)
				}
			}
		}
		put(t, s, "conversation-late", chat.Start{Site: "site-1", Visitor: "visitor-late", ClientID: "start-late", Text: "Hello"}, chat.RequestHandoff{Handoff: "handoff-late", By: chat.ByAssistant,
			Told: "Later.", Why: "closed", Promise: chat.Promise{Kind: chat.PromiseByTime, By: now.now().Add(-time.Hour), MadeAt: now.now()}})
		rows, _, err := s.Inbox(t.Context(), store.InboxQuery{List: "all", Sites: []chat.SiteID{"site-1"}, Sort: "sla", Limit: 2})
		if err != nil || len(rows) != 2 || rows[0].Conversation.ID != "conversation-late" || rows[1].Conversation.ID != "conversation-07" {
			t.Errorf("%v, %v; want what was promised for an hour ago, then the one of the first minute that may wait 30 seconds", rows, err)
		}
	})
}

func stored(t *testing.T, s *store.Store, id chat.ConversationID) *chat.Conversation {
	t.Helper()
	c, err := s.Conversation(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
