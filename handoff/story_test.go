package handoff

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
)

var ada = chat.Profile{ID: "agent-ada", Name: "Ada"}

func TestToldPackagedDelivered(t *testing.T) {
	w := newWorld(t)
	w.visitor.Facts, w.visitor.Name, w.visitor.VIP = map[string]string{"plan": "pro"}, "Mia", true
	id := w.open("en")
	w.must(t, id, chat.Note{By: ada.ID, ClientID: "note-1234", Text: "secret note"})
	w.ask(t, id)
	c := w.state(t, id)
	if c.State != chat.StateQueued || !c.Handoff.Open || c.Handoff.Promise.Low != 60 || c.Handoff.Promise.Place != 1 {
		t.Fatalf("after asking: %s, %+v", c.State, c.Handoff)
	}
	want := "Of course, Mia. I’m asking Anna’s team to join us here. It usually takes **1 to 2 minutes**.\n\n" +
		"They can read everything above, so you won’t have to explain it again."
	if m := w.last(t, id); m.Text != want || m.Template != "told" {
		t.Errorf("told %q, want %q", m.Text, want)
	}
	if c.Handoff.AskingFor != "" {
		t.Error("asked for a contact though somebody joins live")
	}
	w.work(t)
	c = w.state(t, id)
	if !c.Handoff.Packaged || !c.Handoff.Delivered || len(w.rows) != 1 {
		t.Fatalf("packaged %t, delivered %t, rows %d", c.Handoff.Packaged, c.Handoff.Delivered, len(w.rows))
	}
	p := w.packageOf(t, id)
	if p.Summary != "My order A-1042 arrived with a bent wheel." || p.By != "extractive" || p.Page.Title != "Fjord 40" || p.Priority != Highest ||
		p.Visitor["plan"] != "pro" || p.Visitor["name"] != "Mia" || p.Language != "en" || p.Sentiment != "calm" {
		t.Errorf("package = %+v", p)
	}
	if strings.Contains(p.Summary+strings.Join(p.Points, "")+strings.Join(p.Tried, ""), "secret") {
		t.Error("the package quotes a private note")
	}
	if r := w.rows[0]; r.Handoff != c.Handoff.ID || r.Conversation != id || r.Reason != chat.ExplicitRequest || r.Summary != p.Summary || r.Priority != Highest {
		t.Errorf("row = %+v", r)
	}
}

func (w *world) packageOf(t *testing.T, id chat.ConversationID) chat.Package {
	t.Helper()
	for _, e := range w.Timeline(id) {
		if f, ok := e.Fact.(chat.HandoffPackaged); ok {
			return f.Package
		}
	}
	t.Fatal("there is no package")
	return chat.Package{}
}

func TestContactIsAskedOnlyWhenUnknownAndLater(t *testing.T) {
	tests := []struct {
		name  string
		start string
		known string
		live  bool
		want  bool
	}{
		{"later and unknown", "", "", false, true},
		{"later, known from this conversation", "mia@example.com", "", false, false},
		{"later, known from an earlier visit", "", "mia@example.com", false, false},
		{"live", "", "", true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.visitor.Contact = tt.known
			if !tt.live {
				w.staffing = Staffing{}
			}
			id := w.Open(chat.Start{Language: "en", Text: "Help", Contact: tt.start})
			w.ask(t, id)
			if got := w.state(t, id).Handoff.AskingFor != ""; got != tt.want {
				t.Errorf("asked for a contact: %t, want %t", got, tt.want)
			}
		})
	}
}

func TestContactGivenInTheChatGoesWithThePackage(t *testing.T) {
	w := newWorld(t)
	w.staffing = Staffing{}
	id := w.open("en")
	w.ask(t, id)
	if err := w.Say(id, "sure, it is mia@example.com"); err != nil {
		t.Fatal(err)
	}
	w.work(t)
	c := w.state(t, id)
	if p := w.packageOf(t, id); p.Contact != "mia@example.com" || c.Handoff.AskingFor != "" {
		t.Errorf("contact %q, still asking for %q", p.Contact, c.Handoff.AskingFor)
	}
}

