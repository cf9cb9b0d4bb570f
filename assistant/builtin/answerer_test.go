package builtin

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// shelf is a library that answers by rules and remembers what it was asked.
type shelf struct {
	answer func(query string) []Passage
	asked  []string
	err    error
}

func (s *shelf) Search(_ context.Context, _, query, _ string, _ int) ([]Passage, error) {
	s.asked = append(s.asked, query)
	if s.err != nil {
		return nil, s.err
	}
	return s.answer(query), nil
}

// good fits its question well, poor hardly at all.
func good(text string) Passage {
	return Passage{
		ArticleID: "ret", Title: "Returns", Slug: "returns", Text: text, Language: "en", Score: 2.4, Coverage: 0.95, Focus: 0.9, Body: 0.8,
		Known: 1, Words: 0.85, Letters: 0.7, Several: 0.75, Theme: 0.5, Votes: 0.6, Gap: 0.5, Length: 4, Weight: 1.6, Phrasings: 1,
	}
}

func poor() Passage {
	return Passage{
		ArticleID: "far", Title: "Far", Slug: "far", Text: "Far off.", Language: "en", Score: 0.2, Coverage: 0.1, Focus: 0.05,
		Known: 0.3, Words: 0.05, Letters: 0.1, Several: 0.05, Votes: 0.2, Gap: 0.1, Length: 6, Weight: 3, Phrasings: 1,
	}
}

func always(found ...Passage) *shelf {
	return &shelf{answer: func(string) []Passage { return found }}
}

