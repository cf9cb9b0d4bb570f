package main

import (
	"context"
	"time"

	"github.com/batonchat/baton/api"
	"github.com/batonchat/baton/assistant"
	"github.com/batonchat/baton/assistant/builtin"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/copilot"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/transcript"
)

// copilots is the copilot as the API shows it.
type copilots struct {
	service *copilot.Service
	model   string // empty: built-in only
}

// by names who wrote something, as the dashboard says it.
func by(b copilot.By) string {
	if b == copilot.ByModel {
		return "model"
	}
	return "built_in"
}

func (c copilots) Pane(ctx context.Context, id chat.ConversationID) (api.CopilotPane, error) {
	s, err := c.service.Summary(ctx, id)
	return api.CopilotPane{Wants: s.Text, Points: s.Points, Tried: s.Tried, Sentiment: s.Sentiment, Fields: s.Fields, By: by(s.By), Seq: s.UpTo, Articles: s.Articles}, err
}

// emitter passes pieces on until one cannot be; what a second attempt of the
// model writes replaces the first when the whole text arrives.
func emitter(piece func(string) error, cancel context.CancelFunc) func(string, bool) {
	return func(delta string, _ bool) {
		if piece(delta) != nil {
			cancel()
		}
	}
}

func (c copilots) Draft(ctx context.Context, id chat.ConversationID, a chat.AgentID, hint string, piece func(string) error) (api.CopilotText, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	d, err := c.service.Draft(ctx, id, a, hint, emitter(piece, cancel))
	return api.CopilotText{ID: d.ID, Text: d.Text, Sources: d.Sources, By: by(d.By), Why: d.Failed}, err
}

func (c copilots) Ask(ctx context.Context, id chat.ConversationID, a chat.AgentID, question string, piece func(string) error) (api.CopilotText, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s, err := c.service.Ask(ctx, id, a, question, emitter(piece, cancel))
	return api.CopilotText{ID: chat.NewID(), Text: s.Text, Sources: s.Sources, By: by(s.By), Why: s.Failed}, err
}

// Status tells what works with and without a model.
func (c copilots) Status(context.Context) api.CopilotStatus {
	if c.model != "" {
		return api.CopilotStatus{Model: c.model, Features: []api.CopilotFeature{
			{Name: "summary", Works: true, By: "model"}, {Name: "drafts", Works: true, By: "model"}, {Name: "ask", Works: true, By: "model"}}}
	}
	const why = "No language model is set up (OPENAI_BASE_URL, OPENAI_MODEL), so the copilot quotes: summaries are the visitor's own sentences, drafts and answers are passages of your articles."
	return api.CopilotStatus{Why: why, Features: []api.CopilotFeature{
		{Name: "summary", Works: true, By: "built_in"}, {Name: "drafts", Works: true, By: "built_in"}, {Name: "ask", Works: true, By: "built_in"}}}
}

// copilotDrafts keeps what the copilot drafted.
type copilotDrafts struct{ store *store.Store }

func (d copilotDrafts) Save(ctx context.Context, x copilot.Draft) error {
	_, err := d.store.KeepCopilotDraft(ctx, store.CopilotDraft{ID: x.ID, Conversation: x.Conversation, Agent: x.Agent, Text: x.Text, Sources: x.Sources, By: by(x.By)})
	return err
}

func (d copilotDrafts) Dispose(ctx context.Context, draft string, a chat.AgentID, how copilot.How, _ time.Time) error {
	return d.store.DisposeCopilotDraft(ctx, draft, a, store.Disposition(how))
}

// sentiment reads how the visitor seems to feel.
func sentiment(lines []transcript.Line, lang string) (mood, evidence string) {
	turns := make([]builtin.Turn, len(lines))
	for i, l := range lines {
		turns[i] = builtin.Turn{Visitor: l.ByVisitor(), Text: l.Text}
	}
	return assistant.Sentiment(turns, lang)
}

// idle tells which messages ask nothing by themselves.
func idle(text string) bool {
	lang, _ := builtin.DetectLanguage(text)
	if _, ok := builtin.WantsPerson(text, lang); ok {
		return true
	}
	_, ok := builtin.ChatsOnly(text, lang)
	return ok
}
