package chat_test

import (
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
)

// life is a conversation that a test moves along, second by second.
type life struct {
	t   *testing.T
	c   *chat.Conversation
	now time.Time
}

func queued(t *testing.T, route *chat.Route) *life {
	t.Helper()
	l := &life{t, &chat.Conversation{ID: "conversation-1"}, start}
	l.do(chat.Start{Site: "site-1", Visitor: "visitor-1", ClientID: "client-first", Text: "Hello"})
	l.do(chat.RequestHandoff{Handoff: "handoff-1", By: chat.ByVisitor("visitor-1"), Reason: chat.ExplicitRequest, Told: "Of course.", Live: true,
		Promise: chat.Promise{Kind: chat.PromiseRange, High: 60, MadeAt: l.now}, Route: route})
	return l
}

func (l *life) do(cmd chat.Command) []chat.Entry {
	l.t.Helper()
	entries, err := l.try(cmd)
	if err != nil {
		l.t.Fatalf("%T: %v", cmd, err)
	}
	return entries
}

func (l *life) try(cmd chat.Command) ([]chat.Entry, error) {
	d, err := chat.Decide(l.c, cmd, l.now)
	if err != nil {
		return nil, err
	}
	entries := l.c.Write(d.Drafts, l.now)
	l.now = l.now.Add(time.Second)
	return entries, nil
}

func (l *life) offer(id chat.OfferID, to ...chat.AgentID) {
	l.t.Helper()
	l.do(chat.MakeOffer{Offer: id, Agents: to, ExpiresAt: l.now.Add(20 * time.Second), Why: "longest idle"})
}

func (l *life) barred(a chat.AgentID) bool {
	for _, b := range l.c.Bars {
		if b.Agent == a && b.Until.After(l.now) {
			return true
		}
	}
	return false
}

func TestWhoDeclinedOrMissedIsBarredForAWhile(t *testing.T) {
	for _, tt := range []struct {
		name   string
		end    chat.EndOffer
		barred bool
		misses int
	}{
		{"bars who declined", chat.EndOffer{By: chat.ByAgent("agent-ada"), Agent: "agent-ada", How: chat.OfferDeclined}, true, 1},
		{"bars who let it lapse", chat.EndOffer{By: chat.BySystem, How: chat.OfferLapsed}, true, 1},
		{"does not bar from whom it was withdrawn", chat.EndOffer{By: chat.BySystem, How: chat.OfferWithdrawn}, false, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := queued(t, nil)
			l.offer("offer-1", "agent-ada")
			entered := l.c.EnteredQueueAt
			tt.end.Offer = "offer-1"
			l.do(tt.end)
			if l.barred("agent-ada") != tt.barred || l.c.Misses != tt.misses {
				t.Errorf("barred = %v, misses = %d, want %v, %d", l.barred("agent-ada"), l.c.Misses, tt.barred, tt.misses)
			}
			if l.c.State != chat.StateQueued || !l.c.EnteredQueueAt.Equal(entered) {
				t.Errorf("state %s since %v, want queued since %v", l.c.State, l.c.EnteredQueueAt, entered)
			}
			l.now = l.now.Add(chat.BarredFor)
			if l.barred("agent-ada") {
				t.Errorf("still barred after %v", chat.BarredFor)
			}
		})
	}
}

func TestAnOfferToSeveralEndsForAllAtOnce(t *testing.T) {
	l := queued(t, nil)
	l.offer("offer-1", "agent-ada", "agent-ben", "agent-cem")
	l.do(chat.EndOffer{Offer: "offer-1", By: chat.ByAgent("agent-ben"), Agent: "agent-ben", How: chat.OfferDeclined})
	if !l.barred("agent-ben") || l.c.Misses != 0 || l.c.State != chat.StateOffered {
		t.Fatalf("after one no: bars %v, misses %d, %s", l.c.Bars, l.c.Misses, l.c.State)
	}
	l.do(chat.EndOffer{Offer: "offer-1", By: chat.BySystem, How: chat.OfferLapsed})
	if l.barred("agent-ada") || l.barred("agent-cem") {
		t.Errorf("bars %v: whoever did not snatch an open call is not barred", l.c.Bars)
	}
	if l.c.Misses != 1 || l.c.State != chat.StateQueued {
		t.Errorf("misses %d, %s, want 1, queued", l.c.Misses, l.c.State)
	}
}

