package copilot

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/llm/llmtest"
)

const good = `Here you are: {"summary":"Wants to know where order A-1042 is.","points":["promised for Monday",""],"tried":["named the usual time"],
"topic":"delivery","intent":"track order","sentiment":"Annoyed"} I hope that helps.`

func TestSummaryByModel(t *testing.T) {
	w := newWorld(t, llmtest.Step{Text: good})
	id := w.open(t)
	s, err := w.s.Summary(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if s.By != ByModel || s.Text != "Wants to know where order A-1042 is." || !slices.Equal(s.Points, []string{"promised for Monday"}) ||
		!slices.Equal(s.Tried, []string{"named the usual time"}) || s.Sentiment != "annoyed" || s.Topic != "delivery" || s.Failed != "" {
		t.Errorf("summary = %+v", s)
	}
	if len(s.Fields) != 1 || s.Fields[0].Value != "A-1042" || s.UpTo != 11 {
		t.Errorf("fields %+v up to %d", s.Fields, s.UpTo)
	}
	if len(s.Articles) != 2 || s.Articles[0].Article != "a-cited" || s.Articles[1].Article != "a-delivery" {
		t.Errorf("articles = %+v, want the cited one and the one that fits, not the far one", s.Articles)
	}
	if text := w.llm.Requests()[0].Text(); strings.Contains(text, "SECRET") || !strings.Contains(text, "Agent: Hi, I am Ada.") {
		t.Errorf("prompt = %q", text)
	}
}

func TestSummaryWithoutModelIsInTheWordsUsed(t *testing.T) {
	w := newWorld(t)
	s, err := w.s.Summary(t.Context(), w.open(t))
	if err != nil {
		t.Fatal(err)
	}
	if s.By != Extractive || s.Text != "Where is my order A-1042?" || !slices.Equal(s.Points, []string{"Delivery was promised for Monday."}) || s.Failed != "" {
		t.Errorf("summary = %+v", s)
	}
	if !slices.Contains(s.Tried, "Two working days. (from “Cited”)") {
		t.Errorf("tried = %q", s.Tried)
	}
}

func TestSummaryOfNothing(t *testing.T) {
	w := newWorld(t, llmtest.Step{Text: good})
	id := w.Open(chat.Start{Language: "en"})
	s, err := w.s.Summary(t.Context(), id)
	if err != nil || s.By != Nothing || s.Text == "" || s.Points == nil || s.Fields == nil || len(w.llm.Requests()) != 0 {
		t.Errorf("summary = %+v, %v, after %d requests", s, err, len(w.llm.Requests()))
	}
	if _, err := w.s.Summary(t.Context(), "unknown-conversation"); !chat.IsCode(err, chat.NotFound) {
		t.Errorf("Summary() of an unknown conversation = %v", err)
	}
}

var failures = []struct {
	name string
	step llmtest.Step
}{
	{"too many requests", llmtest.Step{Status: 429}},
	{"a broken server", llmtest.Step{Status: 500}},
	{"silence in the middle", llmtest.Step{Text: "Two working days", Piece: 3, Stall: 2}},
	{"garbage", llmtest.Step{Garbage: "data: }{\n\n"}},
	{"an empty reply", llmtest.Step{}},
	{"a cut connection", llmtest.Step{Text: "Two working days", Piece: 3, Cut: 2}},
	{"control characters", llmtest.Step{Text: "\u0001\u0002 "}},
}

func TestSummaryFallsBackAndSaysSo(t *testing.T) {
	for _, tt := range append(failures, struct {
		name string
		step llmtest.Step
	}{"no JSON", llmtest.Step{Text: "They want {something}."}}, struct {
		name string
		step llmtest.Step
	}{"JSON without a summary", llmtest.Step{Text: `{"points":["x"]}`}}) {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, tt.step)
			id := w.open(t)
			s, err := w.s.Summary(t.Context(), id)
			if err != nil || s.By != Extractive || s.Text != "Where is my order A-1042?" || s.Failed == "" {
				t.Errorf("summary = %+v, %v", s, err)
			}
			c, err := w.Load(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			p, err := w.s.Summarise(t.Context(), c, w.Timeline(id))
			if err != nil || p.By != "extractive" || p.Summary == "" {
				t.Errorf("Summarise() = %+v, %v", p, err)
			}
		})
	}
}

