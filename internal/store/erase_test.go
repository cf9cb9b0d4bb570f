package store_test

import (
	"testing"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
)

// TestEraseLeavesNoWord writes a canary wherever a visitor's words can go and
// looks for it in every table afterwards.
func TestEraseLeavesNoWord(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		const canary = "canary-4711"
		v, err := s.CreateVisitor(t.Context(), store.Visitor{ID: chat.VisitorID(chat.NewID()), Site: "site-1", Name: canary, Email: canary + "@example.com"})
		if err != nil {
			t.Fatal(err)
		}
		if _, bound, err := s.BindVisitor(t.Context(), v.ID, store.Visitor{ExternalID: canary, Phone: canary, Signed: map[string]string{"tier": canary}}); err != nil || !bound {
			t.Fatal(bound, err)
		}
		if _, err := s.NoteClaim(t.Context(), v.ID, store.Claim{Attributes: map[string]string{"cart": canary}}); err != nil {
			t.Fatal(err)
		}
		ada := chat.Profile{ID: "agent-ada", Name: "Ada"}
		c := put(t, s, "conversation-1", chat.Start{Site: "site-1", Visitor: v.ID, ClientID: "start-0001", Text: canary, Page: chat.Page{URL: "https://x.example/" + canary}},
			chat.RequestHandoff{Handoff: "handoff-1", By: chat.ByAssistant, Told: "Of course.", Live: true, Triggers: []chat.Trigger{{Kind: "asked_in_words", Evidence: canary}}},
			chat.Claim{Agent: ada}, chat.Note{By: "agent-ada", ClientID: "note-0001", Text: canary}, chat.Collect{By: chat.ByVisitor(v.ID), Field: chat.Field{Name: "order_number", Value: canary}},
			chat.Track{By: v.ID, ClientID: "event-0001", Name: canary, Props: map[string]string{"item": canary}})
		if err := s.SaveDraft(t.Context(), c.ID, "agent-ada", "reply", canary); err != nil {
			t.Fatal(err)
		}
		if err := s.SawPage(t.Context(), v.ID, chat.Page{URL: "https://x.example/" + canary, Title: canary}); err != nil {
			t.Fatal(err)
		}
		head, err := s.InboxHead(t.Context(), "site-1")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.EraseVisitor(t.Context(), v.ID); err != nil {
			t.Fatal(err)
		}
		for _, table := range tables(t, s) {
			var n int
			q := "SELECT COUNT(*) FROM " + table + " AS r WHERE CAST(r AS TEXT) LIKE '%" + canary + "%'"
			if s.Dialect() == store.SQLite {
				q = "SELECT COUNT(*) FROM " + table + " WHERE " + anyColumn(t, s, table) + " LIKE '%" + canary + "%'"
			}
			if err := s.DB(t.Context()).Raw(q).Scan(&n).Error; err != nil {
				t.Fatalf("%s: %v", table, err)
			}
			if n > 0 {
				t.Errorf("%d rows of %s still hold the visitor's words", n, table)
			}
		}
		after, err := s.InboxHead(t.Context(), "site-1")
		if err != nil || after != head+1 {
			t.Errorf("the inbox stream stands at %d, want %d (%v)", after, head+1, err)
		}
		if err := s.EraseVisitor(t.Context(), v.ID); !chat.IsCode(err, chat.NotFound) {
			t.Errorf("erasing twice: %v", err)
		}
	})
}

func tables(t *testing.T, s *store.Store) (names []string) {
	t.Helper()
	q := "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
	if s.Dialect() == store.SQLite {
		q = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	}
	if err := s.DB(t.Context()).Raw(q).Scan(&names).Error; err != nil || len(names) < 10 {
		t.Fatalf("tables: %v, %v", names, err)
	}
	return names
}

func anyColumn(t *testing.T, s *store.Store, table string) string {
	t.Helper()
	var names []string
	if err := s.DB(t.Context()).Raw("SELECT name FROM pragma_table_info(?)", table).Scan(&names).Error; err != nil {
		t.Fatal(err)
	}
	expr := "''"
	for _, n := range names {
		expr += " || COALESCE(CAST(" + n + " AS TEXT), '')"
	}
	return "(" + expr + ")"
}
