package copilot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/model"
	"github.com/batonchat/baton/internal/transcript"
)

// summaryLimit is how long a model may take over a summary.
const summaryLimit = 12 * time.Second

// Summary is what an agent reads on opening a conversation.
type Summary struct {
	Text      string          `json:"text"` // one line: what they want
	Points    []string        `json:"points"`
	Tried     []string        `json:"tried"` // what the assistant said and could not say
	Topic     string          `json:"topic,omitempty"`
	Intent    string          `json:"intent,omitempty"`
	Sentiment string          `json:"sentiment"` // "calm", "annoyed", "angry"
	Fields    []chat.Field    `json:"fields"`
	Articles  []chat.Citation `json:"articles"` // related
	By        By              `json:"by"`
	Failed    string          `json:"failed,omitempty"` // why the model did not write it, for the agent
	UpTo      int64           `json:"up_to"`            // the entry up to which it holds
}

// Summary sums up a conversation as it stands.
func (s *Service) Summary(ctx context.Context, id chat.ConversationID) (Summary, error) {
	d, err := s.open(ctx, id)
	if err != nil {
		return Summary{}, err
	}
	out := s.sum(ctx, d)
	if ctx.Err() != nil {
		return Summary{}, ctx.Err()
	}
	out.Articles = s.related(ctx, d)
	return out, nil
}

// Summarise is Summary for the package of a handoff.
func (s *Service) Summarise(ctx context.Context, c *chat.Conversation, entries []chat.Entry) (chat.Package, error) {
	d, err := s.view(ctx, c, entries)
	if err != nil {
		return chat.Package{}, err
	}
	// Extracting takes no time: a model that is slow leaves room for it.
	limited, cancel := withMargin(ctx)
	defer cancel()
	sum := s.sum(limited, d)
	return chat.Package{Summary: sum.Text, Points: sum.Points, Tried: sum.Tried, Topic: sum.Topic, Intent: sum.Intent,
		Sentiment: sum.Sentiment, Articles: s.related(ctx, d), By: string(sum.By)}, ctx.Err()
}

// withMargin ends a little before ctx does.
func withMargin(ctx context.Context) (context.Context, context.CancelFunc) {
	if end, ok := ctx.Deadline(); ok {
		return context.WithDeadline(ctx, end.Add(-time.Until(end)/8))
	}
	return context.WithCancel(ctx)
}

func (s *Service) sum(ctx context.Context, d desk) Summary {
	out := s.extract(d)
	m := s.model(ctx, d.c.Site)
	if m == nil || len(d.lines) == 0 {
		return out
	}
	limited, cancel := context.WithTimeout(ctx, summaryLimit)
	defer cancel()
	reply, err := m.Chat(limited, d.summaryPrompt(), nil)
	if err == nil {
		var w written
		if w, err = readSummary(reply.Text); err == nil {
			return w.over(out)
		}
	}
	f := model.Failed(err)
	s.d.Log.InfoContext(ctx, "a summary was extracted because the model failed", "conversation", d.c, "why", string(f.Why), "err", f)
	out.Failed = f.Say
	return out
}

// extract sums up in the words that were used.
func (s *Service) extract(d desk) Summary {
	x := transcript.Make(d.lines, s.d.Idle)
	out := Summary{Text: x.Summary, Points: orNone(x.Points), Tried: orNone(x.Tried), Sentiment: "calm", Fields: slices.Clone(d.c.Fields),
		Topic: d.c.Topic, By: Extractive, UpTo: d.c.Seq}
	if out.Fields == nil {
		out.Fields = []chat.Field{}
	}
	if out.Text == "" {
		out.Text, out.By = "The visitor has not written anything yet.", Nothing
	}
	if s.d.Sentiment != nil {
		out.Sentiment = s.d.Sentiment(d.lines, d.c.Language)
	}
	return out
}