func TestAPersonsComingEndsBarsAndMisses(t *testing.T) {
	l := queued(t, nil)
	l.offer("offer-1", "agent-ada")
	l.do(chat.EndOffer{Offer: "offer-1", By: chat.BySystem, How: chat.OfferLapsed})
	l.offer("offer-2", "agent-ben")
	if l.c.Misses != 1 {
		t.Fatalf("misses %d while the second is asked, want 1", l.c.Misses)
	}
	l.do(chat.AcceptOffer{Offer: "offer-2", Agent: chat.Profile{ID: "agent-ben", Name: "Ben"}})
	if l.c.Misses != 0 || len(l.c.Bars) != 0 {
		t.Errorf("misses %d, bars %v after somebody joined", l.c.Misses, l.c.Bars)
	}
}

func TestAssignmentJoinsWithoutAsking(t *testing.T) {
	turn := &chat.Turn{Team: "team-care", Seen: 3, Next: 9}
	l := queued(t, &chat.Route{Team: "team-care"})
	cmd := chat.Assign{Agent: chat.Profile{ID: "agent-ada", Name: "Ada"}, Greeting: "Hi!", Why: "next in the round", Turn: turn, Limit: 2}
	d, err := chat.Decide(l.c, cmd, l.now)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Seats) != 1 || d.Seats[0] != (chat.Seat{Agent: "agent-ada", Routable: true, Turn: turn, Limit: 2}) {
		t.Errorf("Seats = %+v", d.Seats)
	}
	entries := l.do(cmd)
	joined, ok := entries[0].Fact.(chat.AgentJoined)
	if !ok || joined.How != chat.JoinedByAssignment || joined.Why != "next in the round" || l.c.State != chat.StateActive {
		t.Errorf("%+v, %s", entries[0].Fact, l.c.State)
	}
	if pub, ok := entries[0].ForVisitor(); !ok || pub.Fact.(chat.AgentJoined).Why != "" {
		t.Errorf("the visitor is told %+v", pub.Fact)
	}
	if _, err := l.try(cmd); !chat.IsCode(err, chat.Conflict) {
		t.Errorf("assigned again: %v, want conflict", err)
	}
}

func TestPassingOnKeepsTheFirstWaitAndGoesToTheFront(t *testing.T) {
	l := queued(t, nil)
	first := l.c.FirstQueuedAt
	l.do(chat.Assign{Agent: chat.Profile{ID: "agent-ada", Name: "Ada"}})
	billing := chat.Route{Team: "team-billing", Skills: []chat.SkillNeed{{Name: "billing", Level: 3}}, Target: 60}
	if _, err := l.try(chat.PassOn{By: "agent-ben", Route: billing}); !chat.IsCode(err, chat.Conflict) {
		t.Fatalf("passed on by somebody else: %v, want conflict", err)
	}
	l.do(chat.PassOn{By: "agent-ada", Route: billing, Note: "Invoice 41 is wrong."})
	if l.c.State != chat.StateQueued || !l.c.Front || l.c.Route == nil || l.c.Route.Team != "team-billing" {
		t.Errorf("%s, front %v, route %+v", l.c.State, l.c.Front, l.c.Route)
	}
	if !l.barred("agent-ada") {
		t.Error("whoever passed it on could be the next to be asked")
	}
	if !l.c.FirstQueuedAt.Equal(first) {
		t.Errorf("first queued at %v, want %v", l.c.FirstQueuedAt, first)
	}
}

