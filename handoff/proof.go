package handoff

import (
	"context"

	"github.com/batonchat/baton/chat"
)

// told finds the entry by which the visitor was told of a handoff. For an
// agent's takeover that is the joining itself.
//
// The rows that prove the saga's steps are written by the store, from the
// facts and in their transaction; what a handler needs to know of them it
// reads from the same facts.
func told(entries []chat.Entry, h chat.HandoffID) (seq int64, ok bool) {
	lines := make(map[int64]bool)
	asked := false
	for _, e := range entries {
		switch f := e.Fact.(type) {
		case chat.MessagePosted:
			lines[e.Seq] = true
		case chat.HandoffRequested:
			if asked = f.Handoff == h; asked && lines[f.ToldSeq] {
				return f.ToldSeq, true
			}
		case chat.AgentJoined:
			if asked {
				return e.Seq, true
			}
		}
	}
	return 0, false
}

// failed puts on the timeline that a step did not work, which the team sees
// and from which the step's row gets its attempts and its last error. It
// returns the cause, so that the work is done again later.
func (s *Service) failed(ctx context.Context, id chat.ConversationID, failure chat.HandoffFailed, cause error) error {
	if ctx.Err() != nil {
		return cause // we are stopping; that is no failure of the step
	}
	if _, err := s.d.Desk.Do(ctx, id, chat.RecordFailure{HandoffFailed: failure}); err != nil {
		s.d.Log.WarnContext(ctx, "a failed step could not be put on the timeline", "conversation", id, "err", err)
	}
	return cause
}
