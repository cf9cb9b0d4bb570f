package builtin

import "math"

// confidence is the chance that the first of the found passages answers the
// question: a logistic function of how well it fits.
func confidence(_ Question, found []Passage) float64 {
	p := found[0]
	z := -3.2 + 2.6*p.Coverage + 1.4*p.Focus + 1.6*p.Phrasing + 0.6*p.Gap
	return 1 / (1 + math.Exp(-z))
}
