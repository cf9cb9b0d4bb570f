package store_test

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/testkit"
)

// TestOpenConversationsAreClockedByTheUpgrade stores conversations as the schema before the
// clocks had them: the upgrade has them watched, and takes whoever joined for having answered.
func TestOpenConversationsAreClockedByTheUpgrade(t *testing.T) {
	const old = 6
	for name, cfg := range map[string]store.Config{"sqlite": {Folder: t.TempDir()}, "postgres": {URL: testkit.Postgres(t)}} {
		t.Run(name, func(t *testing.T) {
			s, err := store.Open(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			if err := s.MigrateTo(t.Context(), old); err != nil {
				t.Fatal(err)
			}
			at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
			put := func(id, state, lastBy, cold string) {
				t.Helper()
				err := s.Write(t.Context(), func(tx *gorm.DB) error {
					return tx.Exec(`INSERT INTO conversations (id, site_id, visitor_id, start_key, seq, public_seq, state, owner_kind, owner_id, owner_epoch, priority, started_at, entered_queue_at, resolved_at,
						last_by_kind, last_by_id, last_at, last_seq, visitor_seq, answered_seq, unanswered, team_id) VALUES (?, 'site-1', ?, 'start', 5, 3, ?, 'nobody', '', 1, 0, ?, ?, 0, ?, '', ?, 5, 4, 0, 0, '')`,
						id, "v-"+id, state, at.UnixMicro(), at.UnixMicro(), lastBy, at.Add(time.Minute).UnixMicro()).Error
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
			const asked = `{"handoff":{"id":"h","reason":"explicit_request","category":"complex","promise":{"kind":"now","made_at":"2026-03-02T09:00:00Z"},"asked_at":"2026-03-02T09:00:00Z"`
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