func TestClosedIsToldWithTimes(t *testing.T) {
	w := newWorld(t)
	w.now = time.Date(2026, 3, 6, 20, 0, 0, 0, time.UTC) // Friday evening
	w.visitor.Zone = zone(t, "America/New_York")
	id := w.open("en-US")
	w.ask(t, id)
	c := w.state(t, id)
	if c.State != chat.StateFollowUp || !c.DueBy.Equal(time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC)) {
		t.Fatalf("%s, due %v", c.State, c.DueBy)
	}
	want := "Yes, Anna’s team will. They have gone home and are back on Monday at 4:00 AM.\n\n" +
		"You’ll have an answer **by 6:00 AM on Monday**, and they can read all of this, so you won’t have to explain it again."
	if m := w.last(t, id); m.Text != want {
		t.Errorf("told %q, want %q", m.Text, want)
	}
	w.work(t)
	if len(w.rows) != 1 {
		t.Errorf("%d rows, want 1: a follow-up is delivered too", len(w.rows))
	}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestVisitorsOwnLanguageIsSpoken(t *testing.T) {
	w := newWorld(t)
	w.settings.Team = ""
	w.s.d.Language = func(text string) (string, float64) {
		if strings.Contains(text, "Mensch") {
			return "de", 0.95
		}
		return "fi", 0.9
	}
	id := w.open("en-US")
	w.ask(t, id)
	if m := w.last(t, id); !strings.HasPrefix(m.Text, "Of course.") {
		t.Errorf("told %q, want English: no Finnish is spoken", m.Text)
	}
	id = w.open("en-US")
	if err := w.Say(id, "Kann ich mit einem Menschen sprechen?"); err != nil {
		t.Fatal(err)
	}
	w.ask(t, id)
	if m := w.last(t, id); !strings.HasPrefix(m.Text, "Gern. Ich bitte unser Team") {
		t.Errorf("told %q, want German", m.Text)
	}
	if got := regional("en", "en-US"); got != "en-US" {
		t.Errorf("regional() = %q, want the browser's region kept", got)
	}
}

func TestNeverMind(t *testing.T) {
	for solved, want := range map[bool]string{true: "That is good news.", false: "All right."} {
		w := newWorld(t)
		id := w.open("en")
		w.ask(t, id)
		for range 2 { // the second press comes late
			if err := w.s.Cancel(t.Context(), id, solved); err != nil {
				t.Fatal(err)
			}
		}
		c := w.state(t, id)
		if c.State != chat.StateAssistant || c.Handoff.Open || w.countTemplate(id, "cancelled") != 1 {
			t.Errorf("%s, open %t, %d lines", c.State, c.Handoff.Open, w.countTemplate(id, "cancelled"))
		}
		if m := w.last(t, id); !strings.HasPrefix(m.Text, want) {
			t.Errorf("acknowledged %q, want %q", m.Text, want)
		}
		w.work(t)
		if len(w.rows) != 0 {
			t.Error("a withdrawn request was delivered")
		}
	}
}

func TestNeverMindWhenAPersonIsHere(t *testing.T) {
	w := newWorld(t)
	id := w.open("en")
	w.ask(t, id)
	w.must(t, id, chat.Claim{Agent: ada, Handoff: "h"})
	if err := w.s.Cancel(t.Context(), id, false); !chat.IsCode(err, chat.Conflict) {
		t.Errorf("Cancel() = %v, want a conflict", err)
	}
}

