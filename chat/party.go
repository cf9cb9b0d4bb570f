package chat

// PartyKind says what sort of party writes or owns.
type PartyKind string

// The parties of a conversation.
const (
	VisitorParty   PartyKind = "visitor"
	AssistantParty PartyKind = "assistant"
	AgentParty     PartyKind = "agent"
	SystemParty    PartyKind = "system" // Baton itself: timers, routing
	NobodyParty    PartyKind = "nobody" // an owner only: the queue or a list holds it
)

// Party is somebody who can write in a conversation or own it. ID is empty for
// the assistant, the system and nobody.
type Party struct {
	Kind PartyKind `json:"kind"`
	ID   string    `json:"id,omitempty"`
}

// ByVisitor names a visitor.
func ByVisitor(id VisitorID) Party { return Party{VisitorParty, string(id)} }

// ByAgent names an agent.
func ByAgent(id AgentID) Party { return Party{AgentParty, string(id)} }

// ByAssistant and the others name the parties that have no id.
var (
	ByAssistant = Party{Kind: AssistantParty}
	BySystem    = Party{Kind: SystemParty}
	ByNobody    = Party{Kind: NobodyParty}
)

// IsAgent reports whether the party is this agent.
func (p Party) IsAgent(id AgentID) bool { return p.Kind == AgentParty && p.ID == string(id) }

// Agent gives the agent's id, empty when the party is not an agent.
func (p Party) Agent() AgentID {
	if p.Kind != AgentParty {
		return ""
	}
	return AgentID(p.ID)
}

// Profile is what a visitor may know of an agent.
type Profile struct {
	ID      AgentID `json:"id"`
	Name    string  `json:"name"`
	Title   string  `json:"title,omitempty"`   // "Customer care"
	Picture string  `json:"picture,omitempty"` // path on Baton's own origin
}
