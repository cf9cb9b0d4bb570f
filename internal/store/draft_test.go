package store_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

func TestDraftsAreKeptPerPersonAndTab(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, _ *clock) {
		keep := func(who chat.AgentID, kind store.DraftKind, text string) {
			t.Helper()
			if err := s.SaveDraft(t.Context(), "conversation-1", who, kind, text); err != nil {
				t.Fatal(err)
			}
		}
		keep("agent-ada", store.ReplyDraft, "Dear")
		keep("agent-ada", store.ReplyDraft, "Dear Maria")
		keep("agent-ada", store.NoteDraft, "VIP")
		keep("agent-ben", store.ReplyDraft, "Hello")
		got := must[map[store.DraftKind]string](t)(s.Drafts(t.Context(), "conversation-1", "agent-ada"))
		if !reflect.DeepEqual(got, map[store.DraftKind]string{store.ReplyDraft: "Dear Maria", store.NoteDraft: "VIP"}) {
			t.Errorf("Drafts() = %v", got)
		}
		marks := must[map[chat.ConversationID]bool](t)(s.DraftsOf(t.Context(), "agent-ada", []chat.ConversationID{"conversation-1", "conversation-2"}))
		if !reflect.DeepEqual(marks, map[chat.ConversationID]bool{"conversation-1": true}) {
			t.Errorf("DraftsOf() = %v", marks)
		}
		keep("agent-ada", store.ReplyDraft, "")
		if got := must[map[store.DraftKind]string](t)(s.Drafts(t.Context(), "conversation-1", "agent-ada")); len(got) != 1 {
			t.Errorf("an emptied draft is still there: %v", got)
		}
		wantCode(t, "a draft of another kind", s.SaveDraft(t.Context(), "conversation-1", "agent-ada", "poem", "x"), chat.Invalid)
	})
}

func TestWhatBecameOfACopilotDraft(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, now *clock) {
		d := must[store.CopilotDraft](t)(s.KeepCopilotDraft(t.Context(), store.CopilotDraft{Conversation: "conversation-1", Agent: "agent-ada", Text: "You have 30 days.",
			Sources: []chat.Citation{{Article: "article-1", Title: "Returns"}}, By: "built_in"}))
		if got := must[store.CopilotDraft](t)(s.CopilotDraft(t.Context(), d.ID)); !reflect.DeepEqual(got, d) {
			t.Errorf("CopilotDraft() = %+v, want %+v", got, d)
		}
		dispose := func(who chat.AgentID, what store.Disposition) error {
			return s.DisposeCopilotDraft(t.Context(), d.ID, who, what)
		}
		wantCode(t, "somebody else's draft", dispose("agent-ben", store.Dismissed), chat.NotFound)
		wantCode(t, "an unknown word", dispose("agent-ada", "eaten"), chat.Invalid)
		for _, what := range []store.Disposition{store.Inserted, store.Inserted, store.Edited, store.Edited} {
			now.pass(time.Second)
			if err := dispose("agent-ada", what); err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
		wantCode(t, "a change of mind", dispose("agent-ada", store.Dismissed), chat.Conflict)
		got := must[store.CopilotDraft](t)(s.CopilotDraft(t.Context(), d.ID))
		if got.Disposition != store.Edited || !got.DisposedAt.Equal(d.CreatedAt.Add(3*time.Second)) {
			t.Errorf("disposed as %s at %v", got.Disposition, got.DisposedAt)
		}
		_, err := s.CopilotDraft(t.Context(), "no-such-draft")
		wantCode(t, "an unknown draft", err, chat.NotFound)
	})
}
