package topic

import (
	"cmp"
	"slices"
)

// What Evidence names: so many words at most, and only those that did this much,
// as a logarithm, and this share of what the best one did.
const (
	maxEvidence   = 5
	leastEvidence = 0.1
	shareOfBest   = 0.2
)

// Evidence names the words that decided for the likeliest topic, the weightiest
// first, as the visitor wrote them. It is empty if nothing speaks for any topic.
func (d *Detector) Evidence(messages []string) []string {
	said := d.read(messages)
	if len(said) == 0 {
		return nil
	}
	class, _ := d.best(said)
	return d.evidence(said, class)
}

// clue is a word and what it did for a topic.
type clue struct {
	said string
	did  float64
}

func (d *Detector) evidence(said [][]word, class int) []string {
	var clues []clue
	did := d.contributions(said, class)
	best := 0.0
	for _, message := range did {
		best = max(best, slices.Max(message))
	}
	for i, message := range said {
		joins := false
		for at, w := range message {
			enough := did[i][at] >= max(leastEvidence, best*shareOfBest)
			switch {
			case !enough:
			case joins && w.follows:
				last := &clues[len(clues)-1]
				last.said += lastSign(w.said)
				last.did = max(last.did, did[i][at])
			default:
				clues = append(clues, clue{w.said, did[i][at]})
			}
			joins = enough && w.signs
		}
	}
	slices.SortStableFunc(clues, func(a, b clue) int { return cmp.Compare(b.did, a.did) })
	var out []string
	for _, c := range clues {
		if len(out) < maxEvidence && !slices.Contains(out, c.said) {
			out = append(out, c.said)
		}
	}
	return out
}

// contributions says what each word did for a class beside the mean of all.
func (d *Detector) contributions(said [][]word, class int) [][]float64 {
	out := make([][]float64, len(said))
	for i, words := range said {
		out[i] = make([]float64, len(words))
	}
	var vector []value
	strange := d.model.found(said, func(v value, message, at int) {
		vector = append(vector, v)
		row := d.model.row(v.at)
		mean := 0.0
		for _, w := range row {
			mean += float64(w) / float64(len(row))
		}
		out[message][at] += (float64(row[class]) - mean) * float64(v.weight)
	})
	scale := max(1e-9, length(vector, strange))
	for _, message := range out {
		for at := range message {
			message[at] /= scale
		}
	}
	return out
}

func lastSign(s string) string {
	runes := []rune(s)
	return string(runes[len(runes)-1:])
}
