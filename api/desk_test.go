package api_test

import (
	"context"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/desk"
)

// record is a conversation with its timeline.
type record struct {
	c       *chat.Conversation
	entries []chat.Entry
}

// Load implements api.Desk.
func (h *house) Load(_ context.Context, id chat.ConversationID) (*chat.Conversation, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.broken != nil {
		return nil, h.broken
	}
	r, ok := h.conversations[id]
	if !ok {
		return nil, chat.Refuse(chat.NotFound, "This conversation does not exist.")
	}
	return r.c, nil
}

// Do implements api.Desk: decide, write, keep; a repeated send answers as the first.
func (h *house) Do(_ context.Context, id chat.ConversationID, cmds ...chat.Command) (desk.Result, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.broken != nil {
		return desk.Result{}, h.broken
	}
	r, ok := h.conversations[id]
	if !ok {
		return desk.Result{}, chat.Refuse(chat.NotFound, "This conversation does not exist.")
	}
	return h.write(r, cmds)
}

func (h *house) write(r *record, cmds []chat.Command) (desk.Result, error) {
	c, written := r.c.Clone(), []chat.Entry(nil)
	for _, cmd := range cmds {
		d, err := chat.Decide(c, cmd, h.now)
		if err != nil {
			return desk.Result{}, err
		}
		for _, draft := range d.Drafts {
			i := slices.IndexFunc(r.entries, func(e chat.Entry) bool {
				return draft.ClientID != "" && e.ClientID == draft.ClientID && e.By == draft.By
			})
			if i < 0 {
				continue
			}
			if before, now := r.entries[i].Fact, draft.Fact; !sameText(before, now) {
				return desk.Result{}, chat.Refuse(chat.Conflict, "This id was used for another message already. Choose a new one.")
			}
			return desk.Result{Conversation: r.c, Entries: []chat.Entry{r.entries[i]}, Repeated: true}, nil
		}
		written = append(written, c.Write(d.Drafts, h.now)...)
	}
	r.c, r.entries = c, append(r.entries, written...)
	return desk.Result{Conversation: c, Entries: written}, nil
}

func sameText(a, b chat.Fact) bool {
	x, xok := a.(chat.MessagePosted)
	y, yok := b.(chat.MessagePosted)
	return !xok || !yok || x.Text == y.Text
}

// Start implements api.Desk.
func (h *house) Start(_ context.Context, s chat.Start) (desk.Result, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if id, ok := h.starts[string(s.Visitor)+s.ClientID]; ok {
		r := h.conversations[id]
		return h.write(r, []chat.Command{chat.Post{By: chat.ByVisitor(s.Visitor), ClientID: s.ClientID, Text: s.Text}})
	}
	id := chat.ConversationID(chat.NewID())
	r := &record{c: &chat.Conversation{ID: id}}
	res, err := h.write(r, []chat.Command{s})
	if err == nil {
		h.conversations[id] = r
		h.starts[string(s.Visitor)+s.ClientID] = id
	}
	return res, err
}

// Entries implements api.Timeline.
func (h *house) Entries(_ context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error) {
	return h.some(id, limit, false, func(e chat.Entry) bool { return e.Seq > after }), nil
}

// EntriesBefore implements api.Timeline.
func (h *house) EntriesBefore(_ context.Context, id chat.ConversationID, before int64, limit int, public bool) ([]chat.Entry, error) {
	return h.some(id, limit, true, func(e chat.Entry) bool {
		n := e.Seq
		if public {
			n = e.PublicSeq
		}
		return n > 0 && (before <= 0 || n < before)
	}), nil
}

// some gives the first or last entries that fit.
func (h *house) some(id chat.ConversationID, limit int, last bool, fits func(chat.Entry) bool) []chat.Entry {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []chat.Entry
	if r, ok := h.conversations[id]; ok {
		for _, e := range r.entries {
			if fits(e) {
				out = append(out, e)
			}
		}
	}
	if len(out) <= limit {
		return out
	}
	if last {
		return out[len(out)-limit:]
	}
	return out[:limit]
}

// Entry implements api.Timeline.
func (h *house) Entry(_ context.Context, id chat.ConversationID, seq int64) (chat.Entry, error) {
	found := h.some(id, 1, false, func(e chat.Entry) bool { return e.Seq == seq })
	if len(found) == 0 {
		return chat.Entry{}, chat.Refuse(chat.NotFound, "This message does not exist.")
	}
	return found[0], nil
}

// Epoch implements api.Timeline.
func (*house) Epoch() string { return "epoch-1" }

// Request implements api.Handoffs.
func (h *house) Request(ctx context.Context, id chat.ConversationID, by chat.Party, reason chat.Reason, triggers []chat.Trigger, _ int64) error {
	h.mu.Lock()
	staffed := h.staffed
	h.mu.Unlock()
	_, err := h.Do(ctx, id, chat.RequestHandoff{Handoff: chat.HandoffID(chat.NewID()), By: by, Reason: reason, Triggers: triggers,
		Told: "Somebody will be with you.", Promise: chat.Promise{Kind: chat.PromiseRange, Low: 60, High: 120, MadeAt: h.clock(),
			Inputs: chat.PromiseInputs{Routable: 7, Slots: 9}}, Live: staffed, Why: "nobody_reachable", AskContact: true})
	return err
}

// Cancel implements api.Handoffs.
func (h *house) Cancel(ctx context.Context, id chat.ConversationID, solved bool) error {
	c, err := h.Load(ctx, id)
	if err != nil {
		return err
	}
	_, err = h.Do(ctx, id, chat.CancelHandoff{By: c.Visitor, Solved: solved, Line: "All right."})
	return err
}

// WriteLater implements api.Handoffs.
func (h *house) WriteLater(ctx context.Context, id chat.ConversationID) error {
	c, err := h.Load(ctx, id)
	if err != nil {
		return err
	}
	_, err = h.Do(ctx, id, chat.MoveToFollowUp{By: chat.ByVisitor(c.Visitor), Why: "chosen",
		Promise: chat.Promise{Kind: chat.PromiseByTime, By: h.clock().Add(2 * time.Hour), MadeAt: h.clock()}, Line: "We will write."})
	return err
}
