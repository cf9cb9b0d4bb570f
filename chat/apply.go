package chat

import (
	"slices"
	"time"
)

// Apply moves the conversation to where it stands after the entry. Entries
// must come in order and without holes; each is applied once. It never fails:
// whether a fact may happen is decided before it is written.
func (c *Conversation) Apply(e Entry) {
	c.Seq = e.Seq
	if e.PublicSeq > 0 {
		c.PublicSeq = e.PublicSeq
	}
	switch f := e.Fact.(type) {
	case Started:
		c.Site, c.Visitor, c.StartedAt = f.Site, f.Visitor, e.At
		c.Language, c.Page, c.Previous, c.Contact = f.Language, f.Page, f.Previous, f.Contact
		c.State, c.Fields = StateAssistant, []Field{}
		c.own(ByAssistant)
	case MessagePosted:
		c.applyMessage(e, f)
	case FieldCollected:
		c.collect(f.Field)
	case HandoffRequested, ContactAsked, HandoffPackaged, HandoffDelivered, HandoffCancelled, PromiseChanged:
		c.applyHandoff(e, f)
	case Routed:
		c.Route = f.Route.Clone()
		c.unbar()
	case Queued:
		c.applyQueued(f)
	case MovedToFollowUp:
		c.applyFollowUp(e, f)
	case OfferMade:
		c.Offer = &Offer{ID: f.Offer, Agents: slices.Clone(f.Agents), From: f.From, Note: f.Note, Warm: f.Warm, ExpiresAt: f.ExpiresAt, Why: f.Why}
		if !f.Warm {
			if !c.Waiting() { // passed on cold: the visitor waits from now on
				c.EnteredQueueAt, c.Front = e.At, true
			}
			c.State = StateOffered
			c.own(ByNobody)
		}
	case OfferEnded:
		c.applyOfferEnded(f)
	case AgentJoined:
		c.applyJoined(e, f)
	case AgentLeft:
		c.own(ByNobody)
	case HandedBack:
		c.State, c.Unanswered, c.Offer = StateAssistant, 0, nil
		c.AnsweredSeq, c.TurnAt = c.VisitorSeq, time.Time{}
		c.own(ByAssistant)
	case Snoozed:
		c.State, c.SnoozedUntil, c.Offer = StateSnoozed, f.Until, nil
	case Woken:
		c.State, c.SnoozedUntil = StateActive, time.Time{}
	case Resolved:
		c.State, c.Outcome, c.ResolvedAt, c.Offer, c.Front = StateResolved, f.Outcome, e.At, nil, false
		c.TurnAt, c.FollowUpAt = time.Time{}, time.Time{}
		c.closeHandoff()
		c.own(ByNobody)
	case SLAWarned:
		c.mark(ClockMark{Clock: f.Clock, StartedAt: f.StartedAt, DueAt: f.DueAt})
	case SLABreached:
		c.mark(ClockMark{f.Clock, f.StartedAt, f.DueAt, true})
	case Reopened:
		c.Outcome, c.State, c.Unanswered = "", StateAssistant, 0
		c.own(ByAssistant)
	case RatingGiven:
		c.applyRating(e, f)
	case NotePosted, MessageEdited, MessageDeleted, HandoffFailed, AssistantFailed, VisitorEvent, VisitorIdentified, Unknown:
		// they change texts or say something; nothing that rules decide on
	}
}

// applyQueued gives the conversation its place in line.
func (c *Conversation) applyQueued(f Queued) {
	if f.Why != QueuedByOfferEnded {
		c.unbar()
		c.Woken = f.Why == QueuedByWaking
	}
	if f.Barred != nil {
		c.bar(*f.Barred)
	}
	c.State, c.EnteredQueueAt, c.Front, c.Offer, c.FollowUpAt = StateQueued, f.EnteredAt, f.Front, nil, time.Time{}
	if c.FirstQueuedAt.IsZero() {
		c.FirstQueuedAt = f.EnteredAt
	}
	c.own(ByNobody)
}

func (c *Conversation) applyFollowUp(e Entry, f MovedToFollowUp) {
	c.State, c.DueBy, c.FollowUpAt, c.Offer = StateFollowUp, f.DueBy, e.At, nil
	if f.Why == FollowUpChosen && c.Handoff != nil {
		c.Handoff.First = nil
	}
	c.own(ByNobody)
}

// own changes the owner; a new owner raises the epoch, which fences off
// whatever the former one still wants to write.
func (c *Conversation) own(p Party) {
	if c.Owner != p {
		c.OwnerEpoch++
	}
	c.Owner = p
}