func TestDraftByModelStreamsWithSources(t *testing.T) {
	w := newWorld(t, llmtest.Step{Text: "Your bicycle is delivered within two working days [1].", Piece: 5})
	id := w.open(t)
	var seen strings.Builder
	d, err := w.s.Draft(t.Context(), id, ada.ID, "", listen(&seen))
	if err != nil {
		t.Fatal(err)
	}
	if d.By != ByModel || d.Text != "Your bicycle is delivered within two working days." || len(d.Sources) != 1 || d.Sources[0].Article != "a-delivery" {
		t.Errorf("draft = %+v", d)
	}
	if seen.String() != "Your bicycle is delivered within two working days [1]." {
		t.Errorf("seen %q", seen.String())
	}
	if w.drafts[d.ID].Text != d.Text || w.drafts[d.ID].Agent != ada.ID {
		t.Errorf("kept %+v", w.drafts)
	}
	text := w.llm.Requests()[0].Text()
	if strings.Contains(text, "SECRET") || !strings.Contains(text, "order_number: A-1042") || !strings.Contains(text, "[1] Delivery times") {
		t.Errorf("prompt = %q", text)
	}
}

func TestDraftIsNeverSent(t *testing.T) {
	w := newWorld(t, llmtest.Step{Text: "Two days."})
	id := w.open(t)
	before := len(w.Timeline(id))
	if _, err := w.s.Draft(t.Context(), id, ada.ID, "", func(string, bool) {}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.s.Ask(t.Context(), id, ada.ID, "How long does delivery take?", func(string, bool) {}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.s.Summary(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if n := len(w.Timeline(id)); n != before {
		t.Errorf("the copilot wrote %d entries", n-before)
	}
}

func TestDraftWithoutModelIsRetrieved(t *testing.T) {
	w := newWorld(t)
	var seen strings.Builder
	d, err := w.s.Draft(t.Context(), w.open(t), ada.ID, "", listen(&seen))
	if err != nil || d.By != Retrieved || d.Text != shelf[0].Text || seen.String() != d.Text || len(d.Sources) != 1 || d.Failed != "" {
		t.Errorf("draft = %+v, %v; seen %q", d, err, seen.String())
	}
	w.broken = true
	d, err = w.s.Draft(t.Context(), w.open(t), ada.ID, "", listen(&seen))
	if err != nil || d.By != Nothing || d.Text != "" || d.Sources == nil {
		t.Errorf("draft without articles = %+v, %v; want an honest nothing", d, err)
	}
}

func TestDraftFallsBackAndSaysSo(t *testing.T) {
	for _, tt := range failures {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, tt.step)
			var seen strings.Builder
			d, err := w.s.Draft(t.Context(), w.open(t), ada.ID, "", listen(&seen))
			if err != nil || d.By != Retrieved || d.Text != shelf[0].Text || d.Failed == "" {
				t.Errorf("draft = %+v, %v", d, err)
			}
			if seen.String() != d.Text {
				t.Errorf("the agent sees %q, want the half-written draft replaced", seen.String())
			}
		})
	}
}

func TestAgentWhoLeavesEndsTheDraft(t *testing.T) {
	gate := make(chan struct{})
	w := newWorld(t, llmtest.Step{Text: "Two working days.", Piece: 3, Gate: gate})
	id := w.open(t)
	ctx, leave := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := w.s.Draft(ctx, id, ada.ID, "", func(string, bool) { leave() })
		done <- err
	}()
	gate <- struct{}{}
	if err := <-done; !errors.Is(err, context.Canceled) || len(w.drafts) != 0 {
		t.Errorf("Draft() = %v, kept %v", err, w.drafts)
	}
}

