package routing

import (
	"time"

	"github.com/batonchat/baton/chat"
)

// Decision is what to do about one waiting conversation: to offer or assign it, or to
// answer it later.
type Decision struct {
	Conversation chat.ConversationID
	Later        LaterWhy       // not empty: nobody gets it, an answer comes later; Agents, Assign, Patience and Turn are empty
	Agents       []chat.AgentID // whom it is offered to; several with the first available method
	Assign       bool           // without asking
	Patience     time.Duration  // how long the offer stands
	Team         chat.TeamID    // whose method and offers it goes by; empty: those of conversations without a team
	Method       Method
	Stage        Stage // how far the search had widened
	Turn         Turn  // round robin: the cursor to move, in the transaction of the offer

	run   *passed // what it was decided from
	entry *entry
	given int // how many places the pass had given before
}

// LaterWhy says why a conversation is to be answered later though it waits in line.
type LaterWhy string

// The reasons for an answer later.
const (
	LaterMaxWait   LaterWhy = "max_wait"   // it waited longer than the team's limit
	LaterQueueFull LaterWhy = "queue_full" // it came last to a line beyond the team's limit
)

// Turn moves an agent to the end of a team's round. It is a conditional write: set the
// cursor to Next where it is Seen. If it is not, another node has moved it, and the
// conversation is decided anew.
type Turn struct {
	Team  chat.TeamID
	Agent chat.AgentID // empty: no round robin
	Seen  int64
	Next  int64
}

// passed is what a pass leaves for the explanations of its decisions.
type passed struct {
	board   *Board
	version int
	now     time.Time
	log     []gift
}

// gift is one place given within a pass.
type gift struct {
	at   int
	idle int64   // as it was before
	col  *column // nil: no cursor was moved
	turn int64   // as it was before
}
