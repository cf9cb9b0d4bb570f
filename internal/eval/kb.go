package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/batonchat/baton/assistant/builtin"
	"github.com/batonchat/baton/knowledge"
)

// library lets the assistant search the index, as the product does.
type library struct{ index *knowledge.Index }

func (l library) Search(ctx context.Context, site, query, lang string, limit int) ([]builtin.Passage, error) {
	found, err := l.index.Search(ctx, site, query, lang, limit)
	out := make([]builtin.Passage, 0, len(found))
	for _, p := range found {
		out = append(out, builtin.Passage(p))
	}
	return out, err
}

// shelve puts articles into a fresh index in memory.
func shelve(ctx context.Context, articles []knowledge.Article) (*knowledge.Index, error) {
	x, err := knowledge.Open("")
	if err != nil {
		return nil, err
	}
	if err := x.Sync(ctx, articles); err != nil {
		return nil, fmt.Errorf("index the articles: %w", err)
	}
	return x, nil
}

// closing closes an index in memory, which cannot fail in a way that matters here.
func closing(x *knowledge.Index) { _ = x.Close() }

// ranks adds up where the right articles were found.
type ranks struct {
	n, first, three int
	reciprocal      float64
}

func (r *ranks) add(place int) {
	r.n++
	switch {
	case place == 0:
		r.first++
		r.three++
	case place > 0 && place < 3:
		r.three++
	}
	if place >= 0 && place < 10 {
		r.reciprocal += 1 / float64(place+1)
	}
}

func (r *ranks) String() string {
	return fmt.Sprintf("hit@1 %.3f hit@3 %.3f MRR@10 %.3f (%d)", ratio(r.first, r.n), ratio(r.three, r.n), r.reciprocal/float64(max(1, r.n)), r.n)
}

// place gives where the first right article stands, -1 if it was not found.
func place(found []knowledge.Passage, right map[string]bool) int {
	for i, p := range found {
		if right[p.ArticleID] {
			return i
		}
	}
	return -1
}

type faqArticle struct {
	ID         string `json:"id"`
	Tenant     string `json:"tenant"`
	TenantName string `json:"tenant_name"`
	Title      string `json:"title"`
	Body       string `json:"body"`
}

type faqQuestion struct {
	ID       string      `json:"id"`
	Text     string      `json:"text"`
	Article  string      `json:"article"`
	History  [][2]string `json:"history"`
	NeedsKB  bool        `json:"needs_kb"`
	Tenants  []string    `json:"tenants"`
	Articles []string    `json:"articles"`
}

func measureStackFAQ(ctx context.Context, m *meter) error {
	articles, err := load[faqArticle](m, "kb_stackfaq/articles.jsonl")
	if err != nil {
		return err
	}
	questions, err := load[faqQuestion](m, "kb_stackfaq/questions.jsonl")
	if err != nil {
		return err
	}
	bare, err := stackRun(ctx, m, articles, questions, nil, questions)
	if err != nil {
		return err
	}
	m.add(row{"kb_stackfaq", "right article", "title and body", "hit@1 0.78 hit@3 0.92", bare.String(), "0.70 / 0.86"})
	// With phrasings kept: half of the questions are kept on their articles, the
	// other half asked, then the other way round.
	var kept ranks
	for half := range 2 {
		var keep, ask []faqQuestion
		for i, q := range questions {
			if i%2 == half {
				keep = append(keep, q)
			} else {
				ask = append(ask, q)
			}
		}
		r, err := stackRun(ctx, m, articles, questions, keep, ask)
		if err != nil {
			return err
		}
		kept.n, kept.first, kept.three, kept.reciprocal = kept.n+r.n, kept.first+r.first, kept.three+r.three, kept.reciprocal+r.reciprocal
	}
	m.add(row{"kb_stackfaq", "right article", "with half of the phrasings kept (2 or 3 an article)", "", kept.String(), ""})
	// The held-out measurement keeps all of them; here each question is asked
	// with all the others kept.
	var all ranks
	const folds = 5
	for fold := range folds {
		var keep, ask []faqQuestion
		for i, q := range questions {
			if i%folds == fold {
				ask = append(ask, q)
			} else {
				keep = append(keep, q)
			}
		}
		r, err := stackRun(ctx, m, articles, questions, keep, ask)
		if err != nil {
			return err
		}
		all.n, all.first, all.three, all.reciprocal = all.n+r.n, all.first+r.first, all.three+r.three, all.reciprocal+r.reciprocal
	}
	m.add(row{"kb_stackfaq", "right article", "with four fifths kept (4 an article)", "hit@1 0.92 hit@3 0.98", all.String(), "0.90 / 0.97"})
	return nil
}