func TestWriteToMe(t *testing.T) {
	w := newWorld(t)
	id := w.open("en")
	if err := w.s.WriteLater(t.Context(), id); !chat.IsCode(err, chat.Conflict) {
		t.Errorf("WriteLater() without waiting = %v, want a conflict", err)
	}
	w.ask(t, id)
	for range 2 {
		if err := w.s.WriteLater(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	c := w.state(t, id)
	if c.State != chat.StateFollowUp || c.Handoff.AskingFor != "contact" || c.DueBy.IsZero() {
		t.Errorf("%s, asking for %q, due %v", c.State, c.Handoff.AskingFor, c.DueBy)
	}
	want := "All right, Anna’s team will write to you. You’ll have an answer **by 11:00 today**, and they can read all of this, so you won’t have to explain it again."
	if m := w.last(t, id); m.Text != want || w.countTemplate(id, "follow_up") != 1 {
		t.Errorf("told %q, want %q", m.Text, want)
	}
}

// An agent who claims between the reading and the writing keeps what they have.
func TestNobodyIsTakenFromAnAgentWhoJustJoined(t *testing.T) {
	w := newWorld(t)
	id := w.open("en")
	w.ask(t, id)
	w.s.d.Staff = claims{w, id}
	w.after(3 * time.Minute)
	w.staffing = Staffing{}
	if err := w.s.CheckPromise(t.Context(), id); !chat.IsCode(err, chat.Conflict) {
		t.Errorf("CheckPromise() = %v, want a conflict", err)
	}
	if c := w.state(t, id); c.State != chat.StateActive || !c.Owner.IsAgent(ada.ID) {
		t.Errorf("%s, owner %v; want Ada to keep it", c.State, c.Owner)
	}
}

// claims lets Ada claim while the staff is being counted.
type claims struct {
	*world

	id chat.ConversationID
}

func (c claims) Staffing(ctx context.Context, of *chat.Conversation) (Staffing, error) {
	if _, err := c.Do(ctx, c.id, chat.Claim{Agent: ada, Handoff: "h"}); err != nil {
		return Staffing{}, err
	}
	return c.world.Staffing(ctx, of)
}

func TestPromiseIsCorrectedBeforeItBreaks(t *testing.T) {
	w := newWorld(t)
	w.staffing = Staffing{Routable: 1, Slots: 1, Free: 1}
	id := w.open("en")
	w.ask(t, id)
	w.work(t)
	wants := []string{
		"It takes longer than I said, about 1 to 2 minutes now. Sorry.",
		"It takes longer than I said, about 2 to 5 minutes now. Sorry.",
		"It takes longer than I said, about 10 to 20 minutes now. Sorry.",
		"It takes longer than I said, more than 20 minutes now. Sorry. Shall the answer come **by 11:30 today** instead?",
		"Sorry, nobody could join us in time. You’ll have an answer **by 12:15 today**, and they can read all of this, so you won’t have to explain it again.",
	}
	for _, want := range wants {
		c := w.state(t, id)
		before := len(w.Timeline(id))
		told := c.Handoff.Promise
		w.after(told.Due().Sub(w.clock()) - time.Second)
		w.work(t)
		if len(w.Timeline(id)) != before {
			t.Fatal("something was said before it was due")
		}
		w.after(time.Second)
		w.work(t)
		if m := w.last(t, id); m.Text != want {
			t.Fatalf("said %q, want %q", m.Text, want)
		}
		if left := told.Breaks().Sub(w.clock()); left < told.Breaks().Sub(told.MadeAt)/20 {
			t.Errorf("%q was said %v before the promise broke, too late to be read before", want, left)
		}
	}
	c := w.state(t, id)
	if c.State != chat.StateFollowUp || c.Handoff.AskingFor != "contact" {
		t.Errorf("in the end %s, asking for %q", c.State, c.Handoff.AskingFor)
	}
	w.after(24 * time.Hour)
	w.work(t)
	if n := w.countTemplate(id, "promise_changed"); n != 4 {
		t.Errorf("%d corrections, want 4", n)
	}
}

func TestAMuchShorterWaitIsToldAtHalfTime(t *testing.T) {
	for _, tt := range []struct {
		name  string
		ahead int
		want  string
	}{
		{"two ranges shorter is told", 0, "Good news: it goes faster than I said, 1 to 2 minutes now."},
		{"one range shorter is not", 4, ""},
		{"nor the same", 8, ""},
		{"nor a longer one, before it breaks", 12, ""},
	} {
		w := newWorld(t)
		w.set(func() { w.staffing.Ahead = 8 }) // 10 to 20 minutes, which breaks after 20
		id := w.open("en")
		w.ask(t, id)
		w.set(func() { w.staffing.Ahead = tt.ahead })
		w.work(t)
		before := len(w.Timeline(id))
		w.after(10*time.Minute - time.Second)
		w.work(t)
		if len(w.Timeline(id)) != before {
			t.Errorf("%s: something was said before half time", tt.name)
		}
		w.after(time.Second)
		w.work(t)
		w.work(t) // and not again
		n := w.countTemplate(id, "promise_changed")
		switch {
		case tt.want == "" && n != 0, tt.want != "" && (n != 1 || w.last(t, id).Text != tt.want):
			t.Errorf("%s: %d corrections, last said %q, want %q", tt.name, n, w.last(t, id).Text, tt.want)
		case tt.want != "" && w.state(t, id).Handoff.Promise.High != 120:
			t.Errorf("%s: the promise is %+v", tt.name, w.state(t, id).Handoff.Promise)
		}
	}
}

func TestNobodyServesAnyMore(t *testing.T) {
	tests := []struct {
		name   string
		change func(w *world)
		want   string
	}{
		{"everybody left", func(w *world) { w.staffing = Staffing{} }, "Sorry, nobody could join us in time."},
		{"it closed", func(w *world) { w.now = time.Date(2026, 3, 2, 16, 5, 0, 0, time.UTC) }, "Sorry, nobody could join us before closing time. You’ll have an answer **by 10:00 tomorrow**"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			id := w.open("en")
			w.ask(t, id)
			w.after(2 * time.Minute)
			w.set(func() { tt.change(w) })
			w.work(t)
			if c := w.state(t, id); c.State != chat.StateFollowUp || !strings.HasPrefix(w.last(t, id).Text, tt.want) {
				t.Errorf("%s, said %q", c.State, w.last(t, id).Text)
			}
		})
	}
}

// TestAnOfferThatRingsAtClosingTimeIsNotTakenAway: somebody may answer in the next second.
func TestAnOfferThatRingsAtClosingTimeIsNotTakenAway(t *testing.T) {
	w := newWorld(t)
	w.set(func() { w.now = time.Date(2026, 3, 2, 15, 59, 30, 0, time.UTC) }) // half a minute before five in Berlin
	w.staffing = Staffing{Routable: 1, Slots: 1, Free: 1}
	id := w.open("en")
	w.ask(t, id)
	w.work(t)
	told := w.state(t, id).Handoff.Promise
	w.after(50 * time.Second)
	w.must(t, id, chat.MakeOffer{Offer: "offer-1", Agents: []chat.AgentID{ada.ID}, ExpiresAt: w.clock().Add(20 * time.Second)})
	w.after(told.Breaks().Sub(w.clock()))
	lines := w.countTemplate(id, "follow_up")
	w.work(t)
	c := w.state(t, id)
	if c.State != chat.StateOffered || !c.Offer.OpenTo(ada.ID) || c.Handoff.Promise.Kind != chat.PromiseNow {
		t.Fatalf("while it rings: %s with a promise of kind %s", c.State, c.Handoff.Promise.Kind)
	}
	w.must(t, id, chat.EndOffer{Offer: "offer-1", By: chat.BySystem, How: chat.OfferLapsed})
	w.work(t)
	if c := w.state(t, id); c.State != chat.StateFollowUp || w.countTemplate(id, "follow_up") != lines+1 {
		t.Errorf("when nobody answered it: %s", c.State)
	}
}

func TestOfferedMeansOneMoment(t *testing.T) {
	w := newWorld(t)
	id := w.open("en")
	w.ask(t, id)
	w.must(t, id, chat.MakeOffer{Offer: "offer-1", Agents: []chat.AgentID{ada.ID}, ExpiresAt: w.clock().Add(20 * time.Second)})
	w.after(2 * time.Minute)
	before := w.countTemplate(id, "promise_changed")
	w.work(t)
	c := w.state(t, id)
	if c.Handoff.Promise.Kind != chat.PromiseNow || w.countTemplate(id, "promise_changed") != before {
		t.Errorf("promise %s; a line was said: %t", c.Handoff.Promise.Kind, w.countTemplate(id, "promise_changed") != before)
	}
}

func TestBackInLineIsTold(t *testing.T) {
	tests := []struct {
		name string
		do   func(w *world, id chat.ConversationID)
		want string
	}{
		{"the person is gone", func(w *world, id chat.ConversationID) { w.must(t, id, chat.Relieve{Agent: ada.ID}) },
			"Sorry about that, Mia. You’re at the front of the line, and whoever joins can read everything. It usually takes **1 to 2 minutes**."},
		{"the person passed it on", func(w *world, id chat.ConversationID) { w.must(t, id, chat.Release{By: ada.ID}) },
			"Ada is asking somebody else to take over. You’re at the front of the line, and whoever joins can read everything. It usually takes **1 to 2 minutes**."},
		{"a transfer was not taken", func(w *world, id chat.ConversationID) {
			w.must(t, id, chat.Transfer{By: ada.ID, To: "agent-ben", Offer: "offer-1", ExpiresAt: w.clock()}, chat.EndOffer{Offer: "offer-1", By: chat.BySystem, How: chat.OfferLapsed})
		}, "Ada is asking somebody else to take over. You’re at the front of the line, and whoever joins can read everything. It usually takes **1 to 2 minutes**."},
		{"the person is not there when it wakes", func(w *world, id chat.ConversationID) {
			w.must(t, id, chat.Snooze{By: ada.ID, Until: w.clock().Add(time.Hour)})
			w.after(time.Hour)
			w.work(t)
			w.must(t, id, chat.Wake{Absent: ada.ID})
		}, "I’m asking Anna’s team to join us here. It usually takes **1 to 2 minutes**."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.visitor.Name = "Mia"
			id := w.open("en")
			w.ask(t, id)
			w.work(t)
			w.must(t, id, chat.Claim{Agent: ada, Handoff: "h"})
			tt.do(w, id)
			w.work(t)
			if m := w.last(t, id); m.Text != tt.want {
				t.Errorf("said %q, want %q", m.Text, tt.want)
			}
			n := len(w.Timeline(id))
			if err := w.s.Repromise(t.Context(), id); err != nil || len(w.Timeline(id)) != n {
				t.Errorf("a second run wrote %d entries more, %v", len(w.Timeline(id))-n, err)
			}
		})
	}
}

