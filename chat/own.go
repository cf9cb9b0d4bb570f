package chat

import (
	"slices"
	"time"
)

// Claim makes an agent the owner: out of the queue or the follow-up list, from
// the assistant, back from resolved, or from a colleague who is named.
type Claim struct {
	Agent    Profile
	Handoff  HandoffID // names the handoff that it is when no person was asked for before
	Greeting string    // written in the agent's name on joining; may be empty
	Relieves AgentID   // the colleague it is taken from, if any; must still be the owner
	Force    bool      // a supervisor's override of the agent's capacity
}

func (m Claim) decide(c *Conversation, now time.Time) (Decision, error) {
	d := Decision{Seats: []Seat{{Agent: m.Agent.ID, Force: m.Force}}}
	how := JoinedByClaim
	switch c.State {
	case StateActive, StateSnoozed:
		if c.Owner.IsAgent(m.Agent.ID) {
			return Decision{}, nil
		}
		if m.Relieves == "" || !c.Owner.IsAgent(m.Relieves) {
			return Decision{}, Refuse(Conflict, "%s has this conversation.", ownerName(c))
		}
		how = JoinedByTakeover
		d.draft(ByAgent(m.Agent.ID), AgentLeft{*c.Agent, LeftTransferred})
	case StateAssistant:
		how = JoinedByTakeover
		d.takeOver(m, now)
	case StateResolved:
		how = JoinedByReopen
		d.draft(ByAgent(m.Agent.ID), Reopened{Why: "agent"})
		if c.Handoff == nil { // ended with the assistant: a person has it for the first time
			d.takeOver(m, now)
		}
	case StateQueued, StateOffered, StateFollowUp:
	}
	if m.Force {
		how = JoinedByForce
	}
	d.join(c, m.Agent, how, "", m.Greeting)
	return d, nil
}

// takeOver adds the handoff that an agent's unasked taking over is: whatever becomes of the
// conversation later, its wait can be told of and its answer delivered.
func (d *Decision) takeOver(m Claim, now time.Time) {
	d.draft(ByAgent(m.Agent.ID), HandoffRequested{Handoff: m.Handoff, Reason: AgentTakeover,
		Triggers: []Trigger{{Kind: "agent_takeover"}}, Promise: Promise{Kind: PromiseNow, MadeAt: now}})
	d.work(WorkPackage, string(m.Handoff), time.Time{})
}

// join adds the facts of an agent's joining.
func (d *Decision) join(c *Conversation, a Profile, how JoinedHow, offer OfferID, greeting string) {
	var queued time.Time
	if c.Waiting() {
		queued = c.EnteredQueueAt
	}
	d.draft(ByAgent(a.ID), AgentJoined{Agent: a, How: how, Relieved: c.Owner, Offer: offer, QueuedAt: queued})
	if greeting != "" {
		d.draft(ByAgent(a.ID), MessagePosted{Text: greeting, Template: "greeting"})
	}
}

// Rejoin gives a returning visitor back to the agent who had them, who must be
// free and connected.
type Rejoin struct{ Agent Profile }

func (m Rejoin) decide(c *Conversation, _ time.Time) (Decision, error) {
	var d Decision
	if c.State != StateAssistant && !c.Waiting() {
		return d, nil
	}
	d.Seats = []Seat{{Agent: m.Agent.ID, Routable: true}}
	d.join(c, m.Agent, JoinedByReopen, "", "")
	return d, nil
}

// Transfer proposes an agent's conversation to a colleague.
type Transfer struct {
	By        AgentID
	Override  bool // a supervisor acts on somebody else's conversation
	To        AgentID
	Offer     OfferID
	Note      string
	Warm      bool // the first owner stays until the colleague accepts
	ExpiresAt time.Time
}

func (m Transfer) decide(c *Conversation, _ time.Time) (Decision, error) {
	var d Decision
	switch {
	case c.State != StateActive || c.Agent == nil:
		return d, Refuse(Conflict, "Only a conversation that a person has can be transferred.")
	case !c.Owner.IsAgent(m.By) && !m.Override:
		return d, Refuse(Conflict, "%s has this conversation.", ownerName(c))
	case c.Owner.IsAgent(m.To):
		return d, Refuse(Invalid, "%s has this conversation already.", ownerName(c))
	case c.Offer != nil:
		return d, Refuse(Conflict, "This conversation is being offered already. Wait for the answer or withdraw the offer.")
	}
	if m.Note != "" {
		if err := CheckText("note", m.Note, MaxNote); err != nil {
			return d, err
		}
		d.draft(ByAgent(m.By), NotePosted{m.Note})
	}
	if !m.Warm {
		d.draft(ByAgent(m.By), AgentLeft{*c.Agent, LeftTransferred})
	}
	d.draft(ByAgent(m.By), OfferMade{Offer: m.Offer, Agents: []AgentID{m.To}, From: ByAgent(m.By), Note: m.Note, Warm: m.Warm, ExpiresAt: m.ExpiresAt})
	d.Seats = []Seat{{Agent: m.To, Routable: true}}
	d.work(WorkOfferLapse, string(m.Offer), m.ExpiresAt)
	if !m.Warm { // the visitor is told what happens
		d.work(WorkPromise, string(m.Offer), time.Time{})
	}
	return d, nil
}

