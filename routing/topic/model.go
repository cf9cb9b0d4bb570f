package topic

import (
	"cmp"
	"math"
	"slices"
)

// The model is a multinomial logistic regression over the features of a text.
// It was chosen by measurement (internal/eval, departments and topics) over
// naive Bayes: as right with few examples, more so with many, and its
// probabilities are honest without being corrected afterwards.
type model struct {
	classes int
	known   map[feature]int32 // where a feature stands in what follows
	rarity  []float32         // how much it says, being in few texts
	rarest  float64           // of that, the most
	weights []float32         // feature by feature, one for each class
	bias    []float32         // one for each class
}

// document is a text to learn from.
type document struct {
	messages [][]word
	class    int
	weight   float64 // 1 is a whole text
}

// value is how much of a feature a text has.
type value struct {
	at     int32
	weight float32
}

// How the model is taught.
const (
	rounds  = 20    // how often each document is looked at
	rate    = 0.2   // how fast it learns
	decay   = 1e-4  // how fast it forgets what is not confirmed
	settled = 0.002 // an error below this is none, which keeps many classes fast
)

// recency is what a message counts beside the one after it.
const recency = 0.95

// strangeness is how much a word that was never met takes from the others, beside
// one that was met once. Who speaks of other things is understood less.
const strangeness = 0.15

// found calls visit once with each known feature of the messages, the newest
// message first: what is said again counts as said last. It sums up what is not
// known, except where words are only cut by twos.
func (m *model) found(messages [][]word, visit func(v value, message, at int)) (strange float64) {
	seen := map[int32]bool{}
	age := 1.0
	for i, words := range slices.Backward(messages) {
		each(words, func(f feature, weight float64, at int) {
			k, ok := m.known[f]
			switch {
			case !ok && !words[at].signs:
				strange += weight * age * weight * age
			case !ok:
			case !seen[k]:
				seen[k] = true
				visit(value{k, float32(weight*age) * m.rarity[k]}, i, at)
			}
		})
		age *= recency
	}
	return strange * m.rarest * m.rarest * strangeness
}

// vector is the features of a text, scaled so that long texts say no more than
// short ones.
func (m *model) vector(messages [][]word) []value {
	var out []value
	strange := m.found(messages, func(v value, _, _ int) { out = append(out, v) })
	slices.SortFunc(out, func(a, b value) int { return cmp.Compare(a.at, b.at) })
	scale := float32(1 / max(1e-9, length(out, strange)))
	for i := range out {
		out[i].weight *= scale
	}
	return out
}

// length is that of a vector with what is strange added to it.
func length(vector []value, strange float64) float64 {
	sum := strange
	for _, v := range vector {
		sum += float64(v.weight) * float64(v.weight)
	}
	return math.Sqrt(sum)
}

// probabilities says how likely each class is.
func (m *model) probabilities(vector []value) []float64 {
	out := make([]float64, m.classes)
	for k, b := range m.bias {
		out[k] = float64(b)
	}
	for _, v := range vector {
		for k, w := range m.row(v.at) {
			out[k] += float64(w * v.weight)
		}
	}
	top, sum := slices.Max(out), 0.0
	for k, s := range out {
		out[k] = math.Exp(s - top)
		sum += out[k]
	}
	for k := range out {
		out[k] /= sum
	}
	return out
}

func (m *model) row(at int32) []float32 {
	return m.weights[int(at)*m.classes:][:m.classes]
}

// train learns from documents of classes 0 to classes-1.
func train(documents []document, classes int) *model {
	m := &model{classes: classes, known: map[feature]int32{}, bias: make([]float32, classes)}
	m.meet(documents)
	m.weights = make([]float32, len(m.rarity)*classes)
	vectors := make([][]value, len(documents))
	for i, d := range documents {
		vectors[i] = m.vector(d.messages)
	}
	t := teacher{model: m, pace: make([]float32, len(m.weights)), biasPace: make([]float32, classes)}
	order := make([]int, len(documents))
	for i := range order {
		order[i] = i
	}
	dice := uint64(88172645463325252)
	for range rounds {
		for i := len(order) - 1; i > 0; i-- {
			dice ^= dice << 13
			dice ^= dice >> 7
			dice ^= dice << 17
			j := int(dice % uint64(i+1))
			order[i], order[j] = order[j], order[i]
		}
		for _, i := range order {
			t.show(vectors[i], documents[i])
		}
	}
	return m
}

// meet learns which features there are and how rare each is.
func (m *model) meet(documents []document) {
	texts := map[feature]int{}
	for _, d := range documents {
		seen := map[feature]bool{}
		for _, words := range d.messages {
			each(words, func(f feature, _ float64, _ int) {
				if !seen[f] {
					seen[f] = true
					texts[f]++
				}
			})
		}
	}
	features := make([]feature, 0, len(texts))
	for f := range texts {
		features = append(features, f)
	}
	slices.Sort(features)
	m.rarest = 1 + math.Log(float64(len(documents)+1)/2)
	for i, f := range features {
		m.known[f] = int32(i)
		m.rarity = append(m.rarity, float32(1+math.Log(float64(len(documents)+1)/float64(texts[f]+1))))
	}
}

// teacher corrects a model, each weight the more slowly the more often it was
// corrected (AdaGrad).
type teacher struct {
	*model
	pace, biasPace []float32
	wrong          []int // classes in error, kept for its memory
}

func (t *teacher) show(vector []value, d document) {
	off := t.probabilities(vector)
	off[d.class]--
	t.wrong = t.wrong[:0]
	for k := range off {
		off[k] *= d.weight
		if math.Abs(off[k]) > settled {
			t.wrong = append(t.wrong, k)
		}
		correct(&t.bias[k], &t.biasPace[k], float32(off[k]))
	}
	for _, v := range vector {
		row, pace := t.row(v.at), t.pace[int(v.at)*t.classes:][:t.classes]
		for _, k := range t.wrong {
			correct(&row[k], &pace[k], float32(off[k])*v.weight+decay*row[k])
		}
	}
}

func correct(weight, pace *float32, by float32) {
	*pace += by * by
	*weight -= rate * by / float32(math.Sqrt(float64(*pace)+1e-6))
}
