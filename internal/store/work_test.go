package store_test

import (
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
)

func putWork(t *testing.T, s *store.Store, kind, key, conversation string, due time.Time) {
	t.Helper()
	err := s.Write(t.Context(), func(tx *gorm.DB) error {
		return tx.Exec(`INSERT INTO work (kind, key, lane, conversation_id, seq, due_at, leased_until, leased_by, attempts, last_error, dead_at, created_at)
			VALUES (?, ?, ?, ?, 0, ?, 0, '', 0, '', 0, 0)`, kind, key, key, conversation, due.UnixMicro()).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestWorkOfAnotherVersionIsLeft has work that this node does not know: it neither takes nor
// waits for it, and it is there for who does.
func TestWorkOfAnotherVersionIsLeft(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, open := range []func(testing.TB, func() time.Time) *store.Store{storetest.SQLite, storetest.Postgres} {
		s := open(t, func() time.Time { return now })
		t.Run(string(s.Dialect()), func(t *testing.T) {
			putWork(t, s, "mail.send", "new", "conversation-1", now.Add(-time.Hour))
			putWork(t, s, "sla.clock", "known", "conversation-1", now.Add(time.Hour))
			if at, ok, err := s.NextWork(t.Context(), "sla.clock", "handoff.package"); err != nil || !ok || !at.Equal(now.Add(time.Hour)) {
				t.Errorf("next at %v (%t, %v), want what is known", at, ok, err)
			}
			if jobs, err := s.LeaseWork(t.Context(), "node-1", time.Minute, 9, "sla.clock", "handoff.package"); err != nil || len(jobs) != 0 {
				t.Errorf("leased %+v (%v), want nothing", jobs, err)
			}
			if jobs, err := s.LeaseWork(t.Context(), "node-2", time.Minute, 9, "mail.send"); err != nil || len(jobs) != 1 || jobs[0].Attempt != 1 {
				t.Errorf("a node that knows it leased %+v (%v), want it at its first attempt", jobs, err)
			}
			// Behind work that nobody knows there is some that is known: it goes on when the other is given up.
			putWork(t, s, "pigeon.send", "pigeon", "conversation-2", now.Add(-2*time.Hour))
			putWork(t, s, "pigeon.send", "young pigeon", "conversation-2", now)
			if err := s.Write(t.Context(), func(tx *gorm.DB) error {
				return tx.Exec("UPDATE work SET lane = 'pigeon' WHERE kind = 'pigeon.send'").Error
			}); err != nil {
				t.Fatal(err)
			}
			gone, err := s.GiveUpUnknownWork(t.Context(), now.Add(-time.Hour), "sla.clock", "handoff.package", "mail.send")
			if err != nil || len(gone) != 1 || gone[0].Key != "pigeon" {
				t.Errorf("given up %+v (%v), want the old pigeon", gone, err)
			}
			if jobs, err := s.LeaseWork(t.Context(), "node-3", time.Minute, 9, "pigeon.send"); err != nil || len(jobs) != 1 || jobs[0].Key != "young pigeon" {
				t.Errorf("there go on %+v (%v), want what was behind it", jobs, err)
			}
		})
	}
}

// TestNextWork has work for later, some that is done, some that was given up and some that a
// node holds.
func TestNextWork(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	for _, open := range []func(testing.TB, func() time.Time) *store.Store{storetest.SQLite, storetest.Postgres} {
		s := open(t, clock)
		t.Run(string(s.Dialect()), func(t *testing.T) {
			put := func(key string, due time.Time) { t.Helper(); putWork(t, s, "sla.clock", key, key, due) }
			next := func(when string, want time.Time) {
				t.Helper()
				at, ok, err := s.NextWork(t.Context())
				if err != nil || ok == want.IsZero() || ok && !at.Equal(want) {
					t.Errorf("%s: next at %v (%t, %v), want %v", when, at, ok, err, want)
				}
			}
			next("with nothing to do", time.Time{})
			put("tomorrow", now.Add(24*time.Hour))
			put("hour", now.Add(time.Hour))
			next("with work for later", now.Add(time.Hour))
			put("due", now.Add(-time.Second))
			next("with work that is due", now.Add(-time.Second))
			jobs, err := s.LeaseWork(t.Context(), "node-1", time.Minute, 9)
			if err != nil || len(jobs) != 1 || jobs[0].Key != "due" {
				t.Fatalf("leased %+v (%v)", jobs, err)
			}
			next("while a node holds what is due", now.Add(time.Minute))
			if err := s.PostponeWork(t.Context(), jobs[0].ID, now.Add(30*time.Minute)); err != nil {
				t.Fatal(err)
			}
			next("postponed", now.Add(30*time.Minute))
			if err := s.RetryWork(t.Context(), jobs[0].ID, time.Time{}, "no"); err != nil {
				t.Fatal(err)
			}
			next("given up", now.Add(time.Hour))
		})
	}
}

func TestWorkEndsWhenLaterWorkGoesOn(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, open := range []func(testing.TB, func() time.Time) *store.Store{storetest.SQLite, storetest.Postgres} {
		s := open(t, func() time.Time { return now })
		t.Run(string(s.Dialect()), func(t *testing.T) {
			put := func(kind, key, conversation string) { t.Helper(); putWork(t, s, kind, key, conversation, now) }
			put("sla.clock", "first", "conversation-1")
			put("sla.clock", "second", "conversation-1")
			put("sla.clock", "other", "conversation-2")
			put("handoff.package", "package", "conversation-1")
			jobs, err := s.LeaseWork(t.Context(), "node-1", time.Minute, 9)
			if err != nil || len(jobs) != 4 {
				t.Fatalf("leased %+v (%v)", jobs, err)
			}
			for _, j := range jobs {
				if err := s.PostponeWork(t.Context(), j.ID, now); err != nil {
					t.Fatal(err)
				}
			}
			jobs, err = s.LeaseWork(t.Context(), "node-1", time.Minute, 9)
			if err != nil || len(jobs) != 3 || slices.ContainsFunc(jobs, func(j store.Job) bool { return j.Key == "first" }) {
				t.Errorf("there go on %+v (%v)", jobs, err)
			}
		})
	}
}
