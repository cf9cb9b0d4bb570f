package handoff

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/transcript"
)

// table is rules as a test wants them.
type table struct {
	route chat.Route
	later bool
	err   error
	asked Case
}

func (r *table) Route(_ context.Context, c Case) (chat.Route, bool, error) {
	r.asked = c
	return r.route, r.later, r.err
}

func routedWorld(t *testing.T, r *table) (*world, chat.ConversationID) {
	t.Helper()
	w := newWorld(t)
	w.s.d.Routes = r
	w.s.d.Mood = func([]transcript.Line, string) Mood { return Mood{Sentiment: "angry"} }
	return w, w.open("de-AT")
}

func TestTheRulesSayWhatAConversationNeeds(t *testing.T) {
	r := &table{route: chat.Route{Rule: "Billing", Team: "team-billing", Language: "de", Target: 60}}
	w, id := routedWorld(t, r)
	w.ask(t, id)
	c := w.state(t, id)
	if c.State != chat.StateQueued || c.Route == nil || c.Route.Team != "team-billing" || c.Route.Rule != "Billing" {
		t.Errorf("%s, route %+v", c.State, c.Route)
	}
	if q := r.asked; q.Conversation.ID != id || q.Reason != chat.ExplicitRequest || q.Sentiment != "angry" || q.Language == "" || len(q.Lines) == 0 || !q.At.Equal(monday) {
		t.Errorf("asked with %+v", q)
	}
}

func TestWhatTheRulesPutOffIsAnsweredLater(t *testing.T) {
	w, id := routedWorld(t, &table{route: chat.Route{Team: "team-billing"}, later: true})
	w.ask(t, id)
	c := w.state(t, id)
	if c.State != chat.StateFollowUp || c.Handoff.Promise.Kind != chat.PromiseByTime || c.Handoff.Promise.By.IsZero() {
		t.Errorf("%s, promise %+v", c.State, c.Handoff.Promise)
	}
	if c.Route == nil || c.Route.Team != "team-billing" {
		t.Errorf("route %+v: whoever answers later should be of the team", c.Route)
	}
}

// TestWhatIsOfferedIsWhatAskingBrings has the assistant ask whether a person should come.
func TestWhatIsOfferedIsWhatAskingBrings(t *testing.T) {
	never := hours.Calendar{}
	for _, tt := range []struct {
		name   string
		rules  table
		change func(w *world)
		want   string
	}{
		{"somebody joins", table{route: chat.Route{Team: "team-billing"}}, func(*world) {}, "Shall I get someone from Anna’s team? It usually takes **1 to 2 minutes**."},
		{"the rules put it off", table{later: true}, func(*world) {}, "Shall I ask Anna’s team for you? You’d have an answer **by 11:00 today**."},
		{"its team never opens", table{route: chat.Route{Team: "team-night"}}, func(w *world) {
			w.own = map[chat.TeamID]*hours.Calendar{"team-night": &never}
		}, "Shall I ask Anna’s team for you?"},
		{"the line of its team is full", table{route: chat.Route{Team: "team-billing"}}, func(w *world) {
			w.staffing.Ahead, w.staffing.MaxWaiting = 2, 2
		}, "Shall I ask Anna’s team for you? You’d have an answer **by 11:00 today**."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.s.d.Routes = &tt.rules
			id := w.open("en")
			w.set(func() { tt.change(w) })
			got, err := w.s.Offer(t.Context(), w.state(t, id))
			if err != nil || got != tt.want {
				t.Errorf("Offer() = %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

func TestAFullLineIsToldAtOnce(t *testing.T) {
	w := newWorld(t)
	id := w.open("en")
	w.set(func() { w.staffing.Ahead, w.staffing.MaxWaiting = 2, 2 })
	w.ask(t, id)
	c := w.state(t, id)
	const want = "Yes, Anna’s team will. Waiting here would take too long just now.\n\n" +
		"You’ll have an answer **by 11:00 today**, and they can read all of this, so you won’t have to explain it again."
	if said := w.last(t, id).Text; c.State != chat.StateFollowUp || said != want {
		t.Errorf("%s, told %q, want %q", c.State, said, want)
	}
}

func TestAWaitThatRoutingEndsSaysWhy(t *testing.T) {
	for full, want := range map[bool]string{
		true:  "Waiting here would take too long just now. ",
		false: "Sorry, nobody could join us in time. ",
	} {
		w := newWorld(t)
		id := w.open("en")
		w.ask(t, id)
		if err := w.s.GiveUp(t.Context(), id, full); err != nil {
			t.Fatal(err)
		}
		want += "You’ll have an answer **by 11:00 today**, and they can read all of this, so you won’t have to explain it again."
		if c, said := w.state(t, id), w.last(t, id).Text; c.State != chat.StateFollowUp || said != want {
			t.Errorf("full %v: %s, told %q, want %q", full, c.State, said, want)
		}
	}
}

func TestRulesThatCannotBeReadRefuseTheHandoff(t *testing.T) {
	w, id := routedWorld(t, &table{err: errors.New("the database is away")})
	err := w.s.Request(t.Context(), id, chat.ByVisitor(w.state(t, id).Visitor), chat.ExplicitRequest, nil, 0)
	if err == nil || w.state(t, id).State != chat.StateAssistant {
		t.Errorf("err %v, state %s: nothing may be said that was not done", err, w.state(t, id).State)
	}
}

func TestTheHoursOfTheRoutedTeamCount(t *testing.T) {
	night, err := hours.New(hours.Plan{Zone: "Europe/Berlin", Weekly: []hours.Interval{{Day: hours.Monday, From: 20 * 60, To: 24 * 60}}})
	if err != nil {
		t.Fatal(err)
	}
	r := &table{route: chat.Route{Team: "team-night"}}
	w, id := routedWorld(t, r)
	w.set(func() { w.own = map[chat.TeamID]*hours.Calendar{"team-night": &night} })
	w.ask(t, id)
	c := w.state(t, id)
	if want := time.Date(2026, 3, 2, 19, 0, 0, 0, time.UTC); c.State != chat.StateFollowUp || !c.Handoff.Promise.Opens.Equal(want) {
		t.Errorf("at ten in the morning: %s, opens %s, want %s: when the team does", c.State, c.Handoff.Promise.Opens, want)
	}
	if q := r.asked.Settings.Hours; q == nil || !q.IsOpen(monday) {
		t.Error("rules were asked with other hours than those of the site")
	}
	w.after(11 * time.Hour) // nine in the evening: the site is closed
	late := w.open("de-AT")
	w.ask(t, late)
	if c := w.state(t, late); c.State != chat.StateQueued || c.Handoff.Promise.Kind != chat.PromiseRange {
		t.Errorf("in the evening: %s, promise %+v, want that somebody joins", c.State, c.Handoff.Promise)
	}
}
