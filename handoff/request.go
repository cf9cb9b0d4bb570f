package handoff

import (
	"context"
	"fmt"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/transcript"
)

// attempts is how often a request is computed anew because the conversation
// changed hands meanwhile. Every change moves it nearer to a person, so that a
// few are enough.
const attempts = 4

// Request passes the conversation to the team: the visitor is told in their
// language what happens next, and the conversation takes its place in line, or
// on the follow-up list when nobody can come. However many requests run at
// once, one takes effect; the others find it done and return nil.
//
// by is who asks for it (the visitor, the assistant, or the system). epoch is
// the owner's epoch that an assistant's run began with, 0 for everybody else:
// a run whose conversation a person has by now gets chat.Conflict.
func (s *Service) Request(ctx context.Context, id chat.ConversationID, by chat.Party, reason chat.Reason, triggers []chat.Trigger, epoch int64) error {
	c, err := transcript.Fresh(ctx, s.d.Desk, id)
	if err != nil {
		return err
	}
	began := c.State
	for try := 1; ; try++ {
		fence := epoch
		if fence == 0 {
			fence = c.OwnerEpoch
		}
		if done(c, began, reason) {
			return nil
		}
		command, err := s.command(ctx, c, by, reason, triggers)
		if err != nil {
			return err
		}
		command.Epoch = fence
		_, err = s.d.Desk.Do(ctx, id, command)
		switch {
		case err == nil:
			return nil
		case !chat.IsCode(err, chat.Conflict) || epoch != 0 || try == attempts:
			return err
		}
		if c, err = transcript.Fresh(ctx, s.d.Desk, id); err != nil {
			return err
		}
	}
}

// done reports whether the conversation has what a request would give it. A
// follow-up that was there from the start can still become live when the
// visitor asks for that; one that came about meanwhile is the answer to the
// same wish.
func done(c *chat.Conversation, began chat.State, reason chat.Reason) bool {
	if c.State == chat.StateFollowUp {
		return began != chat.StateFollowUp || reason != chat.ExplicitRequest
	}
	return c.Waiting()
}

// command computes what the conversation needs and the promise, and words the line.
func (s *Service) command(ctx context.Context, c *chat.Conversation, by chat.Party, reason chat.Reason, triggers []chat.Trigger) (chat.RequestHandoff, error) {
	st, e, err := s.expect(ctx, c, reason)
	if err != nil {
		return chat.RequestHandoff{}, err
	}
	return chat.RequestHandoff{
		Handoff: chat.HandoffID(chat.NewID()), By: by, Reason: reason, Triggers: triggers, Route: c.Route,
		Told: st.to.speak(e.Promise, st.now).told(e, tone(reason, triggers)), Promise: e.Promise, Live: e.Live, Why: e.Why,
		AskContact: !e.Live && c.Contact == "" && st.to.visitor.Contact == "",
	}, nil
}

// expect routes the conversation, and says what its visitor may expect by that.
func (s *Service) expect(ctx context.Context, c *chat.Conversation, reason chat.Reason) (stand, Expectation, error) {
	route, later, err := s.route(ctx, c, reason)
	if err != nil {
		return stand{}, Expectation{}, err
	}
	c.Route = route // who could come, and who is before them in line, depends on it
	st, err := s.read(ctx, c)
	if err != nil {
		return stand{}, Expectation{}, err
	}
	e := Promise(st.in, st.now)
	if later && e.Live {
		e = Later(st.in, st.now)
		e.Why = WhyLiveOff
	}
	return st, e, nil
}

// route asks the rules what the conversation needs of whoever takes it.
func (s *Service) route(ctx context.Context, c *chat.Conversation, reason chat.Reason) (r *chat.Route, later bool, err error) {
	if s.d.Routes == nil {
		return nil, false, nil
	}
	settings, err := s.d.Sites.Handoffs(ctx, c.Site, "") // rules ask for the hours of the site: the team is what they decide
	if err != nil {
		return nil, false, fmt.Errorf("settings of site %s: %w", c.Site, err)
	}
	_, entries, err := transcript.All(ctx, s.d.Desk, c.ID)
	if err != nil {
		return nil, false, err
	}
	tongue, err := s.tongue(ctx, c, settings)
	if err != nil {
		return nil, false, err
	}
	q := Case{Conversation: c, Reason: reason, Lines: transcript.Read(entries), Language: tongue, Settings: settings, At: s.d.Now()}
	if s.d.Mood != nil {
		q.Sentiment = s.d.Mood(q.Lines, tongue).Sentiment
	}
	route, later, err := s.d.Routes.Route(ctx, q)
	if err != nil {
		return nil, false, fmt.Errorf("route %s: %w", c.ID, err)
	}
	return &route, later, nil
}

