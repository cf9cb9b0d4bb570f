package ws

import (
	"context"

	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/desk"
)

// Begin is a visitor's send without a conversation, by whichever transport: it
// goes to the conversation that is open, else it starts one. (To continue a
// resolved one the send names it.) s carries the send; who it is
// from is filled in here.
func Begin(ctx context.Context, d Desk, who policy.Principal, rules VisitorRules, s chat.Start) (desk.Result, error) {
	s.Site, s.Visitor, s.Language, s.Previous, s.Contact = who.Site, who.Visitor, rules.Language, rules.Previous, rules.Contact
	open, ok, err := openOne(ctx, d, rules.Open)
	switch {
	case err != nil:
		return desk.Result{}, err
	case !ok:
		if rules.Open != "" {
			s.Previous = rules.Open
		}
		return d.Start(ctx, s)
	case s.Text == "":
		return desk.Result{Conversation: open}, nil
	default:
		return d.Do(ctx, open.ID, chat.Post{By: who.Party(), ClientID: s.ClientID, Text: s.Text})
	}
}

// openOne loads a conversation; ok is false if it has ended or is gone.
func openOne(ctx context.Context, d Desk, id chat.ConversationID) (c *chat.Conversation, ok bool, err error) {
	if id == "" {
		return nil, false, nil
	}
	c, err = d.Load(ctx, id)
	if chat.IsCode(err, chat.NotFound) {
		return nil, false, nil
	}
	return c, err == nil && c.State != chat.StateResolved, err
}
