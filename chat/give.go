package chat

import "time"

// Give is a supervisor's word on who has a conversation. Whoever has it gives way; the
// timeline says who decided.
type Give struct {
	By       AgentID
	Agent    Profile
	Handoff  HandoffID // names the handoff that it is when no person was asked for before
	Greeting string    // written in the agent's name on joining; may be empty
	Note     string
	Force    bool // neither room nor presence of the agent is asked for
}

func (m Give) decide(c *Conversation, now time.Time) (Decision, error) {
	claim := Claim{Agent: m.Agent, Handoff: m.Handoff, Greeting: m.Greeting, Relieves: c.Owner.Agent(), Force: m.Force}
	claimed, err := claim.decide(c, now)
	if err != nil || len(claimed.Drafts) == 0 {
		return claimed, err
	}
	d := Decision{Work: claimed.Work, Seats: []Seat{{Agent: m.Agent.ID, Force: m.Force, Routable: !m.Force}}}
	if m.Note != "" {
		if err := CheckText("note", m.Note, MaxNote); err != nil {
			return Decision{}, err
		}
		d.draft(ByAgent(m.By), NotePosted{m.Note})
	}
	for _, draft := range claimed.Drafts {
		switch f := draft.Fact.(type) {
		case MessagePosted: // the greeting is the agent's own
		case AgentJoined:
			if !m.Force {
				f.How = JoinedByAssignment
			}
			draft.By, draft.Fact = ByAgent(m.By), f
		default:
			draft.By = ByAgent(m.By)
		}
		d.Drafts = append(d.Drafts, draft)
	}
	return d, nil
}
