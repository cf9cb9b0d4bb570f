package assistant

import (
	"context"
	"time"

	"github.com/batonchat/baton/assistant/builtin"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/model"
	"github.com/batonchat/baton/internal/transcript"
)

// Desk is the only writer of conversations.
type Desk interface {
	transcript.Reader
	// Do decides the commands one after another and commits what follows from
	// all of them in one transaction, or nothing when one is refused.
	Do(ctx context.Context, id chat.ConversationID, commands ...chat.Command) (*chat.Conversation, error)
}

// Handoffs passes conversations to people.
type Handoffs interface {
	// Request tells the visitor and asks the team. Asking again while somebody
	// is coming changes nothing. epoch is that of the run; 0 for the visitor.
	Request(ctx context.Context, id chat.ConversationID, by chat.Party, reason chat.Reason, triggers []chat.Trigger, epoch int64) error
	// Cancel withdraws the request with a kind line.
	Cancel(ctx context.Context, id chat.ConversationID, solved bool) error
	// Offer words the question whether a person should come, in the visitor's
	// language; empty when one is coming.
	Offer(ctx context.Context, c *chat.Conversation) (string, error)
	// Reassure words what a visitor who waits may expect.
	Reassure(ctx context.Context, c *chat.Conversation) (string, error)
}

// Settings are what a site's admin chose for its assistant.
type Settings struct {
	Name               string        // what the assistant is called
	Company            string        // whose assistant it is
	Instructions       string        // the admin's own words to the model
	Topics             []string      // what it may help with; empty: everything in the articles
	Subjects           []string      // what routing tells conversations apart by; a model may say which one it is
	Threshold          float64       // confidence under which it says that it does not know; 0: the built-in default
	LowConfidenceTurns int           // answers missing in a row that bring a person; 0: 2
	Mask               bool          // e-mails, telephone and card numbers stay here
	Fields             []FieldRule   // what is noted besides the contact; nil: the order number
	TurnLimit          time.Duration // for a whole turn with a model; 0: 40 s
}

// Sites gives the settings of a site.
type Sites interface {
	Assistant(ctx context.Context, site chat.SiteID) (Settings, error)
}

// Model is a language model.
type Model interface {
	// Chat asks for the next turn; emit gets the text as it arrives. An error
	// is a model.Failure unless ctx ended.
	Chat(ctx context.Context, p model.Prompt, emit func(text string)) (model.Reply, error)
}

// Answerer answers without a model.
type Answerer interface {
	Answer(ctx context.Context, q builtin.Question) (builtin.Answer, error)
}

// Live shows visitors what is being written. It may drop what it is given.
type Live interface {
	// Draft adds text to the run's answer; n counts from 1.
	Draft(id chat.ConversationID, run chat.RunID, n int, text string)
	// Withdraw takes back all that the run has shown.
	Withdraw(id chat.ConversationID, run chat.RunID)
}

// Owners tells who has a conversation.
type Owners interface {
	// Watch gives a context that ends with ctx, or as soon as this node learns
	// that the conversation's owner epoch is no longer the given one. stop
	// frees it.
	Watch(ctx context.Context, id chat.ConversationID, epoch int64) (watched context.Context, stop func())
}