// TestWhoIsPassedToAPersonIsTold follows a visitor whose person has left for a colleague
// who declines.
func TestWhoIsPassedToAPersonIsTold(t *testing.T) {
	w := newWorld(t)
	id := w.open("en")
	w.ask(t, id)
	w.work(t)
	w.must(t, id, chat.Claim{Agent: ada, Handoff: "h"})
	w.after(5 * time.Minute)
	w.work(t)
	w.must(t, id, chat.Transfer{By: ada.ID, To: "agent-ben", Offer: "offer-1", ExpiresAt: w.clock().Add(20 * time.Second)})
	others := w.staffing
	w.staffing = Staffing{} // nobody else is there: the one who is asked is
	w.work(t)
	w.staffing = others
	if got := w.last(t, id).Text; got != "Ada is asking somebody else to take over. You’re at the front of the line, and whoever joins can read everything." {
		t.Errorf("while the colleague is asked: %q", got)
	}
	w.must(t, id, chat.EndOffer{Offer: "offer-1", By: chat.ByAgent("agent-ben"), Agent: "agent-ben", How: chat.OfferDeclined})
	w.work(t)
	if got := w.last(t, id).Text; got != "Still looking, usually 1 to 2 minutes." {
		t.Errorf("after they declined: %q", got)
	}
	c := w.state(t, id)
	if !c.Front || !c.EnteredQueueAt.Equal(w.clock()) || !barred(c, ada.ID) || !barred(c, "agent-ben") {
		t.Errorf("in line since %v, in front %t, barred %+v; want the front, since now, and neither of the two asked again", c.EnteredQueueAt, c.Front, c.Bars)
	}
	w.staffing = Staffing{}
	w.after(20 * time.Minute)
	w.work(t)
	if got := w.last(t, id).Text; !strings.HasPrefix(got, "Sorry, nobody can take over right now.") {
		t.Errorf("with nobody left: %q, want nothing that denies that Ada was here", got)
	}
}