// Cancel is the visitor's "never mind": the request is withdrawn, kindly
// acknowledged, and the team need not write. solved says that the matter is
// settled rather than dropped. Without a request it changes nothing.
func (s *Service) Cancel(ctx context.Context, id chat.ConversationID, solved bool) error {
	c, err := transcript.Fresh(ctx, s.d.Desk, id)
	if err != nil {
		return err
	}
	if c.State == chat.StateAssistant {
		return nil
	}
	st, err := s.read(ctx, c)
	if err != nil {
		return err
	}
	key := "cancelled"
	if solved {
		key = "cancelled_solved"
	}
	_, err = s.d.Desk.Do(ctx, id, chat.CancelHandoff{By: c.Visitor, Solved: solved, Line: st.spoke.say(key)})
	return err
}

// WriteLater is the waiting visitor's "yes, write to me": the wait ends and an
// answer is promised by a stated time.
func (s *Service) WriteLater(ctx context.Context, id chat.ConversationID) error {
	c, err := transcript.Fresh(ctx, s.d.Desk, id)
	if err != nil {
		return err
	}
	switch {
	case c.State == chat.StateFollowUp:
		return nil
	case !c.Waiting():
		return chat.Refuse(chat.Conflict, "You are not waiting for anybody, so there is nothing to answer later.")
	}
	st, err := s.read(ctx, c)
	if err != nil {
		return err
	}
	e := Later(st.in, st.now)
	e.Why = WhyChosen
	return s.answerLater(ctx, st, e, chat.ByVisitor(c.Visitor), "chosen")
}

// GiveUp ends a wait with the promise of an answer by a stated time: because it has lasted
// too long or, if full, because the line has become too long for it.
func (s *Service) GiveUp(ctx context.Context, id chat.ConversationID, full bool) error {
	c, err := transcript.Fresh(ctx, s.d.Desk, id)
	if err != nil || c.State != chat.StateQueued {
		return err
	}
	st, err := s.read(ctx, c)
	if err != nil {
		return err
	}
	e := Later(st.in, st.now)
	e.Why = WhyDeadline
	if full {
		e.Why = WhyBusy
	}
	return s.answerLater(ctx, st, e, chat.BySystem, brokenBy(c, e))
}

// answerLater turns a wait into an answer that is owed by a stated time. key
// is the sentence that the line begins with. The conversation must still wait.
func (s *Service) answerLater(ctx context.Context, st stand, e Expectation, by chat.Party, key string) error {
	v := st.to.speak(e.Promise, st.now)
	_, err := s.d.Desk.Do(ctx, st.c.ID, stillWaits(st.c), chat.MoveToFollowUp{
		By: by, Why: e.Why, Promise: e.Promise, Line: v.join(v.say(key), v.say("later_answer")),
		AskContact: st.c.Contact == "" && st.to.visitor.Contact == ""})
	return err
}

// stillWaits is a request for the handoff that is under way: it changes
// nothing while the visitor waits, and is refused with chat.Conflict when
// somebody has joined since c was read. It goes before a command that would
// otherwise take the conversation from them.
func stillWaits(c *chat.Conversation) chat.Command {
	return chat.RequestHandoff{Epoch: c.OwnerEpoch}
}

// Offer words the question whether a person should come, with what could be
// expected. It is empty where that makes no sense: somebody is coming already.
func (s *Service) Offer(ctx context.Context, c *chat.Conversation) (string, error) {
	if c.State != chat.StateAssistant {
		return "", nil
	}
	st, e, err := s.expect(ctx, c, chat.ExplicitRequest)
	if err != nil {
		return "", err
	}
	key := "offer_later"
	if e.Live {
		key = "offer_live"
	}
	return st.to.speak(e.Promise, st.now).say(key), nil
}

// Reassure words the answer to a visitor who asks for a person again while one
// is coming: what was promised, in the same words.
func (s *Service) Reassure(ctx context.Context, c *chat.Conversation) (string, error) {
	st, err := s.read(ctx, c)
	if err != nil {
		return "", err
	}
	key, promise := "still_live", chat.Promise{}
	if c.Handoff != nil {
		promise = c.Handoff.Promise
	}
	switch {
	case c.State == chat.StateFollowUp:
		key = "still_later"
		if promise.By.Before(st.now) {
			promise.By = time.Time{} // a time that has passed is no comfort
		}
	case promise.Kind == chat.PromiseNow:
		key = "still_now"
	}
	return st.to.speak(promise, st.now).say(key), nil
}
