package main

import (
	"context"
	"fmt"

	"github.com/batonchat/baton/assistant/builtin"
)

func measureFrustration(_ context.Context, m *meter) error {
	rows, err := load[struct {
		Text       string `json:"text"`
		Frustrated int    `json:"frustrated"`
	}](m, "frustration_goemotions/texts.jsonl")
	if err != nil {
		return err
	}
	all := make([]scored, 0, len(rows))
	left := m.misses
	for _, r := range rows {
		score, words := builtin.FrustrationOf(r.Text, "en")
		all = append(all, scored{score, r.Frustrated == 1})
		if score >= 0.7 && r.Frustrated == 0 || score < 0.2 && r.Frustrated == 1 {
			m.missf(&left, "frustrated=%d scored %.2f %q in %q", r.Frustrated, score, words, r.Text)
		}
	}
	m.add(row{"frustration_goemotions", "frustrated?", "forum comments", "AUROC 0.80", fmt.Sprintf("AUROC %.3f (%d)", auroc(all), len(all)), "0.77"})
	return nil
}