func barred(c *chat.Conversation, a chat.AgentID) bool {
	return slices.ContainsFunc(c.Bars, func(b chat.Bar) bool { return b.Agent == a })
}

func TestStillLookingIsSaidOnceInARow(t *testing.T) {
	w := newWorld(t)
	id := w.open("en")
	w.ask(t, id)
	w.work(t)
	miss := func(offer chat.OfferID) {
		t.Helper()
		w.must(t, id, chat.MakeOffer{Offer: offer, Agents: []chat.AgentID{ada.ID}, ExpiresAt: w.clock().Add(20 * time.Second)}, chat.EndOffer{Offer: offer, By: chat.BySystem, How: chat.OfferLapsed})
		w.after(5 * time.Second)
		w.work(t)
	}
	miss("offer-1")
	miss("offer-2")
	if n := w.countTemplate(id, "promise_changed"); n != 1 {
		t.Errorf("the visitor read %d lines about two missed offers: %q", n, w.Lines(id))
	}
	made := w.state(t, id).Handoff.Promise.MadeAt
	if err := w.Say(id, "Hello?"); err != nil {
		t.Fatal(err)
	}
	miss("offer-3")
	if n := w.countTemplate(id, "promise_changed"); n != 2 || !w.state(t, id).Handoff.Promise.MadeAt.After(made) {
		t.Errorf("after a word of the visitor it is said again: %d lines", n)
	}
}