func (c *Conversation) applyMessage(e Entry, f MessagePosted) {
	c.LastMessage = LastMessage{By: e.By, At: e.At, Seq: e.Seq}
	switch e.By.Kind {
	case VisitorParty:
		c.VisitorSeq = e.Seq
		if c.TurnAt.IsZero() {
			c.TurnAt = e.At
		}
		if f.Language != "" {
			c.Language = f.Language
		}
	case AgentParty:
		if f.Template == "" { // a greeting on joining is no answer
			c.TurnAt, c.FollowUpAt = time.Time{}, time.Time{}
			if c.FirstResponseAt.IsZero() {
				c.FirstResponseAt = e.At
			}
		}
	case SystemParty, NobodyParty:
	case AssistantParty:
		if c.State == StateAssistant {
			c.TurnAt = time.Time{}
		}
		c.AnsweredSeq = max(c.AnsweredSeq, f.UpTo)
		switch {
		case f.Unanswered:
			c.Unanswered++
		case f.UpTo > 0:
			c.Unanswered = 0
		}
	}
}

func (c *Conversation) collect(f Field) {
	i := slices.IndexFunc(c.Fields, func(g Field) bool { return g.Name == f.Name })
	if i >= 0 {
		c.Fields[i] = f
	} else {
		c.Fields = append(c.Fields, f)
	}
	if IsContact(f.Name) {
		c.Contact = f.Value
		if c.Handoff != nil {
			c.Handoff.AskingFor = ""
		}
	}
}

func (c *Conversation) applyHandoff(e Entry, f Fact) {
	if r, ok := f.(HandoffRequested); ok {
		c.Handoff = &Handoff{ID: r.Handoff, Reason: r.Reason, Category: r.Reason.Category(), Triggers: slices.Clone(r.Triggers),
			Promise: r.Promise, AskedAt: e.At, Open: true}
		c.Unanswered = 0
		c.AnsweredSeq = c.VisitorSeq
		c.FirstResponseAt, c.FollowUpAt = time.Time{}, time.Time{}
		if c.TurnAt.IsZero() && r.Reason != AgentTakeover {
			c.TurnAt = e.At
		}
		return
	}
	if c.Handoff == nil {
		return
	}
	switch f := f.(type) {
	case ContactAsked:
		c.Handoff.AskingFor = "contact"
	case HandoffPackaged:
		c.Handoff.Packaged, c.Handoff.Summary = true, f.Package.Summary
		c.Summary, c.Topic = f.Package.Summary, f.Package.Topic
		c.Priority = f.Package.Priority
	case HandoffDelivered:
		c.Handoff.Delivered = true
	case PromiseChanged:
		if c.Handoff.First == nil {
			first := c.Handoff.Promise
			c.Handoff.First = &first
		}
		c.Handoff.Promise = f.Promise
	case HandoffCancelled:
		c.closeHandoff()
		c.State, c.Offer, c.Front = StateAssistant, nil, false
		c.AnsweredSeq, c.TurnAt, c.FollowUpAt = c.VisitorSeq, time.Time{}, time.Time{}
		c.own(ByAssistant)
	}
}

func (c *Conversation) closeHandoff() {
	if c.Handoff != nil {
		c.Handoff.Open, c.Handoff.AskingFor = false, ""
	}
}

func (c *Conversation) applyOfferEnded(f OfferEnded) {
	if c.Offer == nil || c.Offer.ID != f.Offer {
		return
	}
	if !f.BarredUntil.IsZero() {
		c.bar(Bar{f.Agent, f.BarredUntil})
	}
	if f.Closed && !f.Warm && f.How != OfferWithdrawn {
		c.Misses++
	}
	if f.Closed {
		c.Offer = nil
		return
	}
	c.Offer.Agents = slices.DeleteFunc(c.Offer.Agents, func(a AgentID) bool { return a == f.Agent })
}

func (c *Conversation) applyJoined(e Entry, f AgentJoined) {
	c.State, c.Agent, c.HumanJoined, c.Offer, c.Front, c.Woken = StateActive, clonePtr(&f.Agent), true, nil, false, false
	c.own(ByAgent(f.Agent.ID))
	c.unbar()
	if c.Handoff != nil && c.Handoff.Open {
		c.Handoff.JoinedAt = e.At
	}
	c.closeHandoff()
}

func (c *Conversation) applyRating(e Entry, f RatingGiven) {
	at := e.At
	if c.Rating != nil && c.Rating.Segment == f.Segment {
		at = c.Rating.At
	}
	c.Rating = &Rating{Segment: f.Segment, Score: f.Score, Comment: f.Comment, Repeated: f.Repeated, At: at}
}
