package knowledge

import (
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/analysis/lang/nl"
	"github.com/blevesearch/bleve/v2/analysis/lang/pt"
)

// stopLists are the words that tell little, by language.
var stopLists = map[string][]byte{
	"ar": ar.ArabicStopWords, "de": de.GermanStopWords, "en": en.EnglishStopWords, "es": es.SpanishStopWords,
	"fr": fr.FrenchStopWords, "it": it.ItalianStopWords, "nl": nl.DutchStopWords, "pt": pt.PortugueseStopWords,
}

// stopStems are the same words as the analyzers leave them.
var stopStems = sync.OnceValue(func() map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for lang, list := range stopLists {
		words := analysis.NewTokenMap()
		if err := words.LoadBytes(list); err != nil {
			panic("knowledge: stop words of " + lang + ": " + err.Error())
		}
		out[lang] = map[string]bool{}
		for w := range words {
			for _, t := range terms(strings.TrimSpace(w), lang) {
				out[lang][t] = true
			}
		}
	}
	return out
})

func stopWord(stem, lang string) bool { return stopStems()[lang][stem] }
