package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/batonchat/baton/assistant/builtin"
	"github.com/batonchat/baton/knowledge"
)

type labelled struct {
	Bot    string `json:"bot"`
	Part   string `json:"part"`
	Text   string `json:"text"`
	Intent string `json:"intent"`
}

// intentArticles makes one article of each intent: its name is the title, its
// training phrases are phrasings of solved questions.
func intentArticles(site string, rows []labelled) []knowledge.Article {
	at := map[string]int{}
	var out []knowledge.Article
	for _, r := range rows {
		i, ok := at[r.Intent]
		if !ok {
			i = len(out)
			at[r.Intent] = i
			title := strings.ToLower(strings.ReplaceAll(r.Intent, "_", " "))
			out = append(out, knowledge.Article{ID: r.Intent, Site: site, Title: title, Language: "en", Version: 1})
		}
		out[i].Phrasings = append(out[i].Phrasings, r.Text)
	}
	return out
}

// scope is what came out of asking a site's assistant.
type scope struct {
	sure    []scored // confidence, and whether the question was in scope
	in, hit int      // questions in scope, and those whose first article was right
	out     int
	overall int // right article given when in scope, "I do not know" when out
}

func (s *scope) String() string {
	return fmt.Sprintf("AUROC %.3f (%d in, %d out)", auroc(s.sure), s.in, s.out)
}

func (s *scope) ask(ctx context.Context, a *builtin.Answerer, site string, r labelled, none string, m *meter, left *int) error {
	got, err := a.Answer(ctx, builtin.Question{Site: site, Text: r.Text, Lang: "en"})
	if err != nil {
		return err
	}
	in := r.Intent != none
	s.sure = append(s.sure, scored{got.Confidence, in})
	right := len(got.Nearest) > 0 && got.Nearest[0].ArticleID == r.Intent
	known := got.Confidence >= builtin.DefaultThreshold
	switch {
	case in:
		s.in++
		if right {
			s.hit++
		}
		if right && known {
			s.overall++
		}
	default:
		s.out++
		if !known {
			s.overall++
		}
	}
	if in && !right || in != known {
		nearest := "nothing"
		if len(got.Nearest) > 0 {
			nearest = got.Nearest[0].ArticleID
		}
		m.missf(left, "%s: %q is %s, said %s with %.2f", site, r.Text, r.Intent, nearest, got.Confidence)
	}
	return nil
}

func measureHint3(ctx context.Context, m *meter) error {
	rows, err := load[labelled](m, "bot_queries_hint3/queries.jsonl")
	if err != nil {
		return err
	}
	goals := map[string][2]string{"curekart": {"0.85", "0.78"}, "powerplay11": {"0.80", "0.74"}, "sofmattress": {"0.86", "0.82"}}
	for _, bot := range []string{"curekart", "powerplay11", "sofmattress"} {
		var train, test []labelled
		for _, r := range rows {
			switch {
			case r.Bot != bot:
			case r.Part == "train":
				train = append(train, r)
			default:
				test = append(test, r)
			}
		}
		got, err := scopeOf(ctx, m, bot, train, test, "OUT_OF_SCOPE")
		if err != nil {
			return err
		}
		m.add(row{"bot_queries_hint3", "out of scope", bot, "AUROC " + goals[bot][0], got.String(), goals[bot][1]})
		both := fmt.Sprintf("%.3f; %.3f", ratio(got.hit, got.in), ratio(got.overall, got.in+got.out))
		m.add(row{"bot_queries_hint3", "right intent; right or rightly none", bot, "", both, ""})
	}
	return nil
}

func scopeOf(ctx context.Context, m *meter, site string, train, test []labelled, none string) (*scope, error) {
	got := &scope{}
	x, err := shelve(ctx, intentArticles(site, train))
	if err != nil {
		return got, err
	}
	defer closing(x)
	a := builtin.NewAnswerer(library{x}, 0)
	left := m.misses
	for _, r := range test {
		if err := got.ask(ctx, a, site, r, none, m, &left); err != nil {
			return got, err
		}
	}
	return got, nil
}

func measureClinc(ctx context.Context, m *meter) error {
	rows, err := load[labelled](m, "scope_clinc150/queries.jsonl")
	if err != nil {
		return err
	}
	var train, test []labelled
	for _, r := range rows {
		switch {
		case r.Part == "train" && r.Intent != "oos":
			train = append(train, r)
		default:
			// No article is made of the out-of-scope questions of the training
			// part, so they can be asked too.
			test = append(test, r)
		}
	}
	got, err := scopeOf(ctx, m, "clinc150", train, test, "oos")
	if err != nil {
		return err
	}
	m.add(row{"scope_clinc150", "out of scope", "150 intents", "AUROC 0.94", got.String(), "0.92"})
	m.add(row{"scope_clinc150", "right intent", "in scope", "0.82", fmt.Sprintf("%.3f", ratio(got.hit, got.in)), "0.75"})
	m.add(row{"scope_clinc150", "right or rightly none", "in and out", "", fmt.Sprintf("%.3f", ratio(got.overall, got.in+got.out)), ""})
	return nil
}
