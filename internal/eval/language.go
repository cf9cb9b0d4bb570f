package main

import (
	"context"
	"fmt"

	"github.com/batonchat/baton/assistant/builtin"
)

type sample struct {
	Lang string `json:"lang"`
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// languageGoals are goal and baseline by kind of sample.
var languageGoals = map[string][2]string{"sentences": {"0.99", "0.987"}, "word_pairs": {"0.90", "0.857"}, "tweet": {"0.97", "0.955"}}

func measureLanguage(_ context.Context, m *meter) error {
	rows, err := load[sample](m, "language/samples.jsonl")
	if err != nil {
		return err
	}
	right, n := map[string]int{}, map[string]int{}
	left := m.misses
	for _, r := range rows {
		got, sure := builtin.DetectLanguage(r.Text)
		kinds := []string{r.Kind}
		if r.Kind == "tweet" && r.Lang != "hi" {
			kinds = append(kinds, "tweet without hi")
		}
		for _, k := range kinds {
			n[k]++
			if got == r.Lang {
				right[k]++
			}
		}
		if got != r.Lang {
			m.missf(&left, "%s %s, said %s (%.2f): %q", r.Kind, r.Lang, got, sure, r.Text)
		}
	}
	for _, k := range []string{"sentences", "word_pairs", "single_words", "tweet", "tweet without hi"} {
		reached := fmt.Sprintf("%.3f (%d)", ratio(right[k], n[k]), n[k])
		m.add(row{"language", "right language, trained on these", k, languageGoals[k][0], reached, languageGoals[k][1]})
	}
	return crossLanguage(m, rows)
}
