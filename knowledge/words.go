package knowledge

import (
	"fmt"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/analysis/lang/nl"
	"github.com/blevesearch/bleve/v2/analysis/lang/pt"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/mapping"
)

// filters lists, for each language we know the endings of, what is done to a
// word after it is put in lower case. Stop words stay: in a short question "how"
// and "not" tell articles apart; the ranking gives them little weight instead.
var filters = map[string][]string{
	"en": {en.PossessiveName, lowercase.Name, en.SnowballStemmerName},
	"de": {lowercase.Name, de.NormalizeName, de.LightStemmerName},
	"fr": {fr.ElisionName, lowercase.Name, fr.LightStemmerName},
	"es": {lowercase.Name, es.NormalizeName, es.LightStemmerName},
	"it": {it.ElisionName, lowercase.Name, it.LightStemmerName},
	"pt": {lowercase.Name, pt.LightStemmerName},
	"nl": {lowercase.Name, nl.SnowballStemmerName},
	"ar": {lowercase.Name, ar.NormalizeName, ar.StemmerName},
	"zh": {cjk.WidthName, lowercase.Name, cjk.BigramName},
	"ja": {cjk.WidthName, lowercase.Name, cjk.BigramName},
	"ko": {cjk.WidthName, lowercase.Name, cjk.BigramName},
	"":   {cjk.WidthName, lowercase.Name, cjk.BigramName},
}

// known gives the language whose analyzer serves lang, "" for the plain one.
func known(lang string) string {
	if _, ok := filters[lang]; ok {
		return lang
	}
	return ""
}

// analyzerSpaces takes words as they come, cut at spaces: what bleve is given has
// been through the analyzers already.
const analyzerSpaces = "spaces"

func analyzerName(lang string) string { return "words_" + known(lang) }

// newMapping describes the analyzers, and nothing else, to bleve.
func newMapping() (*mapping.IndexMappingImpl, error) {
	m := mapping.NewIndexMapping()
	if err := m.AddCustomAnalyzer(analyzerSpaces, map[string]any{"type": custom.Name, "tokenizer": whitespace.Name}); err != nil {
		return nil, fmt.Errorf("analyzer: %w", err)
	}
	for lang, names := range filters {
		tokens := make([]any, 0, len(names))
		for _, n := range names {
			tokens = append(tokens, n)
		}
		err := m.AddCustomAnalyzer(analyzerName(lang), map[string]any{"type": custom.Name, "tokenizer": unicode.Name, "token_filters": tokens})
		if err != nil {
			return nil, fmt.Errorf("analyzer for language %q: %w", lang, err)
		}
	}
	return m, nil
}

// analyzers holds one analyzer a language; they are safe to share.
var analyzers = sync.OnceValue(func() map[string]analysis.Analyzer {
	m, err := newMapping()
	if err != nil {
		panic(fmt.Sprintf("knowledge: %v", err))
	}
	out := make(map[string]analysis.Analyzer, len(filters))
	for lang := range filters {
		out[lang] = m.AnalyzerNamed(analyzerName(lang))
	}
	return out
})

// terms cuts text into the stems of its words, in order.
func terms(text, lang string) []string {
	tokens := analyzers()[known(lang)].Analyze([]byte(text))
	out := make([]string, 0, len(tokens))
	for _, t := range tokens {
		out = append(out, string(t.Term))
	}
	return out
}
