package handoff

import (
	"context"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/transcript"
)

// CheckPromise looks after a promise that is about to break; the work of
// chat.WorkPromiseCheck. While somebody can still come, the visitor gets a
// longer expectation with an apology; when nobody serves any more, or the wait
// was told as "more than 20 minutes" and that has passed too, an answer by a
// stated time.
func (s *Service) CheckPromise(ctx context.Context, id chat.ConversationID) error {
	c, err := transcript.Fresh(ctx, s.d.Desk, id)
	if err != nil {
		return err
	}
	if !c.Waiting() || c.Handoff == nil || !due(c.Handoff.Promise, s.d.Now()) {
		return nil
	}
	st, err := s.read(ctx, c)
	if err != nil {
		return err
	}
	if c.State == chat.StateOffered {
		st.in.Reserved = true
	} else {
		// The wait so far says as much as any estimate: it may well last as long again.
		st.in.AtLeast = st.now.Sub(waitingSince(c))
	}
	e := st.promise()
	old := c.Handoff.Promise
	switch {
	case !e.Live:
		return s.answerLater(ctx, st, e, chat.BySystem, brokenBy(c, e))
	case old.Kind == chat.PromiseRange && old.High == 0 && e.Promise.Kind == chat.PromiseRange:
		e = Later(st.in, st.now)
		e.Why = WhyDeadline
		return s.answerLater(ctx, st, e, chat.BySystem, brokenBy(c, e))
	}
	line := ""
	if e.Promise.Kind == chat.PromiseRange {
		line = st.to.speak(e.Promise, st.now).say(corrected(e.Promise))
	}
	_, err = s.d.Desk.Do(ctx, id, chat.ChangePromise{Promise: e.Promise, Line: line})
	return err
}

// better is by how many of the ranges that are told an expectation must have become
// shorter to be told again.
const better = 2

// ReviewPromise tells a visitor at half time that it goes much faster than they were told;
// the work of chat.WorkPromiseReview. What got a little shorter is not worth a line: their
// place in line shows it.
func (s *Service) ReviewPromise(ctx context.Context, id chat.ConversationID) error {
	c, err := transcript.Fresh(ctx, s.d.Desk, id)
	if err != nil || c.State != chat.StateQueued || c.Handoff == nil {
		return err
	}
	old, now := c.Handoff.Promise, s.d.Now()
	if old.Kind != chat.PromiseRange || now.Before(old.Halfway()) || due(old, now) {
		return nil // made since the review was planned, or about to be looked at anyway
	}
	st, err := s.read(ctx, c)
	if err != nil {
		return err
	}
	e := Promise(st.in, st.now)
	moved := e.Promise.Place < old.Place // an estimate for who has not moved up has proved wrong so far
	if !moved || !e.Live || e.Promise.Kind != chat.PromiseRange || bucket(e.Promise)+better > bucket(old) {
		return nil
	}
	_, err = s.d.Desk.Do(ctx, c.ID, chat.ChangePromise{Promise: e.Promise, Line: st.to.speak(e.Promise, st.now).say("shorter")})
	return err
}

// bucket is the place of a range among those that are told, the shortest first.
func bucket(p chat.Promise) int {
	i := slices.IndexFunc(buckets[:], func(b struct{ low, high int }) bool { return b.low == p.Low && b.high == p.High })
	if i < 0 {
		return len(buckets)
	}
	return i
}

// due reports whether a promise is close to breaking. One that is not has been
// made since the check was planned, and has a check of its own. The node that checks may
// be a little behind the one that planned it.
func due(p chat.Promise, now time.Time) bool {
	span := p.Due().Sub(p.MadeAt)
	return !now.Before(p.MadeAt.Add(span / 6 * 5))
}

// promise computes what a visitor who waits may expect. While somebody is being asked, they may well
// come, whoever else is there and whatever the hours have become since: their offer ends
// by itself.
func (st stand) promise() Expectation {
	e := Promise(st.in, st.now)
	if !e.Live && st.c.State == chat.StateOffered {
		e = Expectation{Live: true, Promise: chat.Promise{Kind: chat.PromiseNow, Place: 1, MadeAt: st.now, Inputs: st.in.figures(st.now)}}
	}
	return e
}

// waitingSince is when this wait began.
func waitingSince(c *chat.Conversation) time.Time {
	if c.EnteredQueueAt.IsZero() {
		return c.Handoff.AskedAt
	}
	return c.EnteredQueueAt
}

func corrected(p chat.Promise) string {
	if p.High == 0 {
		return "longer_more"
	}
	return "longer"
}

func brokenBy(c *chat.Conversation, e Expectation) string {
	switch {
	case c.HumanJoined: // somebody came, and had to go
		return "broken_joined"
	case e.Why == WhyClosed:
		return "broken_closed"
	case e.Why == WhyBusy:
		return "later_busy"
	default:
		return "broken"
	}
}