// TestWhenAWaitBegins has a visitor who wrote and was answered by the greeting alone, a
// quarter of an hour before their conversation goes back to the line.
func TestWhenAWaitBegins(t *testing.T) {
	ada, ben := chat.Profile{ID: "agent-ada", Name: "Ada"}, chat.Profile{ID: "agent-ben", Name: "Ben"}
	for _, tt := range []struct {
		name  string
		steps func(l *life)
		began func(l *life) time.Time
	}{
		{"released: now", func(l *life) { l.do(chat.Release{By: ada.ID}) }, (*life).lately},
		{"passed on to a team: now", func(l *life) { l.do(chat.PassOn{By: ada.ID, Route: chat.Route{Team: "team-tax"}}) }, (*life).lately},
		{"a colleague is asked: now", func(l *life) { l.pass(ben.ID) }, (*life).lately},
		{"a colleague did not take it: when they were asked", func(l *life) {
			l.pass(ben.ID)
			l.now = l.now.Add(time.Minute)
			l.do(chat.EndOffer{Offer: "offer-pass", By: chat.BySystem, Agent: ben.ID, How: chat.OfferLapsed})
		}, func(l *life) time.Time { return l.lately().Add(-time.Minute - time.Second) }},
		{"its agent is gone: when they asked for a person", func(l *life) { l.do(chat.Relieve{Agent: ada.ID}) }, func(*life) time.Time { return start.Add(time.Second) }},
		{"its agent is gone who had answered: now", func(l *life) {
			l.do(chat.Post{By: chat.ByAgent(ada.ID), Text: "Let me see.", ClientID: "client-answer"})
			l.do(chat.Relieve{Agent: ada.ID})
		}, (*life).lately},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := queued(t, nil)
			l.do(chat.Claim{Agent: ada, Greeting: "Hello, Ada here."})
			l.now = l.now.Add(15 * time.Minute)
			tt.steps(l)
			if want := tt.began(l); !l.c.EnteredQueueAt.Equal(want) || !l.c.Front || !l.c.Waiting() {
				t.Errorf("%s, waits since %s, at the front: %v; want since %s, at the front", l.c.State, l.c.EnteredQueueAt, l.c.Front, want)
			}
			if !l.c.FirstQueuedAt.Equal(start.Add(time.Second)) {
				t.Errorf("first waited at %s, want %s", l.c.FirstQueuedAt, start.Add(time.Second))
			}
		})
	}
}

// lately is when the last command was given.
func (l *life) lately() time.Time { return l.now.Add(-time.Second) }

// pass asks a colleague to take it, its agent leaving at once.
func (l *life) pass(to chat.AgentID) {
	l.t.Helper()
	l.do(chat.Transfer{By: l.c.Agent.ID, To: to, Offer: "offer-pass", ExpiresAt: l.now.Add(time.Minute)})
}

func TestReroutingIsForThoseWhoWait(t *testing.T) {
	l := queued(t, nil)
	l.do(chat.Reroute{By: chat.BySystem, Route: chat.Route{Language: "de"}})
	if l.c.Route == nil || l.c.Route.Language != "de" || l.c.State != chat.StateQueued {
		t.Errorf("route %+v, %s", l.c.Route, l.c.State)
	}
	l.do(chat.Assign{Agent: chat.Profile{ID: "agent-ada", Name: "Ada"}})
	if _, err := l.try(chat.Reroute{By: chat.BySystem}); !chat.IsCode(err, chat.Conflict) {
		t.Errorf("routed while somebody has it: %v, want conflict", err)
	}
}

// TestACorrectionKeepsNoPromise has a visitor who was told two minutes.
func TestACorrectionKeepsNoPromise(t *testing.T) {
	soon := func(l *life, seconds int) chat.Promise {
		return chat.Promise{Kind: chat.PromiseRange, High: seconds, MadeAt: l.now}
	}
	later := func(l *life) chat.Promise {
		return chat.Promise{Kind: chat.PromiseByTime, By: l.now.Add(2 * time.Hour), MadeAt: l.now}
	}
	told := start.Add(time.Second)
	for _, tt := range []struct {
		name  string
		steps func(l *life)
		until time.Time
	}{
		{"as it was told", func(*life) {}, told.Add(time.Minute)},
		{"it was corrected twice", func(l *life) {
			l.do(chat.ChangePromise{Promise: soon(l, 300)})
			l.do(chat.ChangePromise{Promise: soon(l, 600)})
		}, told.Add(time.Minute)},
		{"it goes faster", func(l *life) { l.do(chat.ChangePromise{Promise: soon(l, 20)}) }, told.Add(21 * time.Second)},
		{"nobody came", func(l *life) {
			l.do(chat.MoveToFollowUp{By: chat.BySystem, Why: "deadline", Promise: later(l)})
		}, told.Add(time.Minute)},
		{"the visitor preferred an answer later", func(l *life) {
			l.do(chat.ChangePromise{Promise: soon(l, 300)})
			l.do(chat.MoveToFollowUp{By: chat.ByVisitor("visitor-1"), Why: chat.FollowUpChosen, Promise: later(l)})
		}, told.Add(2*time.Hour + 2*time.Second)},
	} {
		l := queued(t, nil)
		tt.steps(l)
		if got := l.c.Handoff.KeptUntil(); !got.Equal(tt.until) {
			t.Errorf("%s: kept until %s, want %s", tt.name, got, tt.until)
		}
	}
}
