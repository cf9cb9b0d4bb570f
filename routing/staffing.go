package routing

// Staffing is who could take a conversation now: what an expectation is computed from.
type Staffing struct {
	Routable int // people who could take it, full ones included
	Slots    int // their places, free and occupied
	Free     int // of which free
}

// Staff counts the candidates who could be given what is needed. Whoever has no
// place at all does not count; whoever has all of them occupied does, because a place
// will become free.
func Staff(candidates []Candidate, n Need) Staffing {
	n.Way = Given
	var s Staffing
	for _, c := range candidates {
		if c.Limits.Places() == 0 {
			continue
		}
		empty := c
		empty.Load = Load{}
		if ok, _ := Eligible(empty, n); !ok {
			continue
		}
		s.Routable++
		s.Slots += c.Limits.Places()
		s.Free += c.Free()
	}
	return s
}
