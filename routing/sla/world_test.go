package sla_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
	"github.com/batonchat/baton/internal/memdesk"
	"github.com/batonchat/baton/routing/sla"
)

func asError(err error, to **chat.Error) bool { return errors.As(err, to) }

// world is a desk in memory, a clock, and one timer as the outbox keeps it.
type world struct {
	t        *testing.T
	desk     *memdesk.Desk
	watch    *sla.Watch
	policy   sla.Policy
	calendar *hours.Calendar
	now      time.Time
	id       chat.ConversationID
	timer    time.Time // zero: none
	winds    int       // how often the clocks were wound
	looks    int
}

func newWorld(t *testing.T, calendar *hours.Calendar) *world {
	t.Helper()
	w := &world{t: t, policy: sla.Default(), calendar: calendar}
	w.desk = memdesk.New(func() time.Time { return w.now })
	w.watch = &sla.Watch{Desk: w.desk, Terms: w, Now: func() time.Time { return w.now }}
	return w
}

func (w *world) Terms(context.Context, *chat.Conversation) (sla.Policy, *hours.Calendar, error) {
	return w.policy, w.calendar, nil
}

func (w *world) start() {
	w.t.Helper()
	w.id = w.desk.Open(chat.Start{Site: "site-1", Visitor: "visitor-1", ClientID: "client-start", Text: "My bill is wrong."})
	w.try(chat.RequestHandoff{Handoff: "handoff-1", By: visitor, Reason: chat.ExplicitRequest, Told: "A moment.", Live: true, Promise: chat.Promise{Kind: chat.PromiseNow, MadeAt: w.now}})
}

func (w *world) load() *chat.Conversation {
	w.t.Helper()
	c, err := w.desk.Load(w.t.Context(), w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) try(cmd chat.Command) {
	w.t.Helper()
	if _, err := w.desk.Do(w.t.Context(), w.id, cmd); err != nil && !chat.IsCode(err, chat.Conflict) {
		w.t.Fatalf("%T: %v", cmd, err)
	}
	if n := w.wound(); n > w.winds {
		w.winds = n
		w.look()
	}
}

// wound counts how often the clocks were wound.
func (w *world) wound() int {
	return len(slices.DeleteFunc(w.desk.Pending(), func(j memdesk.Job) bool { return j.Kind != chat.WorkClock }))
}

// pass lets time go by; the timer wakes the watch on the way.
func (w *world) pass(d time.Duration) {
	w.t.Helper()
	end := w.now.Add(d)
	for !w.timer.IsZero() && !w.timer.After(end) {
		w.now = w.timer
		w.look()
	}
	w.now = end
}

func (w *world) look() {
	w.t.Helper()
	w.looks++
	again, err := w.watch.Look(w.t.Context(), w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	if !again.IsZero() && !again.After(w.now) {
		w.t.Fatalf("the watch looks again at once, for ever: %v", again)
	}
	w.timer = again
}

// check plays the timeline again and compares what was noted with what the clocks said
// between any two entries.
func (w *world) check(r *rapid.T) {
	entries, err := w.desk.Entries(w.t.Context(), w.id, 0, 1000)
	if err != nil {
		r.Fatal(err)
	}
	type note struct {
		clock    chat.Clock
		at       time.Time
		breached bool
	}
	want, got := map[note]bool{}, map[note]bool{}
	c := &chat.Conversation{ID: w.id}
	for i, e := range entries {
		c.Apply(e)
		until := w.now
		if i+1 < len(entries) {
			until = entries[i+1].At
		}
		switch f := e.Fact.(type) {
		case chat.SLAWarned:
			got[note{f.Clock, e.At, false}] = true
		case chat.SLABreached:
			got[note{f.Clock, e.At, true}] = true
		}
		for _, d := range w.policy.Deadlines(c, nil, w.calendar) {
			mark, known := c.Mark(d.Clock, d.StartedAt)
			if !known && d.WarnAt.After(e.At) && d.WarnAt.Before(until) {
				want[note{d.Clock, d.WarnAt, false}] = true
			}
			if !mark.Breached && d.DueAt.After(e.At) && d.DueAt.Before(until) {
				want[note{d.Clock, d.DueAt, true}] = true
			}
		}
	}
	for n := range want {
		if !got[n] {
			r.Errorf("the %s clock said something at %v (breached: %t), and nobody noted it then", n.clock, n.at, n.breached)
		}
	}
	for n := range got {
		if n.at.IsZero() {
			r.Errorf("noted without a time: %+v", n)
		}
	}
}