// MakeOffer proposes a queued conversation to one or more agents.
type MakeOffer struct {
	Offer     OfferID
	Agents    []AgentID
	ExpiresAt time.Time
	Why       string // one line for the agents: why they
	Turn      *Turn  // round robin, for a single agent: the place that is used up
	Limit     int    // a smaller limit of the team or site; 0: none
}

func (m MakeOffer) decide(c *Conversation, _ time.Time) (Decision, error) {
	var d Decision
	if c.State != StateQueued {
		return d, Refuse(Conflict, "This conversation does not wait in the queue any more.")
	}
	if len(m.Agents) == 0 {
		return d, Refuse(Invalid, "An offer needs somebody to go to.")
	}
	var to []AgentID
	for _, a := range m.Agents {
		if !slices.Contains(to, a) {
			to = append(to, a)
		}
	}
	d.draft(BySystem, OfferMade{Offer: m.Offer, Agents: to, From: BySystem, ExpiresAt: m.ExpiresAt, Why: m.Why})
	for _, a := range to {
		d.Seats = append(d.Seats, Seat{Agent: a, Routable: true, Limit: m.Limit, Turn: m.Turn})
	}
	d.work(WorkOfferLapse, string(m.Offer), m.ExpiresAt)
	return d, nil
}

// AcceptOffer is an agent's yes. The first one wins; the winner's retry
// changes nothing.
type AcceptOffer struct {
	Offer    OfferID
	Agent    Profile
	Greeting string
}

func (m AcceptOffer) decide(c *Conversation, _ time.Time) (Decision, error) {
	switch {
	case c.State == StateActive && c.Owner.IsAgent(m.Agent.ID):
		return Decision{}, nil
	case c.Offer == nil && c.Owner.Kind == AgentParty:
		return Decision{}, Refuse(Conflict, "%s has it.", ownerName(c))
	case c.Offer == nil || c.Offer.ID != m.Offer || !c.Offer.OpenTo(m.Agent.ID):
		return Decision{}, Refuse(Conflict, "This offer has ended.")
	}
	d := Decision{Seats: []Seat{{Agent: m.Agent.ID}}}
	if c.Offer.Warm && c.Agent != nil {
		d.draft(ByAgent(m.Agent.ID), AgentLeft{*c.Agent, LeftTransferred})
	}
	d.join(c, m.Agent, JoinedByOffer, m.Offer, m.Greeting)
	return d, nil
}

// EndOffer is an agent's no (Agent set, How declined), or the end of the whole
// offer by time or by its maker.
type EndOffer struct {
	Offer OfferID
	By    Party
	Agent AgentID // empty: the whole offer
	How   OfferEnd
}

func (m EndOffer) decide(c *Conversation, now time.Time) (Decision, error) {
	var d Decision
	o := c.Offer
	if o == nil || o.ID != m.Offer {
		return d, nil
	}
	if m.Agent != "" && !o.OpenTo(m.Agent) {
		return d, Refuse(Conflict, "This offer has ended.")
	}
	closed := m.Agent == "" || len(o.Agents) == 1
	agent := m.Agent
	if agent == "" && len(o.Agents) == 1 {
		agent = o.Agents[0]
	}
	ended := OfferEnded{Offer: o.ID, Agent: agent, How: m.How, Closed: closed, Warm: o.Warm}
	if agent != "" && !o.Warm && m.How != OfferWithdrawn {
		ended.BarredUntil = now.Add(BarredFor)
	}
	d.draft(m.By, ended)
	if closed && !o.Warm {
		d.requeue(c, QueuedByOfferEnded, now)
	}
	return d, nil
}

// requeue puts the conversation back in line, in front of those who came in the normal way.
// The wait begins now: to look for the right person takes the time that it took at first,
// and neither what a long chat lasted nor what it was put aside for is a wait. An offer that nobody took was part of a wait that
// goes on, and who was left by a person who is gone has waited since they wrote. Whoever has
// just given it away is not asked again for a while.
func (d *Decision) requeue(c *Conversation, why QueuedWhy, now time.Time) {
	entered, front := now, true
	passed := c.Offer != nil && c.Offer.From.Kind == AgentParty && !c.Offer.Warm && c.Agent != nil // its person has left for a colleague who did not take it
	switch {
	case c.Waiting() && !c.EnteredQueueAt.IsZero():
		entered, front = c.EnteredQueueAt, c.Front
	case why == QueuedByAgentGone && !c.TurnAt.IsZero():
		entered = c.TurnAt
	}
	q := Queued{Why: why, EnteredAt: entered, Front: front}
	switch {
	case passed:
		q.Barred = &Bar{c.Agent.ID, now.Add(BarredFor)}
	case why == QueuedByRelease || why == QueuedByTransfer:
		q.Barred = &Bar{c.Owner.Agent(), now.Add(BarredFor)}
	}
	d.draft(BySystem, q)
	d.work(WorkPromise, string(c.ID)+":"+now.UTC().Format(time.RFC3339Nano), time.Time{})
}

