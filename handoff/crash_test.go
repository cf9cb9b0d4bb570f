package handoff

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/memdesk"
	"github.com/batonchat/baton/internal/testkit"
)

// However many triggers fire at once, there is one line, one place in the
// queue, one package and one delivery (promise R9).
func TestOneHandoffHoweverManyTriggers(t *testing.T) {
	reasons := []chat.Reason{chat.ExplicitRequest, chat.LowConfidence, chat.Sentiment, chat.ByRule, chat.VIP, chat.Unsafe}
	for round := range testkit.Rounds(t, 100) {
		w := newWorld(t)
		if round%3 == 1 {
			w.staffing = Staffing{} // everybody is away
		}
		if round%3 == 2 { // and the team comes and goes while everybody has read and nobody has written
			f := &fickle{world: w}
			f.all.Add(triggers)
			w.s.d.Staff = f
		}
		id := w.open("en")
		epoch := w.state(t, id).OwnerEpoch
		var wg sync.WaitGroup
		start := make(chan struct{})
		for i := range triggers {
			wg.Go(func() {
				<-start
				by, fence := chat.ByVisitor("visitor"), int64(0)
				if i%2 == 0 {
					by, fence = chat.ByAssistant, epoch
				}
				err := w.s.Request(t.Context(), id, by, reasons[i%len(reasons)], []chat.Trigger{{Kind: "test"}}, fence)
				if err != nil && (fence == 0 || !chat.IsCode(err, chat.Conflict)) {
					t.Errorf("Request() = %v", err)
				}
			})
		}
		close(start)
		wg.Wait()
		w.work(t)
		if told, asked, rows := w.countTemplate(id, "told"), w.count(id, "handoff.requested"), len(w.rows); told != 1 || asked != 1 || rows != 1 {
			t.Fatalf("round %d: %d told lines, %d handoffs, %d deliveries; want one of each", round, told, asked, rows)
		}
	}
}

const triggers = 12

// fickle counts somebody and nobody in turn, for the first round of triggers
// only once all of them ask.
type fickle struct {
	*world

	all   sync.WaitGroup
	calls atomic.Int64
}

func (f *fickle) Staffing(ctx context.Context, c *chat.Conversation) (Staffing, error) {
	n := f.calls.Add(1)
	if n <= triggers {
		f.all.Done()
		f.all.Wait()
	}
	if n%2 == 0 {
		return Staffing{}, nil
	}
	return f.world.Staffing(ctx, c)
}

