package handoff

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/memdesk"
	"github.com/batonchat/baton/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const officePlan = `{"zone":"Europe/Berlin","weekly":[
	{"day":"monday","from":"09:00","to":"17:00"},{"day":"tuesday","from":"09:00","to":"17:00"},{"day":"wednesday","from":"09:00","to":"17:00"},
	{"day":"thursday","from":"09:00","to":"17:00"},{"day":"friday","from":"09:00","to":"17:00"}]}`

// world is everything around the service, as a test wants it.
type world struct {
	*memdesk.Desk

	s *Service

	mu       sync.Mutex // guards all below
	now      time.Time
	settings Settings
	own      map[chat.TeamID]*hours.Calendar // of teams that have hours of their own
	staffing Staffing
	routable map[chat.AgentID]bool
	visitor  Visitor
	rows     []Row
	refuse   int // deliveries still to fail
	summary  func(ctx context.Context) (chat.Package, error)
}

// monday is a Monday at ten in the office.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{now: monday, settings: Settings{Hours: office(t), Team: "Anna’s team"}, routable: map[chat.AgentID]bool{},
		staffing: Staffing{Routable: 2, Slots: 4, Handle: 4 * time.Minute, Samples: 100}, visitor: Visitor{Zone: time.UTC}}
	w.Desk = memdesk.New(w.clock)
	w.s = New(Deps{Desk: w, Sites: w, Staff: w, Visitors: w, Destinations: w, Summariser: w, Now: w.clock})
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) after(d time.Duration) { w.set(func() { w.now = w.now.Add(d) }) }

func (w *world) set(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
}

func (w *world) Handoffs(_ context.Context, _ chat.SiteID, team chat.TeamID) (Settings, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	settings := w.settings
	if own := w.own[team]; own != nil {
		settings.Hours = own
	}
	return settings, nil
}

func (w *world) Staffing(context.Context, *chat.Conversation) (Staffing, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.staffing, nil
}

func (w *world) Routable(_ context.Context, a chat.AgentID, site chat.SiteID) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.routable[a] && site == "site", nil // which is that of all conversations here
}

func (w *world) Visitor(context.Context, chat.VisitorID) (Visitor, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.visitor, nil
}

func (w *world) Destination(context.Context, chat.SiteID) (Destination, error) { return Queue{w}, nil }

// Put keeps one row a handoff, as the table does.
func (w *world) Put(_ context.Context, row Row) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.refuse > 0 {
		w.refuse--
		return errors.New("the table is locked")
	}
	if !slices.ContainsFunc(w.rows, func(r Row) bool { return r.Handoff == row.Handoff }) {
		w.rows = append(w.rows, row)
	}
	return nil
}

func (w *world) Summarise(ctx context.Context, _ *chat.Conversation, _ []chat.Entry) (chat.Package, error) {
	w.mu.Lock()
	f := w.summary
	w.mu.Unlock()
	if f == nil {
		return chat.Package{}, errors.New("no model")
	}
	return f(ctx)
}

// handlers are what the lead's outbox would call.
func (w *world) handlers() map[chat.WorkKind]memdesk.Handler {
	return map[chat.WorkKind]memdesk.Handler{
		chat.WorkPackage: func(ctx context.Context, j memdesk.Job) error {
			return w.s.Package(ctx, j.Conversation, chat.HandoffID(j.Key), j.Attempt)
		},
		chat.WorkDeliver: func(ctx context.Context, j memdesk.Job) error {
			return w.s.Deliver(ctx, j.Conversation, chat.HandoffID(j.Key), j.Attempt)
		},
		chat.WorkPromise:       func(ctx context.Context, j memdesk.Job) error { return w.s.Repromise(ctx, j.Conversation) },
		chat.WorkPromiseCheck:  func(ctx context.Context, j memdesk.Job) error { return w.s.CheckPromise(ctx, j.Conversation) },
		chat.WorkPromiseReview: func(ctx context.Context, j memdesk.Job) error { return w.s.ReviewPromise(ctx, j.Conversation) },
		chat.WorkReturn:        func(ctx context.Context, j memdesk.Job) error { return w.s.Return(ctx, j.Conversation) },
	}
}

func (w *world) work(t *testing.T) {
	t.Helper()
	if err := w.Work(t.Context(), w.handlers(), 5); err != nil {
		t.Fatal(err)
	}
}

// open starts a conversation in which the assistant could not help.
func (w *world) open(lang string) chat.ConversationID {
	return w.Open(chat.Start{Language: lang, Text: "My order A-1042 arrived with a bent wheel.", Page: chat.Page{URL: "https://shop.example/fjord-40", Title: "Fjord 40"}})
}

// ask presses the button.
func (w *world) ask(t *testing.T, id chat.ConversationID) {
	t.Helper()
	err := w.s.Request(t.Context(), id, chat.ByVisitor("visitor"), chat.ExplicitRequest, []chat.Trigger{{Kind: "pressed_button"}}, 0)
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) state(t *testing.T, id chat.ConversationID) *chat.Conversation {
	t.Helper()
	c, err := w.Load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (w *world) must(t *testing.T, id chat.ConversationID, cmds ...chat.Command) {
	t.Helper()
	if _, err := w.Do(t.Context(), id, cmds...); err != nil {
		t.Fatal(err)
	}
}

// last is the last public message.
func (w *world) last(t *testing.T, id chat.ConversationID) chat.MessagePosted {
	t.Helper()
	for _, e := range slices.Backward(w.Timeline(id)) {
		if m, ok := e.Fact.(chat.MessagePosted); ok {
			return m
		}
	}
	t.Fatal("nobody said anything")
	return chat.MessagePosted{}
}

// count counts facts of a kind.
func (w *world) count(id chat.ConversationID, kind string) int {
	n := 0
	for _, e := range w.Timeline(id) {
		if e.Fact.Kind() == kind {
			n++
		}
	}
	return n
}

func (w *world) countTemplate(id chat.ConversationID, template string) int {
	n := 0
	for _, e := range w.Timeline(id) {
		if m, ok := e.Fact.(chat.MessagePosted); ok && m.Template == template {
			n++
		}
	}
	return n
}
