package store_test

import (
	"reflect"
	"strconv"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
)

// story tells one conversation, with its moments.
type story struct {
	t       *testing.T
	s       *store.Store
	now     *clock
	c       *chat.Conversation
	entries []chat.Entry
}

func (y *story) do(cmds ...chat.Command) *story {
	y.t.Helper()
	for _, cmd := range cmds {
		d, err := chat.Decide(y.c, cmd, y.s.Now())
		if err != nil {
			y.t.Fatalf("%T: %v", cmd, err)
		}
		y.entries = append(y.entries, y.c.Write(d.Drafts, y.s.Now())...)
	}
	return y
}

func (y *story) pass(d time.Duration) *story {
	y.now.pass(d)
	return y
}

// end stores the conversation and that it was delivered.
func (y *story) end(site chat.SiteID, reason chat.Reason, asked time.Time) {
	y.t.Helper()
	step := &store.Commit{StartKey: string(y.c.ID), Entries: y.entries, After: y.c}
	y.s.Commit(y.t.Context(), []*store.Commit{step})
	if step.Err != nil {
		y.t.Fatal(step.Err)
	}
	err := y.s.PutDelivery(y.t.Context(), store.Delivery{Handoff: chat.HandoffID("handoff-" + string(y.c.ID)), Destination: "queue", Conversation: y.c.ID, Site: site, Reason: reason, AskedAt: asked})
	if err != nil {
		y.t.Fatal(err)
	}
}

func (y *story) handoff(live bool) chat.RequestHandoff {
	return chat.RequestHandoff{Handoff: chat.HandoffID("handoff-" + string(y.c.ID)), By: chat.ByAssistant, Reason: chat.ExplicitRequest, Told: "Of course.", Live: live, Why: "closed",
		Promise: chat.Promise{Kind: chat.PromiseNow}, Route: &chat.Route{Team: "team-care", Target: 60}}
}

func TestArrivalsTellWhatBecameOfEachHandoff(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		began := now.now()
		ada := addAgent(t, s, "ada")
		v := must[store.Visitor](t)(s.CreateVisitor(t.Context(), store.Visitor{Site: "site-1", Attributes: map[string]string{"plan": "pro"}}))
		open := func(name string) *story {
			y := &story{t: t, s: s, now: now, c: &chat.Conversation{ID: chat.ConversationID(name)}}
			return y.do(chat.Start{Site: "site-1", Visitor: v.ID, ClientID: name, Text: "Hello", Page: chat.Page{URL: "https://shop.example.com/wheels"}})
		}
		asked := map[string]time.Time{}
		ask := func(y *story, live bool) *story {
			asked[string(y.c.ID)] = now.now()
			return y.pass(0).do(y.handoff(live))
		}
		profile := ada.Profile()
		// Offered to nobody in time, then accepted; answered for five minutes.
		y := ask(open("answered"), true)
		y.pass(5*time.Second).do(chat.MakeOffer{Offer: "offer-1", Agents: []chat.AgentID{ada.ID}, ExpiresAt: now.now().Add(20 * time.Second)}).pass(20*time.Second).
			do(chat.EndOffer{Offer: "offer-1", By: chat.BySystem, How: chat.OfferLapsed}).pass(5*time.Second).
			do(chat.MakeOffer{Offer: "offer-2", Agents: []chat.AgentID{ada.ID}, ExpiresAt: now.now().Add(20 * time.Second)}).pass(4*time.Second).
			do(chat.AcceptOffer{Offer: "offer-2", Agent: profile}).pass(5*time.Minute).do(chat.Resolve{By: chat.ByAgent(ada.ID), Outcome: chat.OutcomeSolved}).end("site-1", chat.ExplicitRequest, asked["answered"])
		y = ask(open("gone"), true)
		y.pass(90*time.Second).do(chat.CancelHandoff{By: v.ID, Line: "All right."}).end("site-1", chat.LowConfidence, asked["gone"])
		y = ask(open("closed"), false)
		y.end("site-1", chat.ExplicitRequest, asked["closed"])
		y = ask(open("waits"), true)
		y.end("site-1", chat.ExplicitRequest, asked["waits"])
		y = ask(open("elsewhere"), true)
		y.end("site-2", chat.ExplicitRequest, asked["elsewhere"])
		y = ask(open("taken"), true)
		y.end("site-1", chat.AgentTakeover, asked["taken"])
		now.pass(time.Minute)

		got := must[[]store.Arrival](t)(s.Arrivals(t.Context(), []chat.SiteID{"site-1"}, began, now.now(), 100))
		type told struct {
			ID               chat.ConversationID
			InLine           bool
			End              store.ArrivalEnd
			Wait, Handle, On time.Duration
			Missed           int
			Agent            chat.AgentID
		}
		want := []told{
			{"answered", true, store.ArrivalJoined, 34 * time.Second, 5 * time.Minute, 4 * time.Second, 1, ada.ID},
			{"gone", true, store.ArrivalLeft, 90 * time.Second, 0, 0, 0, ""},
			{"closed", false, store.ArrivalLater, 0, 0, 0, 0, ""},
			{"waits", true, store.ArrivalWaits, time.Minute, 0, 0, 0, ""},
		}
		var have []told
		for _, a := range got {
			have = append(have, told{a.Conversation.ID, a.InLine, a.End, a.Wait, a.Handle, a.Accepted, a.Missed, a.Agent})
			if !a.At.Equal(asked[string(a.Conversation.ID)]) || a.Conversation.Route == nil || a.Conversation.Route.Team != "team-care" || a.Visitor.Attributes["plan"] != "pro" || a.Site != "site-1" {
				t.Errorf("%s: asked at %v, route %+v, visitor %+v", a.Conversation.ID, a.At, a.Conversation.Route, a.Visitor)
			}
		}
		if !reflect.DeepEqual(have, want) {
			t.Errorf("Arrivals() =\n%+v, want\n%+v", have, want)
		}
		if got := must[[]store.Arrival](t)(s.Arrivals(t.Context(), []chat.SiteID{"site-1", "site-2"}, began, now.now(), 2)); len(got) != 2 {
			t.Errorf("%d arrivals, want no more than the limit", len(got))
		}
		if got := must[[]store.Arrival](t)(s.Arrivals(t.Context(), []chat.SiteID{"site-1"}, now.now(), now.now().Add(time.Hour), 100)); len(got) != 0 {
			t.Errorf("of the time after: %+v", got)
		}
		if got := must[[]store.Arrival](t)(s.Arrivals(t.Context(), nil, began, now.now(), 100)); len(got) != 0 {
			t.Errorf("of no site: %+v", got)
		}
	})
}

