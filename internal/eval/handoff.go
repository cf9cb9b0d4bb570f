package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/batonchat/baton/assistant/builtin"
)

type utterance struct {
	Source string `json:"source"`
	Lang   string `json:"lang"`
	Text   string `json:"text"`
	Label  *int   `json:"label"`
	Intent string `json:"intent"`
}

// tally counts one source's right and wrong verdicts.
type tally struct{ tp, fp, fn, tn int }

func (t *tally) count(wants, said bool) {
	switch {
	case wants && said:
		t.tp++
	case wants:
		t.fn++
	case said:
		t.fp++
	default:
		t.tn++
	}
}

func (t *tally) add(o tally) { t.tp, t.fp, t.fn, t.tn = t.tp+o.tp, t.fp+o.fp, t.fn+o.fn, t.tn+o.tn }

func (t *tally) String() string {
	precision, recall := ratio(t.tp, t.tp+t.fp), ratio(t.tp, t.tp+t.fn)
	return fmt.Sprintf("P %.3f R %.3f (%d/%d) FA %.2f%% (%d/%d)", precision, recall, t.tp, t.tp+t.fn, 100*ratio(t.fp, t.fp+t.tn), t.fp, t.fp+t.tn)
}

// apart is the source whose label also covers money problems that its bot passed on.
const apart = "hint3_powerplay11"

func measureHandoff(_ context.Context, m *meter) error {
	rows, err := load[utterance](m, "handoff/utterances.jsonl")
	if err != nil {
		return err
	}
	sources, plain := map[string]*tally{}, map[string]*tally{}
	var order []string
	left := m.misses
	for _, u := range rows {
		if u.Label == nil {
			continue
		}
		key := u.Source + " (" + u.Lang + ")"
		if sources[key] == nil {
			sources[key], plain[key] = &tally{}, &tally{}
			order = append(order, key)
		}
		wish, said := builtin.WantsPerson(u.Text, u.Lang)
		wants := *u.Label == 1
		sources[key].count(wants, said)
		plain[key].count(wants, said && wish.Kind == builtin.KindPerson)
		if wants != said && u.Source != apart {
			m.missf(&left, "%s wants=%v said=%v %s %q in %q", key, wants, said, wish.Kind, wish.Evidence, u.Text)
		}
	}
	slices.Sort(order)
	var english, templated, englishPlain, others tally
	for _, key := range order {
		goal := ""
		m.add(row{"handoff", "asks for a person", key, goal, sources[key].String(), ""})
		switch {
		case key == apart+" (en)":
		case key == "bitext (en)":
			templated.add(*sources[key])
		case key[len(key)-3:] == "en)":
			english.add(*sources[key])
			englishPlain.add(*plain[key])
		default:
			others.add(*sources[key])
		}
	}
	const goalEn = "P 0.90 R 0.90 FA 0.2%"
	m.add(row{"handoff", "asks for a person", "English, without bitext and powerplay11", goalEn, english.String(), ""})
	m.add(row{"handoff", "only in plain words", "the same", "", englishPlain.String(), ""})
	english.add(templated)
	m.add(row{"handoff", "asks for a person", "English, without powerplay11", goalEn, english.String(), "P 0.81 R 0.81"})
	english.add(*sources[apart+" (en)"])
	m.add(row{"handoff", "asks for a person", "English, all", "", english.String(), ""})
	m.add(row{"handoff", "asks for a person", "de es fr it zh", "R 0.85 FA 0.5%", others.String(), "R 0.29"})
	return nil
}