func orNone(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// related finds the articles that were cited and those that fit what the
// visitor asked last.
func (s *Service) related(ctx context.Context, d desk) []chat.Citation {
	out := []chat.Citation{}
	add := func(list []chat.Citation) {
		for _, a := range list {
			if len(out) < 4 && !slices.ContainsFunc(out, func(b chat.Citation) bool { return a.Article == b.Article }) {
				out = append(out, a)
			}
		}
	}
	for _, l := range slices.Backward(d.lines) {
		add(l.Citations)
	}
	if asked := d.asked(s.d.Idle); asked != "" {
		found, err := s.d.Library.Search(ctx, d.c.Site, asked, d.c.Language, 4)
		if err != nil {
			s.d.Log.WarnContext(ctx, "related articles could not be searched", "conversation", d.c, "err", err)
		}
		add(sources(fitting(found)))
	}
	return out
}

// asked is the visitor's last message that asks something.
func (d desk) asked(idle func(string) bool) string {
	last := ""
	for _, l := range slices.Backward(d.lines) {
		if l.ByVisitor() && !idle(l.Text) {
			return l.Text
		}
		if l.ByVisitor() && last == "" {
			last = l.Text
		}
	}
	return last
}

// enough is the share of a query that an article must cover to be shown.
const enough = 0.5

func fitting(found []Passage) []Passage {
	return slices.DeleteFunc(slices.Clone(found), func(p Passage) bool { return p.Coverage < enough })
}

func (d desk) summaryPrompt() model.Prompt {
	language := "English"
	if d.settings.TeamLanguage != "" {
		language = "the language with the code " + d.settings.TeamLanguage
	}
	system := "You sum up a support conversation for the person who takes it over. Answer with one JSON object and nothing else:\n" +
		`{"summary":"what the visitor wants, one line, at most 140 characters","points":["what the person must know, at most 5"],` +
		`"tried":["what the assistant already said or could not answer, at most 5"],"topic":"two or three words","intent":"a verb and a noun",` +
		`"sentiment":"calm, annoyed or angry"}` + "\nWrite in " + language + ". Only what was really said; invent nothing.\n" + d.rule()
	return model.Prompt{System: system, MaxTokens: 700, Account: d.account(""),
		Messages: []model.Message{{Role: model.User, Text: d.facts() + d.conversation()}}}
}

// written is a summary as a model writes it.
type written struct {
	Summary   string   `json:"summary"`
	Points    []string `json:"points"`
	Tried     []string `json:"tried"`
	Topic     string   `json:"topic"`
	Intent    string   `json:"intent"`
	Sentiment string   `json:"sentiment"`
}

// readSummary reads the object out of what a model wrote around it.
func readSummary(text string) (written, error) {
	var w written
	broken := &model.Failure{Why: model.BrokenOutput, Say: "The language model's summary could not be read."}
	from, to := strings.IndexByte(text, '{'), strings.LastIndexByte(text, '}')
	if from < 0 || to < from {
		return w, broken
	}
	if err := json.Unmarshal([]byte(text[from:to+1]), &w); err != nil {
		broken.Err = fmt.Errorf("not the JSON that was asked for")
		return w, broken
	}
	w.Summary, w.Topic, w.Intent = oneLine(w.Summary, 200), oneLine(w.Topic, 60), oneLine(w.Intent, 60)
	w.Points, w.Tried = list(w.Points), list(w.Tried)
	w.Sentiment = strings.ToLower(strings.TrimSpace(w.Sentiment))
	if w.Summary == "" {
		return w, broken
	}
	return w, nil
}

// over puts the model's words over the extracted ones; what is certain stays.
func (w written) over(s Summary) Summary {
	s.Text, s.Points, s.Tried, s.Intent, s.By = w.Summary, w.Points, w.Tried, w.Intent, ByModel
	if w.Topic != "" {
		s.Topic = w.Topic
	}
	if slices.Contains([]string{"calm", "annoyed", "angry"}, w.Sentiment) {
		s.Sentiment = w.Sentiment
	}
	return s
}

func list(in []string) []string {
	out := []string{}
	for _, s := range in {
		if s = oneLine(s, 200); s != "" && len(out) < 5 {
			out = append(out, s)
		}
	}
	return out
}

func oneLine(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return transcript.Shorten(s, limit)
}
