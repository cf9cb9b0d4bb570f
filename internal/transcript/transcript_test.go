package transcript_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/memdesk"
	"github.com/batonchat/baton/internal/transcript"
)

var now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

func do(t *testing.T, d *memdesk.Desk, id chat.ConversationID, cmds ...chat.Command) *chat.Conversation {
	t.Helper()
	c, err := d.Do(t.Context(), id, cmds...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var ada = chat.Profile{ID: "agent-ada", Name: "Ada"}

func TestReadsWhatPeopleSaid(t *testing.T) {
	d := memdesk.New(clock)
	id := d.Open(chat.Start{Text: "Hello"})
	do(t, d, id, chat.Say{Run: "r", Epoch: 1, UpTo: 2, Text: "Hi!", Unanswered: true})
	do(t, d, id, chat.Claim{Agent: ada, Handoff: "h", Greeting: "I am Ada"})
	do(t, d, id, chat.Note{By: ada.ID, ClientID: "n-1234567", Text: "secret note"})
	do(t, d, id, chat.Post{By: chat.ByVisitor("visitor"), ClientID: "v-1234567", Text: "My order is lost"})
	do(t, d, id, chat.Post{By: chat.ByVisitor("visitor"), ClientID: "v-1234568", Text: "oops"})
	all := d.Timeline(id)
	edit, gone := all[len(all)-2], all[len(all)-1]
	do(t, d, id, chat.Edit{By: edit.By, Target: edit, Text: "My order A-1 is lost"})
	do(t, d, id, chat.Delete{By: gone.By, Target: gone})
	lines := transcript.Read(d.Timeline(id))
	var got []string
	for _, l := range lines {
		got = append(got, fmt.Sprintf("%s %s: %s", l.By.Kind, l.Name, l.Text))
	}
	want := []string{"visitor : Hello", "assistant : Hi!", "agent Ada: I am Ada", "visitor : My order A-1 is lost"}
	if !slices.Equal(got, want) {
		t.Errorf("Read() = %q, want %q", got, want)
	}
	if !lines[1].ByAssistant() || !lines[1].Unanswered || !lines[2].ByAgent() || !lines[0].ByVisitor() {
		t.Error("the lines do not say who wrote them")
	}
	if said := transcript.Said(lines, 2, edit.Seq); len(said) != 1 || transcript.Join(said) != "My order A-1 is lost" {
		t.Errorf("Said() = %+v", said)
	}
}

// late is a desk whose memory is older than its disk, as on another node.
type late struct {
	*memdesk.Desk

	c *chat.Conversation
}

func (l late) Load(context.Context, chat.ConversationID) (*chat.Conversation, error) { return l.c, nil }

func TestFreshIsWhatIsStored(t *testing.T) {
	d := memdesk.New(clock)
	id := d.Open(chat.Start{Text: "Hello"})
	old, err := d.Load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	do(t, d, id, chat.Claim{Agent: ada, Handoff: "h"})
	fresh, err := transcript.Fresh(t.Context(), late{d, old}, id)
	if err != nil {
		t.Fatal(err)
	}
	if fresh.State != chat.StateActive || fresh.Agent == nil {
		t.Errorf("State = %s, want active", fresh.State)
	}
	if old.State != chat.StateAssistant {
		t.Error("Fresh changed what Load gave")
	}
	c, all, err := transcript.All(t.Context(), d, id)
	if err != nil || len(all) != int(c.Seq) || c.State != chat.StateActive {
		t.Errorf("All() = %d entries, %v, %v", len(all), c, err)
	}
	if _, _, err := transcript.All(t.Context(), d, "nobody-knows-it"); !chat.IsCode(err, chat.NotFound) {
		t.Errorf("All() of an unknown conversation = %v, want not_found", err)
	}
}

func TestLongTimelinesAreReadInPages(t *testing.T) {
	d := memdesk.New(clock)
	id := d.Open(chat.Start{Text: "Hello"})
	for i := range 1200 {
		do(t, d, id, chat.Post{By: chat.ByVisitor("visitor"), ClientID: fmt.Sprintf("client-%d", i), Text: "more"})
	}
	c, all, err := transcript.All(t.Context(), d, id)
	if err != nil || len(all) != 1202 || c.Seq != 1202 {
		t.Errorf("All() = %d entries up to %d, %v; want 1202", len(all), c.Seq, err)
	}
}

func said(who chat.Party, texts ...string) []transcript.Line {
	var out []transcript.Line
	for i, text := range texts {
		out = append(out, transcript.Line{Seq: int64(i + 1), By: who, Text: text})
	}
	return out
}

func TestExtractKeepsTheSentenceThatSaysMost(t *testing.T) {
	tests := []struct {
		name string
		said []string
		want string
	}{
		{"a question after a greeting", []string{"Hi there!", "My order A-1042 arrived with a bent front wheel. Can you replace it?"}, "My order A-1042 arrived with a bent front wheel."},
		{"only a greeting", []string{"Hello"}, "Hello"},
		{"Chinese", []string{"你好", "我的订单还没有收到，请问什么时候送到？"}, "我的订单还没有收到，请问什么时候送到？"},
		{"nothing", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := transcript.Make(said(chat.ByVisitor("v"), tt.said...), nil).Summary; got != tt.want {
				t.Errorf("Summary = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestExtractPassesOverIdleMessages(t *testing.T) {
	idle := func(s string) bool { return strings.Contains(s, "human") }
	lines := said(chat.ByVisitor("v"), "The gears slip", "Can I please talk to a real human being right now?")
	if got := transcript.Make(lines, idle).Summary; got != "The gears slip" {
		t.Errorf("Summary = %q", got)
	}
	if got := transcript.Make(lines[1:], idle).Summary; got != lines[1].Text {
		t.Errorf("Summary of nothing but idle words = %q, want them", got)
	}
}

func TestExtractPrefersWhatIsStillOpen(t *testing.T) {
	lines := []transcript.Line{
		{Seq: 1, By: chat.ByVisitor("v"), Text: "How long does the delivery of a bicycle to Berlin take?"},
		{Seq: 2, By: chat.ByAssistant, UpTo: 1, Text: "Two working days."},
		{Seq: 3, By: chat.ByVisitor("v"), Text: "Is the saddle made of leather?"},
		{Seq: 4, By: chat.ByAssistant, UpTo: 3, Text: "I do not know.", Template: "unanswered", Unanswered: true},
	}
	if x := transcript.Make(lines, nil); x.Summary != lines[2].Text || !slices.Equal(x.Points, []string{lines[0].Text}) {
		t.Errorf("Make() = %+v, want the open question first", x)
	}
}

func TestExtractTellsWhatWasTried(t *testing.T) {
	lines := []transcript.Line{
		{Seq: 1, By: chat.ByVisitor("v"), Text: "How long is the warranty?"},
		{Seq: 2, By: chat.ByAssistant, UpTo: 1, Text: "Five years on frames. Two on parts.", Citations: []chat.Citation{{Title: "Warranty"}}},
		{Seq: 3, By: chat.ByVisitor("v"), Text: "And on the paint?"},
		{Seq: 4, By: chat.ByAssistant, UpTo: 3, Text: "I do not know.", Template: "unanswered", Unanswered: true},
		{Seq: 5, By: chat.ByAssistant, Text: "Of course.", Template: "told"},
	}
	want := []string{"Five years on frames. (from “Warranty”)", "Had no answer to “And on the paint?”"}
	if got := transcript.Make(lines, nil).Tried; !slices.Equal(got, want) {
		t.Errorf("Tried = %q, want %q", got, want)
	}
}

func TestShorten(t *testing.T) {
	for in, want := range map[string]string{
		"short":                          "short",
		"two\nlines":                     "two lines",
		"a sentence that is much longer": "a sentence that is…",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": "aaaaaaaaaaaaaaaaaaa…",
	} {
		if got := transcript.Shorten(in, 20); got != want {
			t.Errorf("Shorten(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzMake(f *testing.F) {
	f.Add("Hello. How are you?\nFine", "我的订单。")
	f.Add("\xff\xfe.\x00", "؟")
	f.Fuzz(func(t *testing.T, a, b string) {
		x := transcript.Make(said(chat.ByVisitor("v"), a, b), nil)
		if len([]rune(x.Summary)) > 140 || strings.ContainsAny(x.Summary, "\n\r") {
			t.Errorf("Summary = %q", x.Summary)
		}
	})
}
