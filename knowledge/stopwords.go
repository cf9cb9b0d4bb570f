package knowledge

import (
	"embed"
	"path"
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

//go:embed frames/*.txt
var frameFiles embed.FS

// frameStems are the words that put a question rather than say what it is about.
var frameStems = sync.OnceValue(func() map[string]map[string]bool {
	files, err := frameFiles.ReadDir("frames")
	if err != nil {
		panic("knowledge: embedded frames: " + err.Error())
	}
	out := map[string]map[string]bool{}
	for _, f := range files {
		src, err := frameFiles.ReadFile(path.Join("frames", f.Name()))
		if err != nil {
			panic("knowledge: embedded frames: " + err.Error())
		}
		lang := strings.TrimSuffix(f.Name(), ".txt")
		out[lang] = map[string]bool{}
		for line := range strings.Lines(string(src)) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			for _, t := range terms(line, lang) {
				out[lang][t] = true
			}
		}
	}
	return out
})

// The share of its weight that a word keeps if it tells little.
const (
	stopped = 0.3
	framing = 0.45
)

// telling is how much of its weight a stem keeps in a language.
func telling(stem, lang string) float64 {
	switch {
	case stopStems()[lang][stem]:
		return stopped
	case frameStems()[lang][stem]:
		return framing
	}
	return 1
}
