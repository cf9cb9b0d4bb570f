package chat

import "time"

// RequestHandoff passes the baton: the visitor is told, then the conversation
// takes its place in line (Live) or on the follow-up list. Asking again while
// the visitor waits changes nothing (promise R9).
type RequestHandoff struct {
	Handoff    HandoffID
	By         Party
	Reason     Reason
	Triggers   []Trigger
	Told       string // the line that the visitor reads, in their language
	Promise    Promise
	Live       bool   // somebody can be reached now
	Why        string // not live: why not
	AskContact bool   // ask for the one field after telling
	Epoch      int64  // the assistant's fence; 0 when a person or the visitor asks
	Route      *Route // what it needs of whoever takes it; nil: as before
}

func (m RequestHandoff) decide(c *Conversation, now time.Time) (Decision, error) {
	var d Decision
	if m.Epoch != 0 && m.Epoch != c.OwnerEpoch {
		return d, Refuse(Conflict, "Somebody else has this conversation by now.")
	}
	switch {
	case c.Waiting() || c.State == StateFollowUp && !m.Live:
		return d, nil
	case c.State == StateActive || c.State == StateSnoozed:
		return d, Refuse(Conflict, "%s is already here.", ownerName(c))
	case c.State == StateResolved:
		d.draft(m.By, Reopened{Why: string(m.By.Kind)})
	}
	if err := CheckText("line", m.Told, MaxMessage); err != nil {
		return Decision{}, err
	}
	told := d.nextSeq(c)
	d.draft(ByAssistant, MessagePosted{Text: m.Told, Template: "told"})
	d.draft(m.By, HandoffRequested{m.Handoff, m.Reason, m.Triggers, told, m.Promise})
	if m.Route != nil {
		d.draft(BySystem, Routed{*m.Route})
	}
	if m.Live {
		d.draft(BySystem, Queued{Why: QueuedByHandoff, EnteredAt: now})
		d.watch(string(m.Handoff), m.Promise)
	} else {
		d.draft(BySystem, MovedToFollowUp{Why: m.Why, DueBy: m.Promise.By})
	}
	if m.AskContact && c.Contact == "" {
		d.draft(ByAssistant, ContactAsked{m.Handoff})
	}
	d.work(WorkPackage, string(m.Handoff), time.Time{})
	return d, nil
}

// CancelHandoff is the visitor's "never mind".
type CancelHandoff struct {
	By     VisitorID
	Solved bool
	Line   string // the assistant's acknowledgement
}

func (m CancelHandoff) decide(c *Conversation, _ time.Time) (Decision, error) {
	var d Decision
	switch {
	case c.State == StateAssistant:
		return d, nil
	case !c.Waiting() && c.State != StateFollowUp || c.Handoff == nil:
		return d, Refuse(Conflict, "There is no request to withdraw.")
	}
	d.draft(ByVisitor(m.By), HandoffCancelled{c.Handoff.ID, m.Solved})
	if m.Line != "" {
		d.draft(ByAssistant, MessagePosted{Text: m.Line, Template: "cancelled"})
	}
	return d, nil
}

// RecordPackage stores what was put together for the handoff or takeover.
type RecordPackage struct{ Package Package }

func (m RecordPackage) decide(c *Conversation, _ time.Time) (Decision, error) {
	var d Decision
	if c.Handoff == nil || c.Handoff.ID != m.Package.Handoff || c.Handoff.Packaged {
		return d, nil
	}
	d.draft(BySystem, HandoffPackaged{m.Package})
	d.work(WorkDeliver, string(m.Package.Handoff), time.Time{})
	return d, nil
}

// RecordDelivery notes that the package reached its destination.
type RecordDelivery struct {
	Handoff     HandoffID
	Destination string
}

func (m RecordDelivery) decide(c *Conversation, _ time.Time) (Decision, error) {
	var d Decision
	if c.Handoff == nil || c.Handoff.ID != m.Handoff || c.Handoff.Delivered {
		return d, nil
	}
	d.draft(BySystem, HandoffDelivered{m.Handoff, m.Destination})
	return d, nil
}

// RecordFailure notes that a step of the saga did not work.
type RecordFailure struct{ HandoffFailed }

func (m RecordFailure) decide(_ *Conversation, _ time.Time) (Decision, error) {
	var d Decision
	d.draft(BySystem, m.HandoffFailed)
	return d, nil
}

// ChangePromise gives a waiting visitor another expectation, with a line that
// says so unless Line is empty.
type ChangePromise struct {
	Promise Promise
	Line    string
}

func (m ChangePromise) decide(c *Conversation, _ time.Time) (Decision, error) {
	var d Decision
	if !c.Waiting() || c.Handoff == nil {
		return d, nil
	}
	d.draft(BySystem, PromiseChanged{c.Handoff.ID, m.Promise})
	if m.Line != "" {
		d.draft(ByAssistant, MessagePosted{Text: m.Line, Template: "promise_changed"})
	}
	d.watch(string(c.Handoff.ID)+":"+m.Promise.MadeAt.UTC().Format(time.RFC3339Nano), m.Promise)
	return d, nil
}

// watch has a promise looked at before it breaks, and a range at half time, too: it may
// have become much too long.
func (d *Decision) watch(key string, p Promise) {
	d.work(WorkPromiseCheck, key, p.Due())
	if p.Kind == PromiseRange {
		d.work(WorkPromiseReview, key, p.Halfway())
	}
}

// MoveToFollowUp turns a live wait, or an agent's conversation, into an answer
// that a person owes later.
type MoveToFollowUp struct {
	By         Party
	Why        string
	Promise    Promise
	Line       string
	AskContact bool
}

func (m MoveToFollowUp) decide(c *Conversation, _ time.Time) (Decision, error) {
	var d Decision
	switch {
	case c.State == StateFollowUp:
		return d, nil
	case c.State == StateAssistant || c.State == StateResolved:
		return d, Refuse(Conflict, "Only a conversation that waits for a person, or has one, can be answered later.")
	case c.Owner.Kind == AgentParty && m.By.Kind == AgentParty && c.Owner != m.By:
		return d, Refuse(Conflict, "%s has this conversation.", ownerName(c))
	}
	if m.Line != "" {
		d.draft(ByAssistant, MessagePosted{Text: m.Line, Template: "follow_up"})
	}
	if c.Owner.Kind == AgentParty && c.Agent != nil {
		d.draft(m.By, AgentLeft{*c.Agent, LeftFollowUp})
	}
	if c.Handoff != nil {
		d.draft(BySystem, PromiseChanged{c.Handoff.ID, m.Promise})
	}
	d.draft(m.By, MovedToFollowUp{m.Why, m.Promise.By})
	if m.AskContact && c.Contact == "" && c.Handoff != nil {
		d.draft(ByAssistant, ContactAsked{c.Handoff.ID})
	}
	return d, nil
}

// Abandon is what happens when a waiting visitor is gone for good: an answer
// later if they can be reached, else the end, until they return. What a person had put
// aside to go on with it is not over because nobody looks on.
type Abandon struct{}

func (Abandon) decide(c *Conversation, _ time.Time) (Decision, error) {
	var d Decision
	if !c.Waiting() {
		return d, nil
	}
	if c.Contact != "" || c.Woken {
		d.draft(BySystem, MovedToFollowUp{Why: "visitor_left"})
	} else {
		d.draft(BySystem, Resolved{OutcomeAbandoned})
	}
	return d, nil
}
