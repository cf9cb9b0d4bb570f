package knowledge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"
)

// shelf is the index of one site: bleve finds the articles worth a closer look,
// the catalogue ranks them.
type shelf struct {
	writing sync.Mutex // held during a change, so that changes come one after another
	full    bleve.Index

	mu        sync.RWMutex // guards catalogue; never held during I/O, taken after writing
	catalogue *catalogue
}

// The fields of an indexed article.
const (
	fieldAsks  = "asks"  // words of title and phrasings
	fieldBody  = "body"  // words of the body
	fieldGrams = "grams" // letters of title and phrasings
	fieldCard  = "card"  // the article itself, stored only
)

// openShelf opens the index in a folder, or one in memory if the folder is "".
// An index that cannot be read is made anew, empty: it holds nothing that is not
// in the articles.
func openShelf(ctx context.Context, folder string) (*shelf, error) {
	m, err := shelfMapping()
	if err != nil {
		return nil, err
	}
	s := &shelf{catalogue: newCatalogue()}
	if folder == "" {
		s.full, err = bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
		return s, err
	}
	if s.full, err = bleve.Open(folder); err == nil {
		if err = s.load(ctx); err == nil {
			return s, nil
		}
		if cerr := s.full.Close(); cerr != nil || ctx.Err() != nil {
			return nil, errors.Join(err, cerr)
		}
	}
	if err := os.RemoveAll(folder); err != nil {
		return nil, fmt.Errorf("clear the unreadable index %s: %w", folder, err)
	}
	s.catalogue = newCatalogue()
	if s.full, err = bleve.NewUsing(folder, m, scorch.Name, scorch.Name, nil); err != nil {
		return nil, fmt.Errorf("make the index %s: %w", folder, err)
	}
	return s, nil
}

func shelfMapping() (mapping.IndexMapping, error) {
	m, err := newMapping()
	if err != nil {
		return nil, err
	}
	words := bleve.NewTextFieldMapping()
	words.Analyzer, words.Store, words.IncludeInAll, words.IncludeTermVectors, words.DocValues = analyzerSpaces, false, false, false, false
	stored := bleve.NewTextFieldMapping()
	stored.Index, stored.Store, stored.IncludeInAll, stored.IncludeTermVectors, stored.DocValues = false, true, false, false, false
	doc := bleve.NewDocumentStaticMapping()
	doc.AddFieldMappingsAt(fieldAsks, words)
	doc.AddFieldMappingsAt(fieldBody, words)
	doc.AddFieldMappingsAt(fieldGrams, words)
	doc.AddFieldMappingsAt(fieldCard, stored)
	m.DefaultMapping, m.ScoringModel = doc, "bm25"
	return m, nil
}

// load fills the catalogue from the stored articles.
func (s *shelf) load(ctx context.Context) error {
	const page = 200
	for from := 0; ; from += page {
		req := bleve.NewSearchRequestOptions(bleve.NewMatchAllQuery(), page, from, false)
		req.Fields = []string{fieldCard}
		req.SortBy([]string{"_id"})
		res, err := s.full.SearchInContext(ctx, req)
		if err != nil {
			return fmt.Errorf("read the stored articles: %w", err)
		}
		for _, hit := range res.Hits {
			card, _ := hit.Fields[fieldCard].(string)
			var a Article
			if err := json.Unmarshal([]byte(card), &a); err != nil {
				return fmt.Errorf("stored article %s: %w", hit.ID, err)
			}
			s.catalogue.put(read(a))
		}
		if len(res.Hits) < page {
			s.catalogue.renew()
			return nil
		}
	}
}

// change puts and removes articles in one step.
func (s *shelf) change(puts []Article, removes []string) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	const batch = 100
	for len(puts) > 0 || len(removes) > 0 {
		n, r := min(batch, len(puts)), min(batch, len(removes))
		if err := s.commit(puts[:n], removes[:r]); err != nil {
			return err
		}
		puts, removes = puts[n:], removes[r:]
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catalogue.renew()
	return nil
}

func (s *shelf) commit(puts []Article, removes []string) error {
	b := s.full.NewBatch()
	sheets := make([]sheet, 0, len(puts))
	for _, a := range puts {
		card, err := json.Marshal(a)
		if err != nil {
			return fmt.Errorf("store article %s: %w", a.ID, err)
		}
		sh := read(a)
		sheets = append(sheets, sh)
		err = b.Index(a.ID, map[string]any{
			fieldAsks: joined(sh.asks, false), fieldGrams: joined(sh.asks, true),
			fieldBody: joined(sh.passages, false), fieldCard: string(card),
		})
		if err != nil {
			return fmt.Errorf("index article %s: %w", a.ID, err)
		}
	}
	for _, id := range removes {
		b.Delete(id)
	}
	if err := s.full.Batch(b); err != nil {
		return fmt.Errorf("write the index: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sh := range sheets {
		s.catalogue.put(sh)
	}
	for _, id := range removes {
		s.catalogue.remove(id)
	}
	return nil
}

// versions lists what the shelf holds.
func (s *shelf) versions() map[string]int64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make(map[string]int64, len(s.catalogue.cards))
	for id, k := range s.catalogue.cards {
		out[id] = k.article.Version
	}
	maps.Copy(out, s.catalogue.drafts)
	return out
}

// considered is how many articles are looked at closely.
const considered = 80

// search ranks the site's articles for a query.
func (s *shelf) search(ctx context.Context, text, lang string, limit int) ([]Passage, error) {
	s.mu.RLock()
	queries := map[string]*lookup{}
	for written := range s.catalogue.languages {
		queries[written] = s.catalogue.lookUp(text, written)
	}
	rough := s.catalogue.rough(queries)
	s.mu.RUnlock()
	if rough == nil {
		return nil, nil
	}
	res, err := s.full.SearchInContext(ctx, bleve.NewSearchRequestOptions(rough, considered, 0, false))
	if err != nil {
		return nil, fmt.Errorf("search the index: %w", err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	// Numbers of words never change, so the queries still fit after a change in
	// between.
	cards := make([]*card, 0, len(res.Hits))
	for _, hit := range res.Hits {
		if k, ok := s.catalogue.cards[hit.ID]; ok {
			cards = append(cards, k)
		}
	}
	return s.catalogue.passages(s.catalogue.rank(queries, cards, lang), limit), nil
}

// rough is the query by which bleve picks the articles to rank, nil if the
// catalogue has none of its words.
func (c *catalogue) rough(queries map[string]*lookup) query.Query {
	var terms []query.Query
	add := func(field, term string, boost float64) {
		t := bleve.NewTermQuery(term)
		t.SetField(field)
		t.SetBoost(boost)
		terms = append(terms, t)
	}
	for _, q := range queries {
		for _, w := range q.words {
			for i, id := range append([]int32{w.id}, w.also...) {
				if id < 0 {
					continue
				}
				boost := 1.0
				if i > 0 {
					boost = nearly
				}
				add(fieldAsks, c.words.list[id], 2*boost)
				add(fieldBody, c.words.list[id], boost)
			}
		}
	}
	for _, q := range queries {
		for _, g := range q.grams {
			if g.id >= 0 {
				add(fieldGrams, gramTerm(c.grams.list[g.id]), 0.3)
			}
		}
		break // letters are the same in every language
	}
	if len(terms) == 0 {
		return nil
	}
	return bleve.NewDisjunctionQuery(terms...)
}

func (s *shelf) close() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.full.Close()
}
