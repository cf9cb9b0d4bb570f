package transcript

import (
	"context"
	"fmt"

	"github.com/batonchat/baton/chat"
)

// Reader reads conversations.
type Reader interface {
	// Load gives the conversation, which may lag behind what other nodes have
	// just written. The caller must not change it.
	Load(ctx context.Context, id chat.ConversationID) (*chat.Conversation, error)
	// Entries gives at most limit stored entries after a place of the timeline,
	// in order.
	Entries(ctx context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error)
}

const page = 500

// Fresh gives the conversation as it is stored at this moment, whatever node
// wrote last. Work that was just committed elsewhere must be decided on this,
// or it would seem to be about something that never happened. The caller may
// change the result.
func Fresh(ctx context.Context, r Reader, id chat.ConversationID) (*chat.Conversation, error) {
	known, err := r.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	c := known.Clone()
	for {
		later, err := r.Entries(ctx, id, c.Seq, page)
		if err != nil {
			return nil, fmt.Errorf("entries of %s after %d: %w", id, c.Seq, err)
		}
		for _, e := range later {
			c.Apply(e)
		}
		if len(later) < page {
			return c, nil
		}
	}
}

// All gives every stored entry of a conversation, and the conversation as it
// stands after the last of them.
func All(ctx context.Context, r Reader, id chat.ConversationID) (*chat.Conversation, []chat.Entry, error) {
	var all []chat.Entry
	c := &chat.Conversation{ID: id}
	for {
		some, err := r.Entries(ctx, id, c.Seq, page)
		if err != nil {
			return nil, nil, fmt.Errorf("entries of %s after %d: %w", id, c.Seq, err)
		}
		for _, e := range some {
			c.Apply(e)
		}
		all = append(all, some...)
		if len(some) < page {
			break
		}
	}
	if len(all) == 0 {
		return nil, nil, chat.Refuse(chat.NotFound, "This conversation does not exist.")
	}
	return c, all, nil
}