func TestManyArrivalsAreReadInParts(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		began := now.now()
		const n = 620
		for i := range n {
			id := chat.ConversationID("conversation-" + strconv.Itoa(i))
			y := &story{t: t, s: s, now: now, c: &chat.Conversation{ID: id}}
			y.do(chat.Start{Site: "site-1", Visitor: "v1", ClientID: string(id), Text: "Hello"})
			y.do(y.handoff(true)).end("site-1", chat.ExplicitRequest, now.now())
			now.pass(time.Second)
		}
		got := must[[]store.Arrival](t)(s.Arrivals(t.Context(), []chat.SiteID{"site-1"}, began, now.now(), 10_000))
		if len(got) != n || got[0].Conversation.ID != "conversation-0" || got[n-1].Conversation.ID != "conversation-619" {
			t.Errorf("%d arrivals, want %d in order", len(got), n)
		}
	})
}

func TestWhoWorkedWhen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		day := time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC)
		lunch := must[store.OwnStatus](t)(s.CreateOwnStatus(t.Context(), store.OwnStatus{Own: agent.Own{Name: "Lunch", StandsFor: agent.Away}}))
		calls := must[store.OwnStatus](t)(s.CreateOwnStatus(t.Context(), store.OwnStatus{Own: agent.Own{Name: "Calls", StandsFor: agent.Available}}))
		chats := must[store.OwnStatus](t)(s.CreateOwnStatus(t.Context(), store.OwnStatus{Own: agent.Own{Name: "Chats", StandsFor: agent.Available, TakesWork: true}}))
		type row struct {
			who, status string
			own         agent.OwnID
			online      bool
			from, to    int // hours
		}
		for _, r := range []row{
			{"ada", "available", "", true, 8, 12}, {"ada", "away", lunch.ID, true, 12, 13}, {"ada", "available", "", true, 13, 15}, {"ada", "available", chats.ID, true, 15, 17}, {"ada", "available", "", false, 17, 20},
			{"ben", "available", calls.ID, true, 8, 12}, {"ben", "busy", "", true, 12, 14}, {"ben", "available", "", true, 22, 30}, {"cleo", "available", "", true, 40, 0},
		} {
			ended := int64(0)
			if r.to > 0 {
				ended = day.Add(time.Duration(r.to) * time.Hour).UnixMicro()
			}
			err := s.Write(t.Context(), func(tx *gorm.DB) error {
				return tx.Exec("INSERT INTO agent_status_intervals (agent_id, status, own, online, started_at, ended_at, by_kind, by_id) VALUES (?,?,?,?,?,?,'agent',?)",
					r.who, r.status, string(r.own), r.online, day.Add(time.Duration(r.from)*time.Hour).UnixMicro(), ended, r.who).Error
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		at := func(h int) time.Time { return day.Add(time.Duration(h) * time.Hour) }
		got := must[[]store.Work](t)(s.Working(t.Context(), at(9), at(24)))
		want := []store.Work{{"ada", at(9), at(12)}, {"ada", at(13), at(17)}, {"ben", at(22), at(24)}}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("Working() =\n%v, want\n%v", got, want)
		}
		if got := must[[]store.Work](t)(s.Working(t.Context(), at(39), at(42))); len(got) != 1 || !got[0].To.Equal(at(42)) {
			t.Errorf("what goes on: %v", got)
		}
	})
}
