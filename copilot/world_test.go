package copilot

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/llm"
	"github.com/batonchat/baton/internal/llm/llmtest"
	"github.com/batonchat/baton/internal/memdesk"
	"github.com/batonchat/baton/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var ada = chat.Profile{ID: "agent-ada", Name: "Ada"}

// world is everything around the copilot, as a test wants it.
type world struct {
	*memdesk.Desk

	s   *Service
	llm *llmtest.Server

	mu       sync.Mutex // guards all below
	settings Settings
	broken   bool // the articles cannot be searched
	full     bool // drafts cannot be kept
	drafts   map[string]Draft
	became   map[string]How
}

// newWorld has a model when steps are given.
func newWorld(t *testing.T, steps ...llmtest.Step) *world {
	t.Helper()
	w := &world{Desk: memdesk.New(time.Now), drafts: map[string]Draft{}, became: map[string]How{}}
	d := Deps{Desk: w, Sites: w, Library: w, Drafts: w,
		Idle: func(text string) bool { return text == "Hello" || strings.Contains(text, "human") }}
	if len(steps) > 0 {
		w.llm = llmtest.Serve(t, steps...)
		transport := &http.Transport{}
		t.Cleanup(transport.CloseIdleConnections)
		client, err := llm.New(llm.Config{BaseURL: w.llm.URL, Model: "scripted", Backoff: time.Millisecond, Patience: 300 * time.Millisecond,
			HTTP: &http.Client{Transport: transport}})
		if err != nil {
			t.Fatal(err)
		}
		d.Model = func(context.Context, chat.SiteID) Model { return client }
	}
	w.s = New(d)
	return w
}

func (w *world) Copilot(context.Context, chat.SiteID) (Settings, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.settings, nil
}

var shelf = []Passage{
	{Article: "a-delivery", Title: "Delivery times", Text: "A bicycle is delivered within two working days.", Coverage: 0.9},
	{Article: "a-far", Title: "Far away", Text: "Delivery to islands.", Coverage: 0.2},
}

func (w *world) Search(_ context.Context, _ chat.SiteID, query, _ string, limit int) ([]Passage, error) {
	if w.broken {
		return nil, errors.New("the index is gone")
	}
	if !strings.Contains(strings.ToLower(query), "deliver") {
		return nil, nil
	}
	return shelf[:min(limit, len(shelf))], nil
}

func (w *world) Save(_ context.Context, d Draft) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.full {
		return errors.New("the disk is full")
	}
	w.drafts[d.ID] = d
	return nil
}

func (w *world) Dispose(_ context.Context, draft string, agent chat.AgentID, how How, _ time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if d, ok := w.drafts[draft]; !ok || d.Agent != agent {
		return chat.Refuse(chat.NotFound, "There is no such draft.")
	}
	w.became[draft] = how
	return nil
}

// open is a conversation that Ada has taken over.
func (w *world) open(t *testing.T) chat.ConversationID {
	t.Helper()
	id := w.Open(chat.Start{Language: "en", Text: "Hello", Page: chat.Page{URL: "https://shop.example/fjord", Title: "Fjord"}})
	for _, cmd := range []chat.Command{
		chat.Say{Run: "run-1", Epoch: 1, UpTo: 2, Text: "Hi! What can I help you with?"},
		post("client-1", "Where is my order A-1042? Delivery was promised for Monday."),
		chat.Collect{By: chat.ByAssistant, Field: chat.Field{Name: "order_number", Value: "A-1042"}},
		chat.Say{Run: "run-2", Epoch: 1, UpTo: 4, Text: "Two working days.", Citations: []chat.Citation{{Article: "a-cited", Title: "Cited"}}},
		post("client-2", "Can I talk to a human?"),
		chat.Note{By: ada.ID, ClientID: "note-1234", Text: "SECRET NOTE"},
		chat.Claim{Agent: ada, Handoff: "handoff-1", Greeting: "Hi, I am Ada."},
	} {
		if _, err := w.Do(t.Context(), id, cmd); err != nil {
			t.Fatal(err)
		}
	}
	return id
}

func post(id, text string) chat.Command {
	return chat.Post{By: chat.ByVisitor("visitor"), ClientID: id, Text: text}
}

// listen collects what an agent sees being written.
func listen(to *strings.Builder) func(string, bool) {
	return func(delta string, restart bool) {
		if restart {
			to.Reset()
		}
		to.WriteString(delta)
	}
}