func ask(t *testing.T, s *shelf, q Question) Answer {
	t.Helper()
	got, err := NewAnswerer(s, 0).Answer(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAnswerCitesTheArticleItIsTakenFrom(t *testing.T) {
	got := ask(t, always(good("Post it within 30 days."), poor()), Question{Site: "s", Text: "how do I return a bicycle", Lang: "en"})
	if !got.Known || got.Text != "Post it within 30 days." || got.Confidence < 0.7 || got.Lang != "en" {
		t.Errorf("Answer = %+v, want the passage, surely", got)
	}
	if len(got.Citations) != 1 || got.Citations[0] != (Citation{"ret", "Returns", "returns"}) || len(got.Nearest) != 2 {
		t.Errorf("citations %+v, nearest %+v", got.Citations, got.Nearest)
	}
}

func TestAnswerSaysThatItDoesNotKnow(t *testing.T) {
	for name, found := range map[string][]Passage{"nothing near": {poor()}, "nothing at all": nil} {
		t.Run(name, func(t *testing.T) {
			got := ask(t, always(found...), Question{Site: "s", Text: "do you sell submarines", Lang: "en"})
			if got.Known || got.Text != "" || len(got.Citations) != 0 || got.Confidence > 0.3 || len(got.Nearest) != len(found) {
				t.Errorf("Answer = %+v, want nothing known", got)
			}
		})
	}
}

func TestAnswererGoesByItsThreshold(t *testing.T) {
	q := Question{Site: "s", Text: "how do I return a bicycle", Lang: "en"}
	for threshold, want := range map[float64]bool{0.05: true, 0.999: false} {
		got, err := NewAnswerer(always(good("x")), threshold).Answer(t.Context(), q)
		if err != nil || got.Known != want {
			t.Errorf("with threshold %.3f: known %v (%.2f), %v; want %v", threshold, got.Known, got.Confidence, err, want)
		}
	}
}

func TestAnswerToSmallTalkComesInTheVisitorsLanguage(t *testing.T) {
	for _, c := range []struct {
		text, lang string
		want       SmallTalk
	}{
		{"hello", "en", Greeting}, {"Hi there!", "en", Greeting}, {"thank you so much", "en", Thanks}, {"bye", "en", Goodbye},
		{"are you a robot?", "en", Identity}, {"am I talking to a human", "en", Identity}, {"what can you do", "en", Ability}, {"hello, are you a bot?", "en", Identity},
		{"Hallo", "de", Greeting}, {"vielen Dank", "de", Thanks}, {"Bist du ein Mensch?", "de", Identity}, {"tschüss", "de", Goodbye},
		{"bonjour", "fr", Greeting}, {"merci beaucoup", "fr", Thanks}, {"êtes-vous un robot ?", "fr", Identity},
		{"hola", "es", Greeting}, {"muchas gracias", "es", Thanks}, {"¿eres un robot?", "es", Identity},
		{"ciao", "it", Greeting}, {"grazie mille", "it", Thanks}, {"olá", "pt", Greeting}, {"obrigado", "pt", Thanks},
		{"hoi", "nl", Greeting}, {"bedankt", "nl", Thanks}, {"你好", "zh", Greeting}, {"谢谢", "zh", Thanks}, {"你是机器人吗", "zh", Identity},
		{"مرحبا", "ar", Greeting}, {"شكرا", "ar", Thanks},
	} {
		got := ask(t, always(poor()), Question{Site: "s", Text: c.text, Lang: c.lang})
		if got.SmallTalk != c.want || !got.Known || got.Lang != c.lang || got.Text == "" || len(got.Citations) != 0 {
			t.Errorf("Answer(%q, %s) = %+v, want %s", c.text, c.lang, got, c.want)
		}
	}
}

func TestChatsOnlyLeavesQuestionsToTheArticles(t *testing.T) {
	for _, text := range []string{
		"hello, where is my order?", "thanks but it does not work", "are you open on Sunday?", "what is the warranty", "goodbye party tickets", "order", "",
	} {
		if kind, ok := ChatsOnly(text, "en"); ok {
			t.Errorf("ChatsOnly(%q) = %s, want no small talk", text, kind)
		}
	}
}

func TestEverySmallTalkHasATextInEveryLanguage(t *testing.T) {
	for _, lang := range []string{"en", "de", "fr", "es", "it", "pt", "nl", "zh", "ar"} {
		for _, kind := range []SmallTalk{Greeting, Thanks, Goodbye, Identity, Ability} {
			if text, got := kind.Reply(lang); text == "" || got != lang {
				t.Errorf("%s in %s: %q in %q", kind, lang, text, got)
			}
		}
	}
	if text, lang := Greeting.Reply("xx"); text == "" || lang != "en" {
		t.Errorf("an unknown language gives %q in %q, want English", text, lang)
	}
}

func TestAnswerUnderstandsAFollowUp(t *testing.T) {
	s := &shelf{answer: func(query string) []Passage {
		if strings.Contains(query, "return") && strings.Contains(query, "how long") {
			return []Passage{good("It takes a week.")}
		}
		return []Passage{poor()}
	}}
	q := Question{Site: "s", Text: "and how long does it take?", Lang: "en", Turns: talk("can I return a bicycle?", ">Yes.")}
	if got := ask(t, s, q); !got.Known || got.Text != "It takes a week." || len(s.asked) != 2 {
		t.Errorf("Answer = %+v after %q", got, s.asked)
	}
	s.asked = nil
	q.Text = "do you sell submarines for deep water?"
	if got := ask(t, s, q); got.Known || len(s.asked) != 1 {
		t.Errorf("a question of its own: %+v after %q, want one search", got, s.asked)
	}
}

func TestAnswerPassesOnThatTheLibraryIsAway(t *testing.T) {
	away := errors.New("disk gone")
	_, err := NewAnswerer(&shelf{err: away}, 0).Answer(t.Context(), Question{Site: "s1", Text: "how?"})
	if !errors.Is(err, away) || !strings.Contains(err.Error(), "s1") {
		t.Errorf("Answer = %v, want the library's error with the site", err)
	}
}

func TestConfidenceRisesWithTheFit(t *testing.T) {
	if c := confidence(nil); c != 0 {
		t.Errorf("confidence in nothing = %f", c)
	}
	last := 0.0
	for share := 0.0; share <= 1; share += 0.1 {
		g, p := good(""), poor()
		mix := Passage{
			Coverage: p.Coverage + share*(g.Coverage-p.Coverage), Focus: p.Focus + share*(g.Focus-p.Focus), Words: p.Words + share*(g.Words-p.Words),
			Letters: p.Letters + share*(g.Letters-p.Letters), Several: p.Several + share*(g.Several-p.Several), Known: 0.8, Theme: share * 0.5,
			Votes: 0.5, Gap: share * 0.5, Length: 5, Weight: 2, Phrasings: 1,
		}
		c := confidence([]Passage{mix})
		if c <= last || c >= 1 {
			t.Errorf("confidence at %.1f = %.3f after %.3f", share, c, last)
		}
		last = c
	}
}

func TestExtractKeepsThePartThatAnswers(t *testing.T) {
	filler := strings.Repeat("This sentence tells of something else entirely and goes on. ", 12)
	text := filler + "Brake pads are covered for six months. " + filler
	got := extract("how long are brake pads covered", Passage{Text: text})
	if !strings.Contains(got, "six months") || len(strings.Fields(got)) > 2*partAnswer {
		t.Errorf("extract gives %d words: %q", len(strings.Fields(got)), got)
	}
}

func TestExtractKeepsListsWholeWithTheirIntroduction(t *testing.T) {
	steps := "To return a bicycle:\n\n1. Print the label.\n2. Pack the bicycle.\n3. Hand it in."
	text := strings.Repeat("Some words about our shop and its people. ", 20) + "\n\n" + steps
	got := extract("how do I print the label and pack the bicycle", Passage{Text: text})
	if !strings.Contains(got, steps) {
		t.Errorf("extract = %q, want the steps with their introduction", got)
	}
}

func TestExtractLeavesShortPassagesAlone(t *testing.T) {
	for _, text := range []string{"Two days.", "- one\n- two", ""} {
		if got := extract("anything", Passage{Text: text}); got != text {
			t.Errorf("extract(%q) = %q", text, got)
		}
	}
}

func TestSentencesEndWhereSentencesEnd(t *testing.T) {
	for paragraph, want := range map[string][]string{
		"One. Two! Three?":                {"One.", "Two!", "Three?"},
		"It costs 10.50 euros. Pay here.": {"It costs 10.50 euros.", "Pay here."},
		"See e.g. the manual. Done.":      {"See e.g. the manual.", "Done."},
		"第一句。第二句！":                        {"第一句。", "第二句！"},
		"No end":                          {"No end"},
	} {
		if got := sentences(paragraph); strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("sentences(%q) = %q, want %q", paragraph, got, want)
		}
	}
}

func FuzzExtract(f *testing.F) {
	f.Add("how long", strings.Repeat("A sentence. ", 60)+"\n\n- a\n- b")
	f.Fuzz(func(t *testing.T, question, text string) {
		got := extract(question, Passage{Text: text})
		if len(strings.Fields(got)) > len(strings.Fields(text)) {
			t.Errorf("extract made words up: %q of %q", got, text)
		}
	})
}