// Release gives a conversation back to the queue.
type Release struct {
	By       AgentID
	Override bool
}

func (m Release) decide(c *Conversation, now time.Time) (Decision, error) {
	return leave(c, m.By, m.Override, func(d *Decision) {
		d.draft(ByAgent(m.By), AgentLeft{*c.Agent, LeftReleased})
		d.requeue(c, QueuedByRelease, now)
	})
}

// HandBack gives a conversation back to the assistant.
type HandBack struct {
	By       AgentID
	Override bool
}

func (m HandBack) decide(c *Conversation, _ time.Time) (Decision, error) {
	return leave(c, m.By, m.Override, func(d *Decision) {
		d.draft(ByAgent(m.By), HandedBack{*c.Agent})
	})
}

// Snooze puts a conversation aside until a time or the visitor's next message.
type Snooze struct {
	By    AgentID
	Until time.Time
}

func (m Snooze) decide(c *Conversation, now time.Time) (Decision, error) {
	if !m.Until.After(now) || m.Until.Sub(now) > 366*24*time.Hour {
		return Decision{}, RefuseField("until", "Choose a time in the future, at most a year from now.")
	}
	return leave(c, m.By, false, func(d *Decision) {
		d.draft(ByAgent(m.By), Snoozed{m.Until})
		d.work(WorkWake, string(c.ID)+":"+m.Until.UTC().Format(time.RFC3339Nano), m.Until)
	})
}

// leave checks that the conversation is the agent's to give away.
func leave(c *Conversation, by AgentID, override bool, then func(*Decision)) (Decision, error) {
	var d Decision
	switch {
	case c.State != StateActive || c.Agent == nil:
		return d, Refuse(Conflict, "You do not have this conversation.")
	case !c.Owner.IsAgent(by) && !override:
		return d, Refuse(Conflict, "%s has this conversation.", ownerName(c))
	}
	then(&d)
	return d, nil
}

// Wake ends a snooze whose time has come. Its owner has the conversation again, or, if
// they are not at work, whoever takes it: they had meant to come back to it by now.
type Wake struct {
	Absent   AgentID // the owner, if they are not at work
	Team     TeamID  // to whose line it goes then; empty: to the one it came from
	Overflow TeamID  // who helps that out; empty: its own
}

func (m Wake) decide(c *Conversation, now time.Time) (Decision, error) {
	var d Decision
	if c.State != StateSnoozed || now.Before(c.SnoozedUntil) {
		return d, nil
	}
	d.draft(BySystem, Woken{Why: "time"})
	if m.Absent == "" || !c.Owner.IsAgent(m.Absent) || c.Agent == nil {
		return d, nil
	}
	d.draft(BySystem, AgentLeft{*c.Agent, LeftAbsent})
	if m.Team != "" {
		d.draft(BySystem, Routed{c.routeTo(m.Team, m.Overflow)})
	}
	d.requeue(c, QueuedByWaking, now)
	return d, nil
}

// Relieve takes a conversation from an agent who is gone beyond the grace.
type Relieve struct {
	Agent    AgentID
	Team     TeamID // to whose line it goes; empty: to the one it came from
	Overflow TeamID // who helps that out; empty: its own
}

func (m Relieve) decide(c *Conversation, now time.Time) (Decision, error) {
	var d Decision
	if c.State != StateActive || !c.Owner.IsAgent(m.Agent) || c.Agent == nil {
		return d, nil
	}
	d.draft(BySystem, AgentLeft{*c.Agent, LeftGone})
	if m.Team != "" {
		d.draft(BySystem, Routed{c.routeTo(m.Team, m.Overflow)})
	}
	d.requeue(c, QueuedByAgentGone, now)
	return d, nil
}

// Resolve closes a conversation.
type Resolve struct {
	By       Party
	Override bool // a supervisor closes somebody else's
	Outcome  Outcome
}

func (m Resolve) decide(c *Conversation, _ time.Time) (Decision, error) {
	var d Decision
	switch {
	case c.State == StateResolved:
		return d, nil
	case !slices.Contains([]Outcome{OutcomeSolved, OutcomeSelfResolved, OutcomeSilent}, m.Outcome):
		return d, RefuseField("outcome", "Unknown outcome.")
	case m.By.Kind == AgentParty && c.Owner.Kind == AgentParty && c.Owner != m.By && !m.Override:
		return d, Refuse(Conflict, "%s has this conversation.", ownerName(c))
	case m.By.Kind == AssistantParty && c.State != StateAssistant:
		return d, Refuse(Conflict, "Only a conversation that the assistant has can be closed by it.")
	}
	d.draft(m.By, Resolved{m.Outcome})
	return d, nil
}
