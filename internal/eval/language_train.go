package main

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"maps"
	"math"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/batonchat/baton/assistant/builtin"
)

// languageLists are common words of each language and what visitors of a chat
// say in it, written for this purpose.
//
//go:embed languages/*.txt
var languageLists embed.FS

// listWeight is how often a word of our lists counts beside one of the samples.
const listWeight = 2

// leastWord is how often a whole word must be met in a language to be kept: our
// own words are, those of one sample are not.
const leastWord = 2

// letterCounts is letters, or = and a word -> language -> how often.
type letterCounts map[string]map[string]int

// trainLanguage counts letters in our word lists and in those samples that keep
// accepts.
func trainLanguage(rows []sample, keep func(i int) bool) (letterCounts, error) {
	counts := letterCounts{}
	files, err := languageLists.ReadDir("languages")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		src, err := languageLists.ReadFile(path.Join("languages", f.Name()))
		if err != nil {
			return nil, err
		}
		counts.addList(strings.TrimSuffix(f.Name(), ".txt"), string(src))
	}
	for i, r := range rows {
		if keep(i) {
			counts.add(r.Lang, r.Text, 1)
		}
	}
	return counts, nil
}

// addList takes words, endings ("-ung") and beginnings ("ge-").
func (c letterCounts) addList(lang, list string) {
	for word := range strings.FieldsSeq(list) {
		letters := strings.Trim(word, "-")
		switch {
		case strings.HasPrefix(word, "-"):
			c.addLetters(lang, letters+" ", listWeight)
		case strings.HasSuffix(word, "-"):
			c.addLetters(lang, " "+letters, listWeight)
		default:
			c.add(lang, word, listWeight)
		}
	}
}

func (c letterCounts) add(lang, text string, times int) {
	for _, w := range builtin.LanguageWords(text) {
		c.count("="+w, lang, times)
		c.addLetters(lang, " "+w+" ", times)
	}
}

func (c letterCounts) addLetters(lang, letters string, times int) {
	runes := []rune(letters)
	for i := 1; i < len(runes); i++ {
		for from := max(0, i-builtin.LetterOrder); from <= i; from++ {
			c.count(string(runes[from:i+1]), lang, times)
		}
	}
}

func (c letterCounts) count(gram, lang string, times int) {
	if c[gram] == nil {
		c[gram] = map[string]int{}
	}
	c[gram][lang] += times
}

// rare tells whether a gram is a word too rare to keep.
func (c letterCounts) rare(gram string) bool {
	return strings.HasPrefix(gram, "=") && slices.Max(slices.Collect(maps.Values(c[gram]))) < leastWord
}

// pack writes the counts in the form that the product embeds.
func (c letterCounts) pack() ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	for _, gram := range slices.Sorted(maps.Keys(c)) {
		if c.rare(gram) {
			continue
		}
		fmt.Fprintf(w, "%s\t", gram)
		for i, lang := range slices.Sorted(maps.Keys(c[gram])) {
			if i > 0 {
				fmt.Fprint(w, " ")
			}
			fmt.Fprintf(w, "%s=%d", lang, min(math.MaxUint16, c[gram][lang]))
		}
		fmt.Fprintln(w)
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// writeLanguage trains on all samples and writes the file.
func writeLanguage(m *meter, file string) error {
	rows, err := load[sample](m, "language/samples.jsonl")
	if err != nil {
		return err
	}
	counts, err := trainLanguage(rows, func(int) bool { return true })
	if err != nil {
		return err
	}
	packed, err := counts.pack()
	if err != nil {
		return err
	}
	return os.WriteFile(file, packed, 0o600)
}

// crossLanguage measures with samples that were not trained on: the product's
// own model has seen them all.
func crossLanguage(m *meter, rows []sample) error {
	const folds = 5
	right, n, claimed := map[string]int{}, map[string]int{}, map[string]float64{}
	left := m.misses
	for fold := range folds {
		counts, err := trainLanguage(rows, func(i int) bool { return i%folds != fold })
		if err != nil {
			return err
		}
		packed, err := counts.pack()
		if err != nil {
			return err
		}
		model, err := builtin.ReadLanguageModel(packed)
		if err != nil {
			return err
		}
		for i, r := range rows {
			if i%folds != fold {
				continue
			}
			got, sure := model.Detect(r.Text)
			kinds := []string{r.Kind}
			if r.Kind == "tweet" && r.Lang != "hi" {
				kinds = append(kinds, "tweet without hi")
			}
			for _, k := range kinds {
				n[k]++
				claimed[k] += sure
				if got == r.Lang {
					right[k]++
				}
			}
			if got != r.Lang {
				m.missf(&left, "unseen %s %s, said %s (%.2f): %q", r.Kind, r.Lang, got, sure, r.Text)
			}
		}
	}
	for _, k := range []string{"sentences", "word_pairs", "single_words", "tweet", "tweet without hi"} {
		reached := fmt.Sprintf("%.3f (%d), mean confidence %.3f", ratio(right[k], n[k]), n[k], claimed[k]/float64(max(1, n[k])))
		m.add(row{"language", "the same, unseen samples", k, languageGoals[k][0], reached, languageGoals[k][1]})
	}
	return nil
}