// Repromise gives a visitor who is back in line an expectation and says what
// happened; the work of chat.WorkPromise.
func (s *Service) Repromise(ctx context.Context, id chat.ConversationID) error {
	c, entries, err := transcript.All(ctx, s.d.Desk, id)
	if err != nil {
		return err
	}
	if !c.Waiting() || c.Handoff == nil {
		return nil
	}
	last := lastQueued(entries)
	if last.told {
		return nil
	}
	st, err := s.read(ctx, c)
	if err != nil {
		return err
	}
	e := st.promise()
	if !e.Live {
		return s.answerLater(ctx, st, e, chat.BySystem, brokenBy(c, e))
	}
	line := requeued(st.to.speak(e.Promise, st.now), last.why, last.name, e.Promise)
	if line == last.said {
		line = "" // said after the offer before: twice in a row is no news
	}
	_, err = s.d.Desk.Do(ctx, id, chat.ChangePromise{Promise: e.Promise, Line: line})
	return err
}

// queueing is what put a conversation in line last.
type queueing struct {
	why  chat.QueuedWhy
	name string // of whoever had it before
	told bool   // the visitor has had an expectation since
	said string // the last line that the visitor read, if it was one about their wait
}

func lastQueued(entries []chat.Entry) queueing {
	var q queueing
	left := ""
	for _, e := range entries {
		switch f := e.Fact.(type) {
		case chat.AgentLeft:
			left = f.Agent.Name
		case chat.AgentJoined:
			left = ""
		case chat.Queued:
			if f.Why == chat.QueuedByOfferEnded && q.why == chat.QueuedByTransfer && !q.told {
				continue // declined before the visitor heard of it
			}
			q.why, q.name, q.told = f.Why, left, f.Why == chat.QueuedByHandoff
		case chat.OfferMade:
			if f.From.Kind == chat.AgentParty && !f.Warm { // a colleague is asked directly, by whoever has left
				q.why, q.name, q.told = chat.QueuedByTransfer, left, false
			}
		case chat.PromiseChanged:
			q.told = true
		case chat.MessagePosted:
			q.said = ""
			if f.Template == "promise_changed" {
				q.said = f.Text
			}
		}
	}
	return q
}

// requeued words what a visitor reads who is in line again.
func requeued(v voice, why chat.QueuedWhy, name string, p chat.Promise) string {
	usual := ""
	if p.Kind == chat.PromiseRange {
		usual = v.say("usually")
	}
	switch why {
	case chat.QueuedByAgentGone:
		return v.join(v.say("gone"), usual)
	case chat.QueuedByRelease, chat.QueuedByTransfer:
		v.values["name"] = name
		return v.join(v.say("passed"), usual)
	case chat.QueuedByOfferEnded:
		return v.say("looking")
	case chat.QueuedByHandoff, chat.QueuedByReturn, chat.QueuedByNewMessage, chat.QueuedByWaking:
	}
	if p.Kind == chat.PromiseNow {
		return v.say("live_now")
	}
	if p.High == 0 {
		return v.say("live_more")
	}
	return v.say("live_range")
}

// Return takes care of a visitor who wrote again after a person had the
// conversation; the work of chat.WorkReturn. The person they know has them
// back when free; else it is a handoff like any other.
func (s *Service) Return(ctx context.Context, id chat.ConversationID) error {
	c, err := transcript.Fresh(ctx, s.d.Desk, id)
	if err != nil {
		return err
	}
	if c.State != chat.StateAssistant || c.VisitorSeq <= c.AnsweredSeq {
		return nil // somebody has them already, or they were answered
	}
	if back, err := s.rejoin(ctx, c); back || err != nil {
		return err
	}
	return s.Request(ctx, id, chat.BySystem, chat.ByRule, []chat.Trigger{returned(c)}, 0)
}

// rejoin gives the conversation to the person who had it, if they still work on its site
// and are free.
func (s *Service) rejoin(ctx context.Context, c *chat.Conversation) (back bool, err error) {
	if c.Agent == nil {
		return false, nil
	}
	free, err := s.d.Staff.Routable(ctx, c.Agent.ID, c.Site)
	if err != nil || !free {
		return false, err
	}
	_, err = s.d.Desk.Do(ctx, c.ID, chat.Rejoin{Agent: *c.Agent})
	if chat.IsCode(err, chat.Conflict) || chat.IsCode(err, chat.NotFound) {
		return false, nil // the last free place was taken in this very moment, or the person works here no more
	}
	return err == nil, err
}

func returned(c *chat.Conversation) chat.Trigger {
	t := chat.Trigger{Kind: TriggerReturned, Evidence: "wrote again after the conversation had ended"}
	if c.Agent != nil {
		t.Evidence = "wrote again after " + c.Agent.Name + " had helped them"
	}
	return t
}
