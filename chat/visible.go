package chat

// Visible gives the form of a fact that its visitor may see, or false when
// they may not know of it. It decides by type, so a new fact is hidden until
// somebody says otherwise here.
func Visible(f Fact) (Fact, bool) {
	switch f := f.(type) {
	case Started:
		return Started{Site: f.Site, Visitor: f.Visitor, Language: f.Language, Contact: f.Contact}, true
	case MessagePosted:
		f.UpTo, f.Confidence = 0, 0
		return f, true
	case MessageEdited:
		if f.PublicTarget == 0 {
			return nil, false
		}
		return MessageEdited{Target: f.PublicTarget, Text: f.Text}, true
	case MessageDeleted:
		if f.PublicTarget == 0 {
			return nil, false
		}
		return MessageDeleted{Target: f.PublicTarget}, true
	case FieldCollected:
		return f, IsContact(f.Field.Name)
	case HandoffRequested:
		return HandoffRequested{Handoff: f.Handoff, Promise: publicPromise(f.Promise)}, true
	case PromiseChanged:
		return PromiseChanged{Handoff: f.Handoff, Promise: publicPromise(f.Promise)}, true
	case HandoffDelivered:
		return HandoffDelivered{Handoff: f.Handoff}, true
	case OfferMade:
		return OfferMade{Warm: f.Warm, ExpiresAt: f.ExpiresAt}, !f.Warm
	case OfferEnded:
		return OfferEnded{How: f.How, Closed: f.Closed}, f.Closed && !f.Warm
	case AgentJoined:
		return AgentJoined{Agent: f.Agent, Relieved: f.Relieved}, true
	case Queued:
		f.Barred = nil
		return f, true
	case ContactAsked, HandoffCancelled, MovedToFollowUp, AgentLeft, HandedBack, Resolved, Reopened, RatingGiven:
		return f, true
	default: // notes, packages, failures, snoozing, what the page tells, and whatever is new
		return nil, false
	}
}

func publicPromise(p Promise) Promise {
	p.Inputs = PromiseInputs{}
	return p
}