func TestBackInLineWithNobodyLeft(t *testing.T) {
	w := newWorld(t)
	id := w.open("en")
	w.ask(t, id)
	w.must(t, id, chat.Claim{Agent: ada, Handoff: "h"}, chat.Relieve{Agent: ada.ID})
	w.staffing = Staffing{}
	w.work(t)
	if c := w.state(t, id); c.State != chat.StateFollowUp || c.Handoff.Promise.Kind != chat.PromiseByTime {
		t.Errorf("%s with a promise of kind %s", c.State, c.Handoff.Promise.Kind)
	}
}

func TestReturningVisitor(t *testing.T) {
	tests := []struct {
		name     string
		routable bool
		state    chat.State
		want     string
	}{
		{"the person they know is free", true, chat.StateActive, ""},
		{"the person they know is away", false, chat.StateQueued, "Welcome back. I’m asking Anna’s team to join us here."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.routable[ada.ID] = tt.routable
			id := w.open("en")
			w.ask(t, id)
			w.must(t, id, chat.Claim{Agent: ada, Handoff: "h"}, chat.Resolve{By: chat.ByAgent(ada.ID), Outcome: chat.OutcomeSolved})
			w.work(t)
			w.after(time.Hour)
			if err := w.Say(id, "It is still bent."); err != nil {
				t.Fatal(err)
			}
			first := w.state(t, id).Handoff.ID
			w.work(t)
			c := w.state(t, id)
			if c.State != tt.state || tt.routable && !c.Owner.IsAgent(ada.ID) || !tt.routable && c.Handoff.ID == first {
				t.Errorf("%s, owner %v, handoff %s", c.State, c.Owner, c.Handoff.ID)
			}
			if tt.want != "" && !strings.HasPrefix(w.last(t, id).Text, tt.want) {
				t.Errorf("told %q, want %q", w.last(t, id).Text, tt.want)
			}
			n := len(w.Timeline(id))
			if err := w.s.Return(t.Context(), id); err != nil || len(w.Timeline(id)) != n {
				t.Errorf("a second run wrote %d entries more, %v", len(w.Timeline(id))-n, err)
			}
		})
	}
}

