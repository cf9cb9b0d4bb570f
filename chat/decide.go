package chat

import "time"

// Command is something that somebody asks of a conversation.
type Command interface {
	// decide says what follows from the command for c at now. It must not
	// change c.
	decide(c *Conversation, now time.Time) (Decision, error)
}

// Draft is a fact that is to be written; its numbers and time come when it is.
type Draft struct {
	By       Party
	ClientID string
	Fact     Fact
}

// Decision is what follows from a command: facts, work that must not be lost,
// and what must hold in the very transaction that writes them.
type Decision struct {
	Drafts []Draft
	Work   []Work
	Seats  []Seat
}

// Seat asks that an agent has room for this conversation. It is checked in the
// committing transaction with the agent's row locked (promise R1).
type Seat struct {
	Agent    AgentID
	Force    bool  // a supervisor's logged override: room is not asked for
	Routable bool  // the agent must also be available and connected
	Limit    int   // a smaller limit of the team or site; 0: none
	Turn     *Turn // round robin: must still be the agent's, and is used up
}

// WorkKind names a reaction that must survive a crash.
type WorkKind string

// The kinds of work, each done by one room.
const (
	WorkAnswer        WorkKind = "assistant.answer" // the assistant's turn
	WorkPackage       WorkKind = "handoff.package"
	WorkDeliver       WorkKind = "handoff.deliver"
	WorkPromise       WorkKind = "handoff.promise"        // compute and tell an expectation
	WorkPromiseCheck  WorkKind = "handoff.promise_check"  // a promise is about to break
	WorkPromiseReview WorkKind = "handoff.promise_review" // half time of a promise: it may be much too long
	WorkReturn        WorkKind = "handoff.return"         // the visitor is back after a person had it
	WorkOfferLapse    WorkKind = "offer.lapse"
	WorkWake          WorkKind = "conversation.wake"
	WorkClock         WorkKind = "sla.clock" // the clocks of a conversation that people are held to
)

// Work is a row of the outbox: done at least once, at or after At, in order
// within one conversation. Kind and Key together are unique.
type Work struct {
	Kind WorkKind
	Key  string
	At   time.Time // zero: at once
	Seq  int64     // the entry it is about, if any
}

// Decide is the state machine. It returns what follows from cmd, or why it may
// not be: an [Error] with a sentence for whoever asked. A command that asks
// for what is already so returns an empty decision.
func Decide(c *Conversation, cmd Command, now time.Time) (Decision, error) {
	if _, first := cmd.(Start); !first && c.Seq == 0 {
		return Decision{}, Refuse(NotFound, "This conversation does not exist.")
	}
	d, err := cmd.decide(c, now)
	if err == nil {
		d.wind(c, now)
	}
	return d, err
}

// draft adds a fact.
func (d *Decision) draft(by Party, f Fact) { d.Drafts = append(d.Drafts, Draft{By: by, Fact: f}) }

// nextSeq is the number that the next draft will get.
func (d *Decision) nextSeq(c *Conversation) int64 { return c.Seq + int64(len(d.Drafts)) + 1 }

// work adds work that becomes due at the given time.
func (d *Decision) work(k WorkKind, key string, at time.Time) {
	d.Work = append(d.Work, Work{Kind: k, Key: key, At: at})
}

// ownerName names the person who has the conversation, for refusals.
func ownerName(c *Conversation) string {
	if c.Agent != nil && c.Owner.IsAgent(c.Agent.ID) {
		return c.Agent.Name
	}
	return "Somebody else"
}

// Write numbers the drafts as the next entries of the timeline, applies them
// to c and returns them. Whoever stores them must do so in one transaction
// that holds only if c had not moved since it was read.
func (c *Conversation) Write(drafts []Draft, now time.Time) []Entry {
	out := make([]Entry, 0, len(drafts))
	for _, d := range drafts {
		e := Entry{Conversation: c.ID, Seq: c.Seq + 1, At: now, By: d.By, ClientID: d.ClientID, Fact: d.Fact}
		if _, ok := Visible(d.Fact); ok {
			e.PublicSeq = c.PublicSeq + 1
		}
		c.Apply(e)
		out = append(out, e)
	}
	return out
}
