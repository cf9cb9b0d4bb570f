package store_test

import (
	"errors"
	"log/slog"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
)

func addStatus(t *testing.T, s *store.Store, name string, stands agent.Status, takes bool) store.OwnStatus {
	t.Helper()
	return must[store.OwnStatus](t)(s.CreateOwnStatus(t.Context(), store.OwnStatus{Own: agent.Own{ID: agent.OwnID("status-" + name), Name: name, StandsFor: stands, TakesWork: takes}}))
}

func TestAnOwnStatusIsFollowedAndKeptInReports(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		ada, h := addAgent(t, s, "ada").ID, &told{}
		p := node(s, now, "n1", h)
		rounds(t, p)
		connect(t, p, "tab", ada)
		lunch := addStatus(t, s, "Lunch", agent.Away, false)
		began := now.now()
		if _, err := p.SetOwn(t.Context(), ada, lunch.Own, began.Add(time.Hour), chat.ByAgent(ada)); err != nil {
			t.Fatal(err)
		}
		if got := stateOf(t, p, ada); got.Own != lunch.ID || got.Status != agent.Away || got.Shown != agent.Away || got.Routable() {
			t.Errorf("at lunch: %+v", got)
		}
		now.pass(time.Minute)
		busy, whose, err := s.UpdateOwnStatus(t.Context(), lunch.ID, 1, chat.ByAgent("agent-dora"), func(o *store.OwnStatus) { o.StandsFor = agent.Busy })
		if err != nil || busy.Version != 2 || !slices.Equal(whose, []chat.AgentID{ada}) {
			t.Fatalf("UpdateOwnStatus() = %+v, %v, %v", busy, whose, err)
		}
		if got := stateOf(t, p, ada); got.Own != lunch.ID || got.Status != agent.Busy || !got.Until.Equal(began.Add(time.Hour)) {
			t.Errorf("after it stands for busy: %+v", got)
		}
		if got := must[store.OwnStatus](t)(s.OwnStatus(t.Context(), lunch.ID)); got.People != 1 {
			t.Errorf("%d people have it, want 1", got.People)
		}
		now.pass(time.Minute)
		if whose, err := s.DeleteOwnStatus(t.Context(), lunch.ID, chat.ByAgent("agent-dora")); err != nil || len(whose) != 1 {
			t.Fatalf("DeleteOwnStatus() = %v, %v", whose, err)
		}
		if got := stateOf(t, p, ada); got.Own != "" || got.Status != agent.Busy {
			t.Errorf("after it is gone: %+v, want what it stood for", got)
		}
		spans := must[[]agent.Span](t)(s.Spans(t.Context(), ada, began, now.now().Add(time.Second)))
		want := []agent.Span{
			{Status: agent.Away, Own: lunch.ID, Online: true, From: began, To: began.Add(time.Minute), By: chat.ByAgent(ada)},
			{Status: agent.Busy, Own: lunch.ID, Online: true, From: began.Add(time.Minute), To: began.Add(2 * time.Minute), By: chat.ByAgent("agent-dora")},
			{Status: agent.Busy, Online: true, From: began.Add(2 * time.Minute), By: chat.ByAgent("agent-dora")},
		}
		if len(spans) > 0 && spans[0].From.Equal(spans[0].To) {
			spans = spans[1:] // available for no time at all
		}
		if !reflect.DeepEqual(spans, want) {
			t.Errorf("Spans() =\n%+v, want\n%+v", spans, want)
		}
		if names := must[map[agent.OwnID]string](t)(s.OwnStatusNames(t.Context())); names[lunch.ID] != "Lunch" {
			t.Errorf("reports know %v", names)
		}
		addStatus(t, s, "lunch", agent.Away, false) // the name is free again
		now.pass(time.Hour)
		rounds(t, p)
		if got := stateOf(t, p, ada); got.Status != agent.Available || got.Own != "" {
			t.Errorf("when its end has come: %+v", got)
		}
	})
}

