package chat_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/chat/chattest"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// TestLives plays random lives and checks after each step what must always
// hold.
func TestLives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := start
		c := &chat.Conversation{ID: "conversation-1"}
		stored := must(t, c, chattest.Start("site-1", "visitor-1"), now)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(1, 90).Draw(t, "seconds")) * time.Second)
			cmd := chattest.Command(t, c, stored, now)
			before := asJSON(t, c)
			d, err := chat.Decide(c, cmd, now)
			if got := asJSON(t, c); got != before {
				t.Fatalf("%T changed the conversation while deciding", cmd)
			}
			if err != nil {
				if chat.CodeOf(err) == chat.Internal {
					t.Fatalf("%T refused without a sentence: %v", cmd, err)
				}
				continue
			}
			was := *c
			entries := c.Write(d.Drafts, now)
			stored = append(stored, entries...)
			checkInvariants(t, &was, c, cmd, entries)
		}
		checkFolds(t, c, stored)
	})
}

func must(t *rapid.T, c *chat.Conversation, cmd chat.Command, now time.Time) []chat.Entry {
	d, err := chat.Decide(c, cmd, now)
	if err != nil {
		t.Fatalf("%T: %v", cmd, err)
	}
	return c.Write(d.Drafts, now)
}

func checkInvariants(t *rapid.T, was, c *chat.Conversation, cmd chat.Command, entries []chat.Entry) {
	owned := c.Owner.Kind == chat.AgentParty
	switch c.State {
	case chat.StateActive, chat.StateSnoozed:
		if !owned || c.Agent == nil || !c.Owner.IsAgent(c.Agent.ID) {
			t.Fatalf("after %T: %s without its agent: %+v", cmd, c.State, c.Owner)
		}
	case chat.StateAssistant:
		if c.Owner != chat.ByAssistant {
			t.Fatalf("after %T: assistant state owned by %+v", cmd, c.Owner)
		}
	default:
		if owned {
			t.Fatalf("after %T: %s is owned by an agent", cmd, c.State)
		}
	}
	if c.State == chat.StateOffered && (c.Offer == nil || len(c.Offer.Agents) == 0) {
		t.Fatalf("after %T: offered to nobody", cmd)
	}
	if c.State == chat.StateQueued && c.EnteredQueueAt.IsZero() {
		t.Fatalf("after %T: queued without a place", cmd)
	}
	if was.Owner != c.Owner && was.OwnerEpoch >= c.OwnerEpoch {
		t.Fatalf("after %T: owner changed, epoch did not rise", cmd)
	}
	for i, e := range entries {
		if p, ok := e.Fact.(chat.MessagePosted); ok && e.By == chat.ByAssistant && p.Run != "" && was.Owner.Kind == chat.AgentParty {
			t.Fatalf("the assistant wrote while %+v owned the conversation", was.Owner)
		}
		if r, ok := e.Fact.(chat.HandoffRequested); ok && r.ToldSeq != 0 {
			if i == 0 || entries[i-1].Seq != r.ToldSeq {
				t.Fatalf("handoff says it was told at %d, which is not the line before it", r.ToldSeq)
			}
		}
	}
}

// checkFolds holds the snapshot and the timeline together, for both sides.
func checkFolds(t *rapid.T, c *chat.Conversation, stored []chat.Entry) {
	folded := &chat.Conversation{ID: c.ID}
	view := chat.View{ID: c.ID}
	var public int64
	for i, e := range stored {
		if e.Seq != int64(i)+1 {
			t.Fatalf("entry %d has number %d", i+1, e.Seq)
		}
		folded.Apply(roundTrip(t, e))
		if v, ok := e.ForVisitor(); ok {
			public++
			if v.Seq != public {
				t.Fatalf("public entry %d has number %d", public, v.Seq)
			}
			view.Apply(roundTrip(t, v))
		}
	}
	if got, want := asJSON(t, folded), asJSON(t, c); got != want {
		t.Fatalf("timeline and snapshot differ:\n%s\n%s", got, want)
	}
	if got, want := asJSON(t, view), asJSON(t, chat.ViewOf(c)); got != want {
		t.Fatalf("visitor's timeline and snapshot differ:\n%s\n%s", got, want)
	}
}

func roundTrip(t *rapid.T, e chat.Entry) chat.Entry {
	b, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	got := chat.Entry{Conversation: e.Conversation}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if asJSON(t, got) != string(b) {
		t.Fatalf("%s changed on the way: %s, then %s", e.Fact.Kind(), b, asJSON(t, got))
	}
	return got
}