func stackRun(ctx context.Context, m *meter, articles []faqArticle, _, keep, ask []faqQuestion) (ranks, error) {
	phrasings := map[string][]string{}
	for _, q := range keep {
		phrasings[q.Article] = append(phrasings[q.Article], q.Text)
	}
	var list []knowledge.Article
	for _, a := range articles {
		list = append(list, knowledge.Article{ID: a.ID, Site: "s", Title: a.Title, Body: a.Body, Language: "en", Phrasings: phrasings[a.ID], Version: 1})
	}
	x, err := shelve(ctx, list)
	if err != nil {
		return ranks{}, err
	}
	defer closing(x)
	var out ranks
	left := m.misses
	for _, q := range ask {
		found, err := x.Search(ctx, "s", q.Text, "en", 10)
		if err != nil {
			return ranks{}, err
		}
		at := place(found, map[string]bool{q.Article: true})
		out.add(at)
		if at != 0 && len(found) > 0 {
			m.missf(&left, "%q: place %d, first %q", q.Text, at+1, found[0].Title)
		}
	}
	return out, nil
}

func measureTenantFAQ(ctx context.Context, m *meter) error {
	articles, err := load[faqArticle](m, "kb_tenant_faq/articles.jsonl")
	if err != nil {
		return err
	}
	questions, err := load[faqQuestion](m, "kb_tenant_faq/questions.jsonl")
	if err != nil {
		return err
	}
	var list []knowledge.Article
	titles := map[string]string{}
	for _, a := range articles {
		titles[a.ID] = a.Title
		list = append(list, knowledge.Article{ID: a.ID, Site: a.Tenant, Title: a.Title, Body: a.Body, Language: "en", Version: 1})
	}
	x, err := shelve(ctx, list)
	if err != nil {
		return err
	}
	defer closing(x)
	var got ranks
	left := m.misses
	for _, q := range questions {
		if !q.NeedsKB {
			continue
		}
		right := map[string]bool{}
		for _, id := range q.Articles {
			right[id] = true
		}
		// A turn about several businesses is asked in each of them.
		for _, tenant := range q.Tenants {
			found, err := x.Search(ctx, tenant, q.Text, "en", 10)
			if err != nil {
				return err
			}
			at := place(found, right)
			got.add(at)
			if at != 0 && len(found) > 0 {
				var want []string
				for _, id := range q.Articles {
					want = append(want, titles[id])
				}
				m.missf(&left, "%q: place %d, first %q, right %q", q.Text, at+1, found[0].Title, want)
			}
		}
	}
	m.add(row{"kb_tenant_faq", "right entry", "this business's entries", "hit@1 0.55 hit@3 0.72", got.String(), "0.40 / 0.45"})
	return measureNeed(ctx, m, x, articles, questions)
}

// measureNeed asks every turn, whether it needs an article or not, at the
// business that the conversation is about: the right one if the data says so,
// else the one that the turns name, else any.
func measureNeed(ctx context.Context, m *meter, x *knowledge.Index, articles []faqArticle, questions []faqQuestion) error {
	var sure []scored
	a := builtin.NewAnswerer(library{x}, 0)
	for i, q := range questions {
		var said strings.Builder
		said.WriteString(strings.ToLower(q.Text))
		turns := make([]builtin.Turn, 0, len(q.History))
		for _, h := range q.History {
			said.WriteString("\n" + strings.ToLower(h[1]))
			turns = append(turns, builtin.Turn{Visitor: h[0] == "U", Text: h[1]})
		}
		tenant := articles[i*len(articles)/len(questions)].Tenant
		if at := slices.IndexFunc(articles, func(f faqArticle) bool { return strings.Contains(said.String(), strings.ToLower(f.TenantName)) }); at >= 0 {
			tenant = articles[at].Tenant
		}
		if q.NeedsKB {
			tenant = q.Tenants[0]
		}
		got, err := a.Answer(ctx, builtin.Question{Site: tenant, Text: q.Text, Lang: "en", Turns: turns})
		if err != nil {
			return err
		}
		sure = append(sure, scored{got.Confidence, q.NeedsKB})
	}
	m.add(row{"kb_tenant_faq", "does this turn need an article?", "all turns", "AUROC 0.75", fmt.Sprintf("AUROC %.3f (%d)", auroc(sure), len(sure)), "0.51"})
	return nil
}