// A crash before or after any commit of any step, and the work done again by
// whoever finds it, leave one of everything.
func TestCrashAnywhereLeavesOneOfEverything(t *testing.T) {
	for _, story := range []struct {
		name  string
		steps func(w *world, id chat.ConversationID) []func() error
		want  map[string]int
	}{
		{"a live handoff", func(w *world, id chat.ConversationID) []func() error {
			return []func() error{func() error {
				return w.s.Request(t.Context(), id, chat.ByVisitor("visitor"), chat.ExplicitRequest, nil, 0)
			}}
		}, map[string]int{"told": 1, "handoff.requested": 1, "handoff.packaged": 1, "handoff.delivered": 1, "conversation.queued": 1}},
		{"a wait that turns into a follow-up", func(w *world, id chat.ConversationID) []func() error {
			return []func() error{
				func() error {
					return w.s.Request(t.Context(), id, chat.ByVisitor("visitor"), chat.ExplicitRequest, nil, 0)
				},
				func() error {
					w.set(func() { w.now, w.staffing = monday.Add(3*time.Minute), Staffing{} })
					return nil
				},
			}
		}, map[string]int{"told": 1, "follow_up": 1, "conversation.follow_up": 1, "handoff.contact_asked": 1, "promise.changed": 1, "handoff.delivered": 1}},
		{"a corrected promise", func(w *world, id chat.ConversationID) []func() error {
			return []func() error{
				func() error {
					return w.s.Request(t.Context(), id, chat.ByVisitor("visitor"), chat.ExplicitRequest, nil, 0)
				},
				func() error { w.set(func() { w.now = monday.Add(3 * time.Minute) }); return nil },
			}
		}, map[string]int{"told": 1, "promise_changed": 1, "promise.changed": 1}},
		{"an agent who is gone", func(w *world, id chat.ConversationID) []func() error {
			return []func() error{
				func() error {
					return w.s.Request(t.Context(), id, chat.ByVisitor("visitor"), chat.ExplicitRequest, nil, 0)
				},
				func() error {
					c, err := w.Load(t.Context(), id)
					if err != nil || c.HumanJoined {
						return err
					}
					_, err = w.Do(t.Context(), id, chat.Claim{Agent: ada, Handoff: "h"}, chat.Relieve{Agent: ada.ID})
					return err
				},
			}
		}, map[string]int{"told": 1, "promise_changed": 1, "agent.left": 1, "handoff.delivered": 1}},
		{"a visitor who is back", func(w *world, id chat.ConversationID) []func() error {
			return []func() error{
				func() error {
					return w.s.Request(t.Context(), id, chat.ByVisitor("visitor"), chat.ExplicitRequest, nil, 0)
				},
				func() error {
					c, err := w.Load(t.Context(), id)
					if err != nil || c.HumanJoined {
						return err
					}
					_, err = w.Do(t.Context(), id, chat.Claim{Agent: ada, Handoff: "h"}, chat.Resolve{By: chat.ByAgent(ada.ID), Outcome: chat.OutcomeSolved},
						chat.Post{By: chat.ByVisitor("visitor"), ClientID: "client-back", Text: "Still bent"})
					return err
				},
			}
		}, map[string]int{"told": 2, "handoff.requested": 2, "conversation.reopened": 1}},
		{"never mind", func(w *world, id chat.ConversationID) []func() error {
			return []func() error{
				func() error {
					return w.s.Request(t.Context(), id, chat.ByVisitor("visitor"), chat.ExplicitRequest, nil, 0)
				},
				func() error { return w.s.Cancel(t.Context(), id, true) },
			}
		}, map[string]int{"told": 1, "cancelled": 1, "handoff.cancelled": 1, "handoff.delivered": 0}},
	} {
		t.Run(story.name, func(t *testing.T) {
			for n, crashes := 0, true; crashes; n++ {
				for _, where := range []memdesk.Crash{memdesk.BeforeCommit, memdesk.AfterCommit} {
					crashes = playWithCrash(t, fmt.Sprintf("crash %d at commit %d", where, n), n, where, story.steps, story.want)
				}
			}
		})
	}
}

// playWithCrash plays the steps with one crash at the n-th commit; every step
// and job is done again until it succeeds. It reports whether there was an
// n-th commit.
func playWithCrash(t *testing.T, name string, n int, where memdesk.Crash, steps func(*world, chat.ConversationID) []func() error, want map[string]int) bool {
	t.Helper()
	w := newWorld(t)
	id := w.open("en")
	seen, crashed := 0, false
	w.CrashWhen(func([]chat.Command) memdesk.Crash {
		seen++
		if seen-1 == n {
			crashed = true
			return where
		}
		return memdesk.Survive
	})
	for _, step := range steps(w, id) {
		err := step()
		for tries := 0; errors.Is(err, memdesk.ErrCrash) && tries < 3; tries++ {
			err = step()
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	w.work(t)
	w.work(t)
	for what, count := range want {
		got := w.count(id, what) + w.countTemplate(id, what)
		if got != count {
			t.Errorf("%s: %d of %q, want %d\n%q", name, got, what, count, w.Lines(id))
		}
	}
	rows := map[chat.HandoffID]bool{}
	for _, r := range w.rows {
		if rows[r.Handoff] {
			t.Errorf("%s: handoff %s was delivered twice", name, r.Handoff)
		}
		rows[r.Handoff] = true
	}
	return crashed
}
