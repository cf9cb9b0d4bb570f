package chat

import "time"

// View is the visitor's side of a conversation: what the widget draws. It
// follows from the visitor's entries alone, so that a snapshot with later
// entries applied equals a fresh snapshot.
type View struct {
	ID        ConversationID `json:"id"`
	State     State          `json:"state"`
	Seq       int64          `json:"seq"` // the visitor's numbering
	StartedAt time.Time      `json:"started_at"`
	Language  string         `json:"language,omitempty"`
	Agent     *Profile       `json:"agent,omitempty"` // who answers now; absent while no person does
	Handoff   *ViewHandoff   `json:"handoff,omitempty"`
	Contact   string         `json:"contact,omitempty"`
	Human     bool           `json:"human,omitempty"` // a person has been here
	Outcome   Outcome        `json:"outcome,omitempty"`
	Rating    *Rating        `json:"rating,omitempty"`
	Offered   bool           `json:"offered,omitempty"` // somebody is being asked right now
}

// ViewHandoff is what the strip shows.
type ViewHandoff struct {
	ID            HandoffID `json:"id"`
	Promise       Promise   `json:"promise"`
	Open          bool      `json:"open"`
	Delivered     bool      `json:"delivered"`
	AskingContact bool      `json:"asking_contact,omitempty"`
}

// Apply moves the view to where it stands after an entry in the visitor's
// form ([Entry.ForVisitor]).
func (v *View) Apply(e Entry) {
	v.Seq = e.Seq
	switch f := e.Fact.(type) {
	case Started:
		v.State, v.StartedAt, v.Language, v.Contact = StateAssistant, e.At, f.Language, f.Contact
	case MessagePosted:
		if e.By.Kind == VisitorParty && f.Language != "" {
			v.Language = f.Language
		}
	case FieldCollected:
		v.Contact = f.Field.Value
		if v.Handoff != nil {
			v.Handoff.AskingContact = false
		}
	case HandoffRequested:
		v.Handoff = &ViewHandoff{ID: f.Handoff, Promise: f.Promise, Open: true}
	case ContactAsked:
		if v.Handoff != nil {
			v.Handoff.AskingContact = true
		}
	case HandoffDelivered:
		if v.Handoff != nil {
			v.Handoff.Delivered = true
		}
	case PromiseChanged:
		if v.Handoff != nil {
			v.Handoff.Promise = f.Promise
		}
	case HandoffCancelled, HandedBack:
		v.with(StateAssistant, nil)
	case Queued:
		v.with(StateQueued, nil)
		v.reopenStrip()
	case OfferMade:
		v.with(StateOffered, nil)
		v.reopenStrip()
		v.Offered = true
	case OfferEnded:
		v.Offered = false
	case MovedToFollowUp:
		v.with(StateFollowUp, nil)
		v.reopenStrip()
	case AgentJoined:
		v.with(StateActive, &f.Agent)
		v.Human = true
	case AgentLeft:
		v.Agent = nil
	case Resolved:
		v.with(StateResolved, nil)
		v.Outcome = f.Outcome
	case Reopened:
		v.with(StateAssistant, nil)
		v.Outcome = ""
	case RatingGiven:
		at := e.At
		if v.Rating != nil && v.Rating.Segment == f.Segment {
			at = v.Rating.At
		}
		v.Rating = &Rating{f.Segment, f.Score, f.Comment, f.Repeated, at}
	}
}

// with sets state and person; the strip closes unless a wait begins.
func (v *View) with(s State, agent *Profile) {
	v.State, v.Agent, v.Offered = s, clonePtr(agent), false
	if v.Handoff != nil && (s == StateAssistant || s == StateActive || s == StateResolved) {
		v.Handoff.Open, v.Handoff.AskingContact = false, false
	}
}

// reopenStrip shows the wait again, after a transfer or a lost agent.
func (v *View) reopenStrip() {
	if v.Handoff != nil {
		v.Handoff.Open = true
	}
}

// ViewOf projects a conversation to its visitor's view. It must equal the fold
// of the visitor's entries; a property test holds the two together.
func ViewOf(c *Conversation) View {
	v := View{ID: c.ID, State: c.State, Seq: c.PublicSeq, StartedAt: c.StartedAt, Language: c.Language, Contact: c.Contact,
		Human: c.HumanJoined, Outcome: c.Outcome, Rating: clonePtr(c.Rating), Offered: c.Offer != nil && !c.Offer.Warm}
	if c.State == StateSnoozed {
		v.State = StateActive
	}
	if c.Owner.Kind == AgentParty {
		v.Agent = clonePtr(c.Agent)
	}
	if h := c.Handoff; h != nil {
		v.Handoff = &ViewHandoff{ID: h.ID, Promise: publicPromise(h.Promise), Open: c.Waiting() || c.State == StateFollowUp,
			Delivered: h.Delivered, AskingContact: h.AskingFor != ""}
	}
	return v
}
