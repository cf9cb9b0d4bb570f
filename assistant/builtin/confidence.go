package builtin

import "math"

// confidence is the chance that the first of the found passages answers the
// question: a logistic function of how well it fits, how much that says (one
// rare word in common says little), how near the next article comes, and how
// well the article's phrasings are known.
//
// The weights were fitted on public collections of help articles and of messages
// to real assistants, with the right article present and taken away; over all of
// them the result is calibrated: of the answers given with a confidence around
// 0.7, seven in ten are right.
func confidence(found []Passage) float64 {
	if len(found) == 0 {
		return 0
	}
	first, next := found[0], Passage{}
	if len(found) > 1 {
		next = found[1]
	}
	z := -3.801 + fits(first) + said(first) + rivalled(first, next) + phrased(first)
	return 1 / (1 + math.Exp(-z))
}

// fits weighs the likeness of question and article.
func fits(p Passage) float64 {
	return 0.404*p.Coverage - 0.752*p.Known - 1.832*p.Known*p.Known +
		2.999*p.Words + 2.096*p.Letters + 0.485*p.Words*p.Letters +
		1.598*p.Several + 0.303*p.Theme
}

// said weighs how much there was to go by.
func said(p Passage) float64 {
	words := float64(max(1, p.Length))
	z := 0.697*math.Log(words) - 1.140*math.Log1p(p.Weight) +
		2.221*math.Log1p(p.Weight*p.Coverage) + 0.973*math.Log1p(p.Weight*p.Focus)
	if words <= 2 {
		z += 0.639
	}
	return z
}

// rivalled weighs the next article: one far behind makes the first more likely,
// but a site on whose subject nothing comes near is likely not to know either.
func rivalled(first, next Passage) float64 {
	return 0.559*min(1, first.Gap) + 0.428*first.Votes +
		0.197*next.Words + 2.684*next.Letters - 0.623*next.Score - 0.894*next.Theme
}

// phrased corrects the others for articles that know many phrasings.
func phrased(p Passage) float64 {
	if p.Phrasings <= 1 {
		return 0
	}
	rich := 1 - 2/float64(1+p.Phrasings)
	return rich * (-1.284 + 0.897*p.Theme + 0.618*p.Several - 1.193*p.Words + 0.620*p.Coverage +
		0.615*p.Known - 0.811*p.Focus - 0.480*math.Log1p(p.Weight*p.Focus))
}
