package desk

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/bus"
	"github.com/batonchat/baton/internal/store"
)

// Lines reads the last lines of conversations.
type Lines interface {
	Previews(ctx context.Context, ids []chat.ConversationID) ([]store.Preview, error)
}

// Previews tells the team's lists what was said last: for all conversations
// together at most once a second, so that a busy one costs no more than a calm
// one. What is lost, the next line or a fresh list makes good. Run it.
type Previews struct {
	Lines Lines
	Bus   Publisher
	Log   *slog.Logger
	Due   func(ctx context.Context, id chat.ConversationID) *chat.Deadline // what a person owes first; may be nil

	mu      sync.Mutex // guards touched
	touched map[chat.ConversationID]bool
}

// previewText is how much of a line is shown, in characters.
const previewText = 200

type framePreview struct {
	T            string              `json:"t"`
	Conversation chat.ConversationID `json:"conversation"`
	By           chat.Party          `json:"by"`
	Text         string              `json:"text"`
	At           time.Time           `json:"at"`
	Turn         string              `json:"turn"`
	Unread       int                 `json:"unread"`
	Name         string              `json:"name,omitempty"`
	SLA          *chat.Deadline      `json:"sla,omitempty"` // absent: nothing is owed
}

// Touch notes that a conversation has another last line or read mark.
func (p *Previews) Touch(id chat.ConversationID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.touched == nil {
		p.touched = map[chat.ConversationID]bool{}
	}
	p.touched[id] = true
}

// Run tells until ctx ends.
func (p *Previews) Run(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			p.tell(ctx)
		}
	}
}

func (p *Previews) tell(ctx context.Context) {
	p.mu.Lock()
	ids := make([]chat.ConversationID, 0, len(p.touched))
	for id := range p.touched {
		ids = append(ids, id)
	}
	p.touched = nil
	p.mu.Unlock()
	lines, err := p.Lines.Previews(ctx, ids)
	if err != nil {
		if ctx.Err() == nil {
			p.Log.Warn("the last lines could not be read for the lists", "err", err)
		}
		return
	}
	msgs := make([]bus.Message, 0, len(lines))
	for _, l := range lines {
		var due *chat.Deadline
		if p.Due != nil {
			due = p.Due(ctx, l.Conversation)
		}
		text := []rune(l.Text)
		msgs = append(msgs, bus.Message{Stream: InboxPrefix + string(l.Site), Kind: "agents", Data: Encode(framePreview{"preview", l.Conversation, l.By,
			string(text[:min(len(text), previewText)]), l.At, turn(l.TurnAt), l.Unread, l.Name, due})})
	}
	if len(msgs) > 0 {
		p.Bus.Publish(msgs...)
	}
}
