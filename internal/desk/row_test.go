package desk_test

import (
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/desk"
)

func TestARowSaysWhoseTurnItIs(t *testing.T) {
	ada := chat.Profile{ID: "agent-ada", Name: "Ada"}
	c := &chat.Conversation{ID: "conversation-1"}
	for _, step := range []struct {
		name string
		do   chat.Command
		want string
	}{
		{"the visitor wrote", chat.Start{Site: "site-1", Visitor: "visitor-1", ClientID: "start", Text: "Hello"}, "team"},
		{"the visitor waits for a person", chat.RequestHandoff{Handoff: "handoff-1", By: chat.ByAssistant, Told: "Of course.", Live: true}, "team"},
		{"somebody greeted", chat.Claim{Agent: ada, Greeting: "Hello, Ada here."}, "team"},
		{"somebody answered", chat.Post{By: chat.ByAgent(ada.ID), ClientID: "message-1", Text: "Two days."}, "visitor"},
		{"the visitor wrote again", chat.Post{By: chat.ByVisitor("visitor-1"), ClientID: "message-2", Text: "Thank you."}, "team"},
	} {
		d, err := chat.Decide(c, step.do, time.Unix(1000, 0))
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		c.Write(d.Drafts, time.Unix(1000, 0))
		if got := desk.RowOf(c).Turn; got != step.want {
			t.Errorf("%s: the turn is the %s's, want the %s's", step.name, got, step.want)
		}
	}
}
