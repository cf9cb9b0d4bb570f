package chat_test

import (
	"slices"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
)

// snoozed is a conversation that Ada put aside for an hour, when it has passed.
func snoozed(t *testing.T) *life {
	t.Helper()
	l := queued(t, &chat.Route{Team: "team-care"})
	l.do(chat.Claim{Agent: chat.Profile{ID: "agent-ada", Name: "Ada"}})
	l.do(chat.Snooze{By: "agent-ada", Until: l.now.Add(time.Hour)})
	l.now = l.now.Add(time.Hour)
	return l
}

func TestASnoozeEndsWithWhoeverIsThere(t *testing.T) {
	for _, tt := range []struct {
		name  string
		wake  chat.Wake
		kinds []string
		state chat.State
		team  chat.TeamID
	}{
		{"its owner is at work", chat.Wake{}, []string{"conversation.woken"}, chat.StateActive, "team-care"},
		{"its owner is not", chat.Wake{Absent: "agent-ada"}, []string{"conversation.woken", "agent.left", "conversation.queued"}, chat.StateQueued, "team-care"},
		{"its owner is not, and the site has a team for that", chat.Wake{Absent: "agent-ada", Team: "team-help"},
			[]string{"conversation.woken", "agent.left", "conversation.routed", "conversation.queued"}, chat.StateQueued, "team-help"},
		{"somebody else is not", chat.Wake{Absent: "agent-ben"}, []string{"conversation.woken"}, chat.StateActive, "team-care"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := snoozed(t)
			woke := l.now
			d, err := chat.Decide(l.c, tt.wake, l.now)
			if err != nil {
				t.Fatal(err)
			}
			var kinds []string
			for _, e := range l.c.Write(d.Drafts, l.now) {
				kinds = append(kinds, e.Fact.Kind())
			}
			if !slices.Equal(kinds, tt.kinds) || l.c.State != tt.state || l.c.Route.Team != tt.team {
				t.Errorf("%v, %s for %s; want %v, %s for %s", kinds, l.c.State, l.c.Route.Team, tt.kinds, tt.state, tt.team)
			}
			told := slices.ContainsFunc(d.Work, func(w chat.Work) bool { return w.Kind == chat.WorkPromise })
			if waits := tt.state == chat.StateQueued; told != waits || waits && (!l.c.EnteredQueueAt.Equal(woke) || !l.c.Front || l.c.Owner != chat.ByNobody) {
				t.Errorf("in line since %v, in front %v, owned by %v; an expectation is told: %v", l.c.EnteredQueueAt, l.c.Front, l.c.Owner, told)
			}
		})
	}
	l := snoozed(t)
	l.now = l.now.Add(-time.Minute)
	if entries := l.do(chat.Wake{Absent: "agent-ada"}); len(entries) != 0 {
		t.Errorf("before its time it woke: %v", entries)
	}
}

// TestWhatWokeIsNotOverBecauseNobodyLooksOn: the visitor was told that somebody comes back
// to them, not to wait.
func TestWhatWokeIsNotOverBecauseNobodyLooksOn(t *testing.T) {
	for _, tt := range []struct {
		name  string
		then  []chat.Command
		state chat.State
	}{
		{"at once", nil, chat.StateFollowUp},
		{"after an offer that nobody took", []chat.Command{chat.MakeOffer{Offer: "offer-1", Agents: []chat.AgentID{"agent-ben"}}, chat.EndOffer{Offer: "offer-1", By: chat.BySystem, How: chat.OfferLapsed}}, chat.StateFollowUp},
		{"when somebody had come, and passes it on", []chat.Command{chat.Claim{Agent: chat.Profile{ID: "agent-ben", Name: "Ben"}}, chat.Transfer{By: "agent-ben", To: "agent-cem", Offer: "offer-1"}}, chat.StateResolved},
		{"when they had ended and asked again", []chat.Command{chat.Resolve{By: chat.BySystem, Outcome: chat.OutcomeSolved},
			chat.RequestHandoff{Handoff: "handoff-2", By: chat.ByVisitor("visitor-1"), Told: "Of course.", Live: true}}, chat.StateResolved},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := snoozed(t)
			for _, cmd := range append([]chat.Command{chat.Wake{Absent: "agent-ada"}}, append(tt.then, chat.Abandon{})...) {
				l.do(cmd)
			}
			if l.c.State != tt.state {
				t.Errorf("the visitor is away: %s, want %s", l.c.State, tt.state)
			}
		})
	}
}