func TestFollowUpBecomesLiveWhenTheVisitorAsks(t *testing.T) {
	w := newWorld(t)
	there := w.staffing
	w.staffing = Staffing{}
	id := w.open("en")
	w.ask(t, id)
	w.staffing = there
	if err := w.s.Request(t.Context(), id, chat.ByAssistant, chat.LowConfidence, nil, w.state(t, id).OwnerEpoch); err != nil {
		t.Fatal(err)
	}
	if c := w.state(t, id); c.State != chat.StateFollowUp {
		t.Errorf("%s: the assistant's doubts do not make a follow-up live", c.State)
	}
	w.ask(t, id)
	if c := w.state(t, id); c.State != chat.StateQueued || w.countTemplate(id, "told") != 2 {
		t.Errorf("%s with %d told lines; want the queue and a second one", c.State, w.countTemplate(id, "told"))
	}
}

func TestTakeoverIsPackagedToo(t *testing.T) {
	w := newWorld(t)
	id := w.open("en")
	w.must(t, id, chat.Claim{Agent: ada, Handoff: "handoff-takeover"})
	w.work(t)
	c := w.state(t, id)
	if !c.Handoff.Packaged || !c.Handoff.Delivered || len(w.rows) != 1 || w.rows[0].Reason != chat.AgentTakeover {
		t.Errorf("packaged %t, delivered %t, rows %+v", c.Handoff.Packaged, c.Handoff.Delivered, w.rows)
	}
}

// TestReopenedByAnAgentIsAHandoffToo: the assistant had ended it, so nobody was ever asked for.
func TestReopenedByAnAgentIsAHandoffToo(t *testing.T) {
	w := newWorld(t)
	id := w.open("en")
	w.must(t, id, chat.Resolve{By: chat.ByAssistant, Outcome: chat.OutcomeSolved}, chat.Claim{Agent: ada, Handoff: "handoff-reopened"})
	w.work(t)
	if c := w.state(t, id); c.State != chat.StateActive || c.Handoff == nil || c.Handoff.Reason != chat.AgentTakeover || !c.Handoff.Delivered {
		t.Fatalf("%s with the handoff %+v", c.State, c.Handoff)
	}
	w.must(t, id, chat.Release{By: ada.ID})
	w.work(t)
	if c := w.state(t, id); c.State != chat.StateQueued || c.Handoff.Promise.Kind != chat.PromiseRange {
		t.Errorf("released, it is %s with a promise of kind %s; want a range to wait for", c.State, c.Handoff.Promise.Kind)
	}
	w.after(2 * time.Minute)
	w.work(t)
	if m := w.last(t, id); m.Template != "promise_changed" || !strings.HasPrefix(m.Text, "It takes longer than I said") {
		t.Errorf("when nobody came in time the visitor read %q", m.Text)
	}
	w.must(t, id, chat.Claim{Agent: ada}, chat.Resolve{By: chat.ByAgent(ada.ID), Outcome: chat.OutcomeSolved}, chat.Claim{Agent: ada, Handoff: "handoff-again"})
	if c := w.state(t, id); c.Handoff.ID != "handoff-reopened" {
		t.Errorf("reopened after a person had it, it is the handoff %s", c.Handoff.ID)
	}
}

func TestPackageRefusesBeforeTold(t *testing.T) {
	asked := chat.HandoffRequested{Handoff: "h", ToldSeq: 3}
	entries := []chat.Entry{{Seq: 1, Fact: chat.Started{}}, {Seq: 2, Fact: chat.MessagePosted{}}, {Seq: 4, Fact: asked}}
	if _, ok := told(entries, "h"); ok {
		t.Error("told() believes in a line that is not there")
	}
	entries = append(entries[:2:2], chat.Entry{Seq: 3, Fact: chat.MessagePosted{}}, chat.Entry{Seq: 4, Fact: asked})
	if seq, ok := told(entries, "h"); !ok || seq != 3 {
		t.Errorf("told() = %d, %t; want 3", seq, ok)
	}
	if _, ok := told(entries, "another"); ok {
		t.Error("told() mixes handoffs up")
	}
	s := New(Deps{Desk: scripted{entries[:2:2]}})
	if err := s.Package(t.Context(), "c", "h", 1); err != nil {
		t.Errorf("Package() of a handoff that is not there = %v, want nothing to do", err)
	}
	s = New(Deps{Desk: scripted{[]chat.Entry{{Seq: 1, Fact: chat.Started{}}, {Seq: 2, Fact: asked}}}})
	if err := s.Package(t.Context(), "c", "h", 1); !chat.IsCode(err, chat.Conflict) {
		t.Errorf("Package() before told = %v, want a conflict", err)
	}
}