func TestDraftThatCannotBeKeptIsAnError(t *testing.T) {
	w := newWorld(t)
	w.full = true
	if _, err := w.s.Draft(t.Context(), w.open(t), ada.ID, "", func(string, bool) {}); err == nil {
		t.Error("Draft() = nil though nothing was kept: what becomes of it could not be recorded")
	}
}

func TestWhatBecameOfADraftIsKept(t *testing.T) {
	w := newWorld(t)
	d, err := w.s.Draft(t.Context(), w.open(t), ada.ID, "", func(string, bool) {})
	if err != nil {
		t.Fatal(err)
	}
	for _, how := range []How{Inserted, Edited, Dismissed} {
		if err := w.s.Dispose(t.Context(), d.ID, ada.ID, how); err != nil || w.became[d.ID] != how {
			t.Errorf("Dispose(%s) = %v, kept %q", how, err, w.became[d.ID])
		}
	}
	if err := w.s.Dispose(t.Context(), d.ID, "agent-ben", Inserted); !chat.IsCode(err, chat.NotFound) {
		t.Errorf("Dispose() of a colleague's draft = %v", err)
	}
	if err := w.s.Dispose(t.Context(), d.ID, ada.ID, "sent"); !chat.IsCode(err, chat.Invalid) {
		t.Errorf("Dispose(sent) = %v, want invalid", err)
	}
}

func TestAsk(t *testing.T) {
	w := newWorld(t, llmtest.Step{Text: "Two working days [1], islands later [2] [9]."})
	id := w.open(t)
	a, err := w.s.Ask(t.Context(), id, ada.ID, "How long is delivery?", func(string, bool) {})
	if err != nil || a.By != ByModel || a.Text != "Two working days [1], islands later [2]." || len(a.Sources) != 2 {
		t.Errorf("answer = %+v, %v", a, err)
	}
	if _, err := w.s.Ask(t.Context(), id, ada.ID, "  ", func(string, bool) {}); !chat.IsCode(err, chat.Invalid) {
		t.Errorf("an empty question = %v, want invalid", err)
	}
	if _, err := w.s.Ask(t.Context(), id, ada.ID, strings.Repeat("x", 1001), func(string, bool) {}); !chat.IsCode(err, chat.Invalid) {
		t.Errorf("a long question = %v, want invalid", err)
	}
}

func TestMaskedBeforeItLeaves(t *testing.T) {
	w := newWorld(t, llmtest.Step{Text: good})
	w.settings.Mask = true
	id := w.Open(chat.Start{Language: "en", Text: "I am mia@example.com, +49 30 1234567. Where is my delivery?"})
	if _, err := w.s.Summary(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if text := w.llm.Requests()[0].Text(); strings.Contains(text, "mia@") || strings.Contains(text, "1234567") || !strings.Contains(text, "[e-mail address]") {
		t.Errorf("prompt = %q", text)
	}
}

func TestSummariseLeavesTimeToExtract(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Second)
	defer cancel()
	limited, done := withMargin(ctx)
	defer done()
	outer, _ := ctx.Deadline()
	inner, ok := limited.Deadline()
	if gap := outer.Sub(inner); !ok || gap < 900*time.Millisecond || gap > 1100*time.Millisecond {
		t.Errorf("the model's limit ends %v before the caller's, want an eighth", gap)
	}
}

func FuzzSummary(f *testing.F) {
	f.Add(good)
	f.Add("{}")
	f.Add(`{"summary":"\u0000\ud800","points":[null]}`)
	f.Add("}{")
	f.Fuzz(func(t *testing.T, text string) {
		w, err := readSummary(text)
		if err != nil {
			return
		}
		if w.Summary == "" || len([]rune(w.Summary)) > 200 || len(w.Points) > 5 || strings.ContainsAny(w.Summary, "\n\r\x00") {
			t.Errorf("readSummary(%q) = %+v", text, w)
		}
	})
}