func TestNobodyIsGivenAnythingInAStatusThatTakesNoWork(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) { // leases are judged by the database's own clock
		ada := addAgent(t, s, "ada")
		rows := s.Presence(nil, true)
		p := agent.NewPresence(agent.Parts{Node: "n1", Records: rows, Leases: rows, Announce: &told{}, Log: slog.New(slog.DiscardHandler)})
		rounds(t, p)
		connect(t, p, "tab", ada.ID)
		mail := addStatus(t, s, "Mail only", agent.Available, false)
		chats := addStatus(t, s, "Chats only", agent.Available, true)
		offer := func(id chat.ConversationID) error {
			c := put(t, s, id, startOf(chat.VisitorID(id)), queueUp)
			d, err := chat.Decide(c, chat.MakeOffer{Offer: chat.OfferID("offer-" + id), Agents: []chat.AgentID{ada.ID}, ExpiresAt: s.Now().Add(time.Minute)}, s.Now())
			if err != nil {
				t.Fatal(err)
			}
			step := &store.Commit{Before: c, After: c.Clone(), Seats: d.Seats}
			step.Entries = step.After.Write(d.Drafts, s.Now())
			s.Commit(t.Context(), []*store.Commit{step})
			return step.Err
		}
		if _, err := p.SetOwn(t.Context(), ada.ID, mail.Own, time.Time{}, chat.ByAgent(ada.ID)); err != nil {
			t.Fatal(err)
		}
		if got := stateOf(t, p, ada.ID); got.Status != agent.Available || got.Attending() || got.Routable() {
			t.Errorf("mail only: %+v, want available and not attending", got)
		}
		wantCode(t, "an offer to somebody who takes no work", offer("conversation-1"), chat.Conflict)
		if _, err := p.SetOwn(t.Context(), ada.ID, chats.Own, time.Time{}, chat.ByAgent(ada.ID)); err != nil {
			t.Fatal(err)
		}
		if err := offer("conversation-2"); err != nil {
			t.Errorf("an offer to somebody who does: %v", err)
		}
	})
}

func TestStatusesKeepTheirOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		for _, name := range []string{"A", "B", "C", "D"} {
			addStatus(t, s, name, agent.Away, false)
		}
		order := func() (names string) {
			for i, o := range must[[]store.OwnStatus](t)(s.OwnStatuses(t.Context())) {
				if o.Place != i {
					t.Errorf("%s has place %d, want %d", o.Name, o.Place, i)
				}
				names += o.Name
			}
			return names
		}
		for _, tt := range []struct {
			id    agent.OwnID
			place int
			want  string
		}{{"status-D", 0, "DABC"}, {"status-D", 2, "ABDC"}, {"status-A", 99, "BDCA"}, {"status-B", 0, "BDCA"}} {
			if _, _, err := s.UpdateOwnStatus(t.Context(), tt.id, 0, chat.BySystem, func(o *store.OwnStatus) { o.Place = tt.place }); err != nil {
				t.Fatal(err)
			}
			if got := order(); got != tt.want {
				t.Errorf("after %s went to %d: %s, want %s", tt.id, tt.place, got, tt.want)
			}
		}
		if _, err := s.DeleteOwnStatus(t.Context(), "status-D", chat.BySystem); err != nil {
			t.Fatal(err)
		}
		if got := order(); got != "BCA" {
			t.Errorf("after one was deleted: %s", got)
		}
		_, _, err := s.UpdateOwnStatus(t.Context(), "status-D", 0, chat.BySystem, func(*store.OwnStatus) {})
		wantCode(t, "a deleted one", err, chat.NotFound)
		_, _, err = s.UpdateOwnStatus(t.Context(), "status-A", 1, chat.BySystem, func(o *store.OwnStatus) { o.Name = "b" })
		if !errors.Is(err, store.ErrOutdated) {
			t.Errorf("an outdated change: %v", err)
		}
		_, _, err = s.UpdateOwnStatus(t.Context(), "status-A", 0, chat.BySystem, func(o *store.OwnStatus) { o.Name = "b" })
		wantCode(t, "a name that is taken", err, chat.Conflict)
	})
}
