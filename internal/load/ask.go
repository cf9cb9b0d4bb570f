package load

import (
	"context"
	"fmt"
	"time"
)

// Question is a visitor who has asked the assistant and waits for the first words.
type Question struct {
	visitor *socket
	draft   <-chan time.Time
}

// Ask opens a conversation with a question and follows it.
func (b *Baton) Ask(ctx context.Context, text string) (*Question, error) {
	v, conversation, err := b.begin(ctx, fmt.Sprintf("ask-%d", time.Now().UnixNano()), text)
	if err != nil {
		return nil, err
	}
	q := &Question{visitor: v, draft: v.expect("draft:" + conversation)}
	return q, (&Pair{conversation: conversation}).follow(v)
}

// FirstWords waits until the first words of an answer arrive.
func (q *Question) FirstWords() (time.Time, error) { return q.visitor.await(q.draft, patience) }

// Close ends the visitor's socket.
func (q *Question) Close() { q.visitor.close() }
