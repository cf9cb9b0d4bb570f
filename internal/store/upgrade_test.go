package store_test

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/testkit"
)

// asked begins the document of a conversation that asked for a person.
const asked = `{"site":"site-1","handoff":{"id":"h","reason":"explicit_request","category":"complex","promise":{"kind":"now","made_at":"2026-03-02T09:00:00Z"},"asked_at":"2026-03-02T09:00:00Z"`

func bothEmpty(t *testing.T) map[string]store.Config {
	return map[string]store.Config{"sqlite": {Folder: t.TempDir()}, "postgres": {URL: testkit.Postgres(t)}}
}

// openAt gives a store with the schema of an older version.
func openAt(t *testing.T, cfg store.Config, version int64) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.MigrateTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	return s
}

// putAsWas stores a conversation as older versions did.
func putAsWas(t *testing.T, s *store.Store, id, state, lastBy string, entered time.Time, cold string) {
	t.Helper()
	err := s.Write(t.Context(), func(tx *gorm.DB) error {
		return tx.Exec(`INSERT INTO conversations (id, site_id, visitor_id, start_key, seq, public_seq, state, owner_kind, owner_id, owner_epoch, priority, started_at, entered_queue_at, resolved_at,
			last_by_kind, last_by_id, last_at, last_seq, visitor_seq, answered_seq, unanswered, team_id) VALUES (?, 'site-1', ?, 'start', 5, 3, ?, 'nobody', '', 1, 0, ?, ?, 0, ?, '', ?, 5, 4, 0, 0, '')`,
			id, "v-"+id, state, entered.UnixMicro(), entered.UnixMicro(), lastBy, entered.Add(time.Minute).UnixMicro()).Error
	})
	if err == nil {
		err = s.Write(t.Context(), func(tx *gorm.DB) error {
			return tx.Exec("INSERT INTO conversation_details (id, cold) VALUES (?, ?)", id, cold).Error
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestTheUpgradeKeepsTheOrderOfTheLine has three wait whose place was only in their document.
func TestTheUpgradeKeepsTheOrderOfTheLine(t *testing.T) {
	for name, cfg := range bothEmpty(t) {
		t.Run(name, func(t *testing.T) {
			s := openAt(t, cfg, 10)
			now := time.Now()
			putAsWas(t, s, "usual", "queued", "visitor", now.Add(-time.Minute), asked+`,"open":true},"fields":[]}`)
			putAsWas(t, s, "vip", "queued", "visitor", now.Add(-30*time.Second), asked+`,"open":true},"route":{"ahead":true,"target_seconds":30},"fields":[]}`)
			putAsWas(t, s, "lost", "queued", "visitor", now, asked+`,"open":true},"front":true,"fields":[]}`)
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			order := func(ids ...chat.ConversationID) {
				t.Helper()
				for i, id := range ids {
					if n, _, err := s.Ahead(t.Context(), stored(t, s, id)); err != nil || n != i {
						t.Errorf("%d come before %s (%v), want %d", n, id, err, i)
					}
				}
			}
			order("lost", "vip", "usual")
			// A node of the old version goes on beside this one.
			putAsWas(t, s, "vip again", "queued", "visitor", now.Add(-29*time.Second), asked+`,"open":true},"route":{"ahead":true,"target_seconds":30},"fields":[]}`)
			putAsWas(t, s, "lost again", "queued", "visitor", now, asked+`,"open":true},"front":true,"fields":[]}`)
			for range 2 {
				if err := s.MendLine(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			order("lost", "lost again", "vip", "vip again", "usual")
		})
	}
}

// TestOlderNodesGoOnAddingPeople: accounts get their first version from the database where a
// program does not know of any, before the upgrade or beside it.
func TestOlderNodesGoOnAddingPeople(t *testing.T) {
	for name, cfg := range bothEmpty(t) {
		t.Run(name, func(t *testing.T) {
			s := openAt(t, cfg, 12)
			add := func(id string) {
				t.Helper()
				err := s.Write(t.Context(), func(tx *gorm.DB) error {
					return tx.Exec(`INSERT INTO agents (id, email, name, title, greeting, picture, role, capacity, languages, skills, teams, sites, preferences, password_hash, created_at, disabled_at,
						status, status_until, span_since, missed_offers, last_input_at, idle_at, dropped_at, gone_at, presence_version, presence_at)
						VALUES (?, ?, ?, '', '', '', 'agent', 3, '[]', '{}', '[]', '[]', '{}', '', 1, 0, 'away', 0, 0, 0, 0, 0, 0, 0, 0, 0)`, id, id+"@example.com", id).Error
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			add("agent-before")
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			add("agent-beside")
			for _, id := range []chat.AgentID{"agent-before", "agent-beside"} {
				if a, err := s.Agent(t.Context(), id); err != nil || a.Version != 1 {
					t.Errorf("%s has version %d (%v), want 1", id, a.Version, err)
				}
			}
		})
	}
}

// TestOpenConversationsAreClockedByTheUpgrade stores conversations as the schema before the
// clocks had them: the upgrade has them watched, and takes whoever joined for having answered.
func TestOpenConversationsAreClockedByTheUpgrade(t *testing.T) {
	for name, cfg := range bothEmpty(t) {
		t.Run(name, func(t *testing.T) {
			s := openAt(t, cfg, 6)
			put := func(id, state, lastBy, cold string) {
				t.Helper()
				putAsWas(t, s, id, state, lastBy, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), cold)
			}
			put("waits", "queued", "assistant", asked+`,"open":true},"fields":[]}`)
			put("answered", "active", "agent", asked+`,"joined_at":"2026-03-02T09:00:30Z"},"fields":[]}`)
			put("asks", "active", "visitor", asked+`,"joined_at":"2026-03-02T09:00:30Z"},"fields":[]}`)
			put("over", "resolved", "visitor", asked+`,"joined_at":"2026-03-02T09:00:30Z"},"fields":[]}`)
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			jobs, err := s.LeaseWork(t.Context(), "node-1", time.Minute, 9)
			if err != nil || len(jobs) != 3 {
				t.Errorf("watched are %+v (%v), want the three that are open", jobs, err)
			}
			for id, want := range map[chat.ConversationID]chat.Clock{"waits": chat.FirstResponse, "answered": "", "asks": chat.NextResponse} {
				c, err := s.Conversation(t.Context(), id)
				if err != nil {
					t.Fatal(err)
				}
				for _, k := range []chat.Clock{chat.FirstResponse, chat.NextResponse} {
					if _, _, running := c.ClockSince(k); running != (k == want) {
						t.Errorf("%s: the %s clock runs: %t", id, k, running)
					}
				}
			}
		})
	}
}
