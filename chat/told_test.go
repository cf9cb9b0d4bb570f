package chat_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
)

func TestCheckAttributes(t *testing.T) {
	many := map[string]string{}
	for i := range chat.MaxAttributes {
		many[fmt.Sprintf("key%d", i)] = "x"
	}
	tests := []struct {
		name  string
		all   map[string]string
		field string // of the refusal; empty: they are right
	}{
		{"none", nil, ""},
		{"as many as may be", many, ""},
		{"names with digits and points", map[string]string{"order.total_eur-2": "49.90"}, ""},
		{"a value as long as may be", map[string]string{"note": strings.Repeat("x", chat.MaxAttribute)}, ""},
		{"a value with a byte too much", map[string]string{"note": strings.Repeat("x", chat.MaxAttribute+1)}, "attributes.note"},
		{"a value of few but wide characters", map[string]string{"note": strings.Repeat("再", 342)}, "attributes.note"},
		{"a value with a line break", map[string]string{"note": "a\nb"}, "attributes.note"},
		{"a value that is no text", map[string]string{"note": "\xff"}, "attributes.note"},
		{"an empty name", map[string]string{"": "x"}, "attributes"},
		{"a name that begins with an underscore", map[string]string{"__proto__": "x"}, "attributes"},
		{"a name with a blank", map[string]string{"my plan": "x"}, "attributes"},
		{"a name that is too long", map[string]string{strings.Repeat("k", 65): "x"}, "attributes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := chat.CheckAttributes("attributes", test.all, chat.MaxAttributes)
			got := ""
			if refusal, ok := errors.AsType[*chat.Error](err); ok {
				got = refusal.Field
			}
			if got != test.field || (err == nil) != (test.field == "") {
				t.Errorf("CheckAttributes() = %v about %q, want it to be about %q", err, got, test.field)
			}
		})
	}
	many["one_more"] = "x"
	if err := chat.CheckAttributes("attributes", many, chat.MaxAttributes); !chat.IsCode(err, chat.Invalid) {
		t.Errorf("one attribute too many: %v", err)
	}
}

func TestEventsAreNotedWhileAConversationGoesOn(t *testing.T) {
	now := time.Date(2026, 9, 14, 10, 0, 0, 0, time.UTC)
	c := &chat.Conversation{ID: "conversation-1"}
	do := func(cmd chat.Command) ([]chat.Entry, error) {
		d, err := chat.Decide(c, cmd, now)
		return c.Write(d.Drafts, now), err
	}
	if _, err := do(chat.Start{Site: "site-shop", Visitor: "visitor-1", ClientID: "start-0001", Text: "Hello"}); err != nil {
		t.Fatal(err)
	}
	before := *c
	track := chat.Track{By: "visitor-1", ClientID: "event-0001", Name: "checkout", Props: map[string]string{"total": "49.90"}}
	entries, err := do(track)
	if err != nil || len(entries) != 1 || entries[0].PublicSeq != 0 || entries[0].By != chat.ByVisitor("visitor-1") || entries[0].ClientID != "event-0001" {
		t.Fatalf("Track = %+v, %v; want one entry that only the team sees", entries, err)
	}
	if c.LastMessage != before.LastMessage || c.PublicSeq != before.PublicSeq || c.VisitorSeq != before.VisitorSeq {
		t.Errorf("an event counts as a message: %+v", c)
	}
	for name, bad := range map[string]chat.Track{
		"no name":      {By: "visitor-1"},
		"a long name":  {By: "visitor-1", Name: strings.Repeat("n", 65)},
		"a bad prop":   {By: "visitor-1", Name: "x", Props: map[string]string{"not a name": "x"}},
		"many of them": {By: "visitor-1", Name: "x", Props: tooManyProps()},
	} {
		if _, err := do(bad); !chat.IsCode(err, chat.Invalid) {
			t.Errorf("%s: %v, want it refused", name, err)
		}
	}
	if _, err := do(chat.Resolve{By: chat.ByVisitor("visitor-1"), Outcome: chat.OutcomeSolved}); err != nil {
		t.Fatal(err)
	}
	if _, err := do(track); !chat.IsCode(err, chat.Conflict) {
		t.Errorf("after the end: %v, want conflict", err)
	}
	if entries, err := do(chat.NoteIdentity{Moved: true}); err != nil || len(entries) != 1 || entries[0].PublicSeq != 0 || c.State != chat.StateResolved {
		t.Errorf("NoteIdentity = %+v, %v; want one hidden entry that changes nothing", entries, err)
	}
}

func tooManyProps() map[string]string {
	all := map[string]string{}
	for i := range chat.MaxProps + 1 {
		all[fmt.Sprintf("prop%d", i)] = "x"
	}
	return all
}