// scripted is a desk with a timeline of its own.
type scripted struct{ entries []chat.Entry }

func (s scripted) Do(context.Context, chat.ConversationID, ...chat.Command) (*chat.Conversation, error) {
	return nil, chat.Refuse(chat.Internal, "This desk only reads.")
}

func (s scripted) Load(context.Context, chat.ConversationID) (*chat.Conversation, error) {
	return &chat.Conversation{}, nil
}

func (s scripted) Entries(_ context.Context, _ chat.ConversationID, after int64, _ int) ([]chat.Entry, error) {
	var out []chat.Entry
	for _, e := range s.entries {
		if e.Seq > after {
			out = append(out, e)
		}
	}
	return out, nil
}

func TestFailedDeliveryIsSeenAndTriedAgain(t *testing.T) {
	w := newWorld(t)
	w.refuse = 2
	id := w.open("en")
	w.ask(t, id)
	w.work(t)
	if n := w.count(id, "handoff.failed"); n != 2 || len(w.rows) != 1 || !w.state(t, id).Handoff.Delivered {
		t.Errorf("%d failures, %d rows, delivered %t; want 2, 1, true", n, len(w.rows), w.state(t, id).Handoff.Delivered)
	}
}

func TestSummaryComesFromTheModelWhenThereIsOne(t *testing.T) {
	w := newWorld(t)
	w.summary = func(ctx context.Context) (chat.Package, error) {
		if _, ok := ctx.Deadline(); !ok {
			t.Error("the summary has no time limit")
		}
		return chat.Package{Summary: "Wants a new wheel.", By: "model", Sentiment: "angry", Topic: "damage", Priority: 99, Contact: "invented@example.com"}, nil
	}
	id := w.open("en")
	w.ask(t, id)
	w.work(t)
	p := w.packageOf(t, id)
	if p.Summary != "Wants a new wheel." || p.By != "model" || p.Priority != Raised || p.Topic != "damage" {
		t.Errorf("package = %+v", p)
	}
	if p.Contact != "" {
		t.Errorf("contact = %q, which nobody gave", p.Contact)
	}
	if c := w.state(t, id); c.Summary != p.Summary || c.Priority != Raised {
		t.Errorf("the conversation knows %q, priority %d", c.Summary, c.Priority)
	}
}

func TestOfferAndReassurance(t *testing.T) {
	w := newWorld(t)
	id := w.open("en")
	offer, err := w.s.Offer(t.Context(), w.state(t, id))
	if err != nil || offer != "Shall I get someone from Anna’s team? It usually takes **1 to 2 minutes**." {
		t.Errorf("Offer() = %q, %v", offer, err)
	}
	w.ask(t, id)
	if offer, err = w.s.Offer(t.Context(), w.state(t, id)); err != nil || offer != "" {
		t.Errorf("Offer() while waiting = %q, %v; want none", offer, err)
	}
	w.staffing.Ahead = 30 // the line has grown; the promise stands until it is corrected
	still, err := w.s.Reassure(t.Context(), w.state(t, id))
	if err != nil || still != "I’ve asked Anna’s team already. As I said, it usually takes **1 to 2 minutes**. I’ll keep helping while you wait." {
		t.Errorf("Reassure() = %q, %v", still, err)
	}
	if err := w.s.WriteLater(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	still, err = w.s.Reassure(t.Context(), w.state(t, id))
	if err != nil || still != "Anna’s team has your question already, and you’ll have an answer **by 11:00 today**. I’ll keep helping in the meantime." {
		t.Errorf("Reassure() later = %q, %v", still, err)
	}
	w.after(5 * time.Hour)
	if still, err = w.s.Reassure(t.Context(), w.state(t, id)); err != nil || strings.Contains(still, "11:00") {
		t.Errorf("Reassure() = %q, which names a time that has passed", still)
	}
}
