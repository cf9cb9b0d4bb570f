package main

import (
	"testing"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/handoff"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/store/storetest"
	"github.com/batonchat/baton/internal/transcript"
	"github.com/batonchat/baton/routing/topic"
)

// TestWhatAConversationIsAbout: what somebody noted counts before what was said, and what an
// article was called before only if the site knows it as a topic.
func TestWhatAConversationIsAbout(t *testing.T) {
	s := storetest.SQLite(t, nil)
	site, err := s.CreateSite(t.Context(), store.Site{Name: "Shop"})
	if err != nil {
		t.Fatal(err)
	}
	r := routes{s, newSiteBook(s), newTopics(s)}
	of := func(noted, before string, said ...string) string {
		t.Helper()
		c := &chat.Conversation{ID: "conversation-1", Site: site.ID, Topic: before}
		if noted != "" {
			c.Fields = []chat.Field{{Name: chat.FieldTopic, Value: noted}}
		}
		var lines []transcript.Line
		for _, text := range said {
			lines = append(lines, transcript.Line{By: chat.ByVisitor("visitor-1"), Text: text})
		}
		got, err := r.topicOf(t.Context(), handoff.Case{Conversation: c, Lines: lines})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	const bill = "my invoice is wrong, I was charged twice"
	for _, c := range []struct{ noted, before, said, want string }{
		{"", "", bill, "billing"},
		{"technical", "", bill, "technical"},
		{"", "Ways to pay", bill, "billing"},
		{"", "Technical", bill, "Technical"},
		{"", "Ways to pay", "hello", "Ways to pay"},
		{"", "", "hello", ""},
	} {
		if got := of(c.noted, c.before, c.said); got != c.want {
			t.Errorf("noted %q, called %q, said %q: %q, want %q", c.noted, c.before, c.said, got, c.want)
		}
	}
	// A change of the topics counts at once.
	_, err = s.PutTopics(t.Context(), store.Topics{Site: site.ID, Topics: []topic.Own{{Name: "money", Examples: []string{"invoice", "charged twice", "refund me"}}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := of("", "", bill); got != "money" {
		t.Errorf("with other topics it is %q", got)
	}
}
