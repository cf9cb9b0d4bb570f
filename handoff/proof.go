package handoff

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
)

// Proven reads from a timeline, from its first entry on, which steps of each
// handoff are done, when, and by which entry. The timeline is the truth; the
// proof rows follow it, so that a crash between the two is healed by reading
// again.
//
// A step is never proven before the one above it. The exception is closed: a
// handoff that ends before it was delivered (the visitor calls it off) is
// closed without having been held.
func Proven(entries []chat.Entry) map[chat.HandoffID][]Proof {
	sagas := make(map[chat.HandoffID]*saga)
	var open *saga
	for _, e := range entries {
		switch f := e.Fact.(type) {
		case chat.HandoffRequested:
			open.end(e, false)
			open = &saga{}
			sagas[f.Handoff] = open
			if f.ToldSeq > 0 {
				open.done(chat.StepTold, f.ToldSeq, e.At)
			}
		case chat.HandoffPackaged:
			sagas[f.Package.Handoff].done(chat.StepPackaged, e.Seq, e.At)
		case chat.HandoffDelivered:
			sagas[f.Handoff].done(chat.StepDelivered, e.Seq, e.At)
			sagas[f.Handoff].settle(e)
		case chat.AgentJoined:
			open.done(chat.StepTold, e.Seq, e.At) // a takeover tells by the joining itself
			open.end(e, true)
		case chat.HandoffCancelled:
			open.end(e, false)
		case chat.Resolved:
			open.end(e, false)
		}
	}
	out := make(map[chat.HandoffID][]Proof, len(sagas))
	for id, s := range sagas {
		out[id] = s.proofs
	}
	return out
}

// saga is how far one handoff has come.
type saga struct {
	proofs []Proof
	ended  bool
}

func (s *saga) has(step chat.HandoffStep) bool {
	return slices.ContainsFunc(s.proofs, func(p Proof) bool { return p.Step == step })
}

func (s *saga) done(step chat.HandoffStep, seq int64, at time.Time) {
	if s != nil && !s.has(step) {
		s.proofs = append(s.proofs, Proof{Step: step, Seq: seq, FinishedAt: at})
	}
}

// end notes that nobody waits any more. Once somebody has joined, the package
// is delivered all the same and the saga closes with that.
func (s *saga) end(e chat.Entry, joined bool) {
	if s == nil || s.ended {
		return
	}
	s.ended = true
	if joined && !s.has(chat.StepDelivered) {
		return
	}
	s.settle(e)
	s.done(chat.StepClosed, e.Seq, e.At)
}

// settle closes a delivered saga that has ended.
func (s *saga) settle(e chat.Entry) {
	if s != nil && s.ended && s.has(chat.StepDelivered) {
		s.done(chat.StepHeld, e.Seq, e.At)
		s.done(chat.StepClosed, e.Seq, e.At)
	}
}

// Settle brings the proof rows of a conversation's handoff up to its timeline.
// Call it when somebody joins, or the conversation ends; calling it at any
// other time, or twice, changes nothing that is wrong.
func (s *Service) Settle(ctx context.Context, id chat.ConversationID) error {
	c, err := s.d.Desk.Load(ctx, id)
	if err != nil {
		return err
	}
	return s.settle(ctx, c)
}

func (s *Service) settle(ctx context.Context, c *chat.Conversation) error {
	if c.Handoff == nil {
		return nil
	}
	entries, err := s.entries(ctx, c.ID)
	if err != nil {
		return err
	}
	return s.prove(ctx, c.Handoff.ID, Proven(entries)[c.Handoff.ID])
}

// prove writes the rows of what is proven.
func (s *Service) prove(ctx context.Context, h chat.HandoffID, proofs []Proof) error {
	for _, p := range proofs {
		if err := s.d.Proofs.Finish(ctx, h, p.Step, p.Seq, p.FinishedAt); err != nil {
			return fmt.Errorf("prove step %s of handoff %s: %w", p.Step, h, err)
		}
	}
	return nil
}

// proveTold writes the row of a line that is on the timeline already. If that
// does not work now, packaging does it.
func (s *Service) proveTold(ctx context.Context, after *chat.Conversation, h chat.HandoffID) {
	if after.Handoff == nil || after.Handoff.ID != h {
		return // another request was first
	}
	_, err := s.d.Proofs.Begin(ctx, h, chat.StepTold)
	if err == nil {
		err = s.settle(ctx, after)
	}
	if err != nil {
		s.d.Log.WarnContext(ctx, "the proof of a told line is written later", "conversation", after, "err", err)
	}
}

// failed keeps why a step did not work, in its row and, so that the team sees
// it, on the timeline: at the first attempt and then ever more rarely.
func (s *Service) failed(ctx context.Context, id chat.ConversationID, h chat.HandoffID, step chat.HandoffStep, attempt int, cause error) error {
	if ctx.Err() != nil {
		return cause // we are stopping; that is no failure of the step
	}
	if err := s.d.Proofs.Fail(ctx, h, step, cause.Error()); err != nil {
		s.d.Log.WarnContext(ctx, "the row of a failed step could not be written", "conversation", id, "err", err)
	}
	if attempt&(attempt-1) == 0 {
		say := map[chat.HandoffStep]string{
			chat.StepPackaged:  "The summary for this handoff could not be put together yet. Baton tries again.",
			chat.StepDelivered: "This handoff could not be delivered yet. Baton tries again.",
		}[step]
		_, err := s.d.Desk.Do(ctx, id, chat.RecordFailure{HandoffFailed: chat.HandoffFailed{Handoff: h, Step: step, Attempt: attempt, Say: say}})
		if err != nil {
			s.d.Log.WarnContext(ctx, "a failed step could not be put on the timeline", "conversation", id, "err", err)
		}
	}
	return cause
}