func asJSON(t interface{ Fatal(args ...any) }, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestEveryFactIsNamedOnce keeps the registry whole: each fact has its own
// kind, decodes to its own type, and cannot be forgotten in the list.
func TestEveryFactIsNamedOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range chat.Facts() {
		if seen[f.Kind()] {
			t.Errorf("two facts are called %s", f.Kind())
		}
		seen[f.Kind()] = true
		b, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		got, err := chat.DecodeFact(f.Kind(), b)
		if err != nil || reflect.TypeOf(got) != reflect.TypeOf(f) {
			t.Errorf("DecodeFact(%s) = %T, %v", f.Kind(), got, err)
		}
	}
}

func TestUnknownFactKeepsItsPlaceAndBody(t *testing.T) {
	in := `{"seq":3,"at":"2026-03-02T09:00:00Z","by":{"kind":"system"},"kind":"conversation.teleported","body":{"to":"moon"}}`
	var e chat.Entry
	if err := json.Unmarshal([]byte(in), &e); err != nil {
		t.Fatal(err)
	}
	if got := asJSON(t, e); got != in {
		t.Errorf("came back as %s", got)
	}
	if _, ok := chat.Visible(e.Fact); ok {
		t.Error("a fact nobody knows is shown to the visitor")
	}
}

func TestVisitorNeverSeesPrivateFacts(t *testing.T) {
	for _, f := range []chat.Fact{chat.NotePosted{Text: "x"}, chat.HandoffPackaged{}, chat.HandoffFailed{}, chat.AssistantFailed{},
		chat.Snoozed{}, chat.Woken{}, chat.MessageEdited{Target: 3}, chat.MessageDeleted{Target: 3}, chat.OfferMade{Warm: true},
		chat.FieldCollected{Field: chat.Field{Name: "order_number"}}, chat.VisitorEvent{Name: "x"}, chat.VisitorIdentified{}} {
		if _, ok := chat.Visible(f); ok {
			t.Errorf("%s is visible", f.Kind())
		}
	}
	f, _ := chat.Visible(chat.HandoffRequested{Triggers: []chat.Trigger{{Evidence: "angry"}}, Reason: chat.Sentiment, Promise: chat.Promise{Inputs: chat.PromiseInputs{Ahead: 3}}})
	if got := asJSON(t, f); got != asJSON(t, chat.HandoffRequested{}) {
		t.Errorf("the visitor's form says too much: %s", got)
	}
}

func TestParseContact(t *testing.T) {
	tests := []struct{ in, name, value string }{
		{"mia@example.com", "email", "mia@example.com"},
		{"  mia.o'hara+x@mail.example.co.uk ", "email", "mia.o'hara+x@mail.example.co.uk"},
		{"+49 (0) 30 / 123-456", "phone", "+49030123456"},
		{"030 123456", "phone", "030123456"},
		{"mia@example", "", ""},
		{"Mia <mia@example.com>", "", ""},
		{"12345", "", ""},
		{"call me", "", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		name, value, err := chat.ParseContact(tt.in)
		if name != tt.name || value != tt.value || (err == nil) != (tt.name != "") {
			t.Errorf("ParseContact(%q) = %q, %q, %v", tt.in, name, value, err)
		}
	}
}

func TestFindContact(t *testing.T) {
	tests := []struct{ in, name, value string }{
		{"write to mia@example.com, please", "email", "mia@example.com"},
		{"my number is +49 30 1234567.", "phone", "+49301234567"},
		{"order 20418 came broken", "", ""},
		{"I paid 49.90 for 2", "", ""},
	}
	for _, tt := range tests {
		name, value, ok := chat.FindContact(tt.in)
		if name != tt.name || value != tt.value || ok != (tt.name != "") {
			t.Errorf("FindContact(%q) = %q, %q, %v", tt.in, name, value, ok)
		}
	}
}

func TestCheckText(t *testing.T) {
	for _, bad := range []string{"", "  \n", "\u200b\u200b", "a\x00b", "\xff\xfe", string(make([]rune, chat.MaxMessage+1))} {
		if err := chat.CheckText("message", bad, chat.MaxMessage); !chat.IsCode(err, chat.Invalid) {
			t.Errorf("CheckText(%.10q) = %v, want invalid", bad, err)
		}
	}
	if err := chat.CheckText("message", "👍", 1); err != nil {
		t.Errorf("an emoji is refused: %v", err)
	}
}

func FuzzEntry(f *testing.F) {
	f.Add([]byte(`{"seq":1,"at":"2026-03-02T09:00:00Z","by":{"kind":"visitor","id":"v"},"kind":"message.posted","body":{"text":"hi"}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var e chat.Entry
		if json.Unmarshal(b, &e) != nil {
			return
		}
		c := &chat.Conversation{ID: "conversation-1"}
		c.Apply(e)
		v := chat.View{}
		v.Apply(e)
		if _, err := json.Marshal(e); err != nil {
			t.Errorf("read but not written: %v", err)
		}
	})
}
