package chat_test

import (
	"slices"
	"testing"

	"github.com/batonchat/baton/chat"
)

func TestASupervisorGivesAConversationToSomebody(t *testing.T) {
	ada, ben := chat.Profile{ID: "agent-ada", Name: "Ada"}, chat.Profile{ID: "agent-ben", Name: "Ben"}
	for _, tt := range []struct {
		name   string
		before []chat.Command
		give   chat.Give
		kinds  []string
		how    chat.JoinedHow
	}{
		{"out of the queue", nil, chat.Give{Agent: ada}, []string{"agent.joined"}, chat.JoinedByAssignment},
		{"with a note and a greeting", nil, chat.Give{Agent: ada, Note: "Please", Greeting: "Hi!"}, []string{"note.posted", "agent.joined", "message.posted"}, chat.JoinedByAssignment},
		{"from a colleague", []chat.Command{chat.Claim{Agent: ben}}, chat.Give{Agent: ada}, []string{"agent.left", "agent.joined"}, chat.JoinedByAssignment},
		{"from a colleague who put it aside", []chat.Command{chat.Claim{Agent: ben}, chat.Snooze{By: ben.ID, Until: start.AddDate(0, 0, 1)}}, chat.Give{Agent: ada}, []string{"agent.left", "agent.joined"}, chat.JoinedByAssignment},
		{"beyond the limit", nil, chat.Give{Agent: ada, Force: true}, []string{"agent.joined"}, chat.JoinedByForce},
		{"from the assistant", []chat.Command{chat.CancelHandoff{By: "visitor-1"}}, chat.Give{Agent: ada, Handoff: "handoff-2"}, []string{"handoff.requested", "agent.joined"}, chat.JoinedByAssignment},
		{"after its end", []chat.Command{chat.Resolve{By: chat.BySystem, Outcome: chat.OutcomeSolved}}, chat.Give{Agent: ada}, []string{"conversation.reopened", "agent.joined"}, chat.JoinedByAssignment},
		{"to whoever has it", []chat.Command{chat.Claim{Agent: ada}}, chat.Give{Agent: ada, Note: "Please"}, nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := queued(t, nil)
			for _, cmd := range tt.before {
				l.do(cmd)
			}
			tt.give.By = "agent-cleo"
			d, err := chat.Decide(l.c, tt.give, l.now)
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Seats) > 0 && (d.Seats[0] != chat.Seat{Agent: ada.ID, Force: tt.give.Force, Routable: !tt.give.Force}) {
				t.Errorf("seats %+v", d.Seats)
			}
			var kinds []string
			for _, e := range l.c.Write(d.Drafts, l.now) {
				kinds = append(kinds, e.Fact.Kind())
				if joined, ok := e.Fact.(chat.AgentJoined); ok && (joined.How != tt.how || !e.By.IsAgent("agent-cleo")) {
					t.Errorf("joined %s by %v, want %s by the supervisor", joined.How, e.By, tt.how)
				}
				if _, said := e.Fact.(chat.MessagePosted); said && !e.By.IsAgent(ada.ID) {
					t.Errorf("the greeting is by %v", e.By)
				}
			}
			if !slices.Equal(kinds, tt.kinds) || !l.c.Owner.IsAgent(ada.ID) || l.c.State != chat.StateActive {
				t.Errorf("%v, owner %v, %s", kinds, l.c.Owner, l.c.State)
			}
		})
	}
}
