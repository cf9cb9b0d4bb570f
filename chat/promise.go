package chat

import "time"

// PromiseKind says what sort of expectation a visitor was given.
type PromiseKind string

const (
	// PromiseNow: somebody is reserved; "one moment".
	PromiseNow PromiseKind = "now"
	// PromiseRange: somebody joins within a range of time.
	PromiseRange PromiseKind = "range"
	// PromiseByTime: an answer comes by a stated time.
	PromiseByTime PromiseKind = "by_time"
)

// Promise is an expectation given to a visitor. It is computed, stored and
// checked; never a constant. Low, High and By are set according to Kind.
type Promise struct {
	Kind   PromiseKind   `json:"kind"`
	Low    int           `json:"low_seconds,omitempty"`  // range: at least
	High   int           `json:"high_seconds,omitempty"` // range: at most; 0 with Low set means "longer"
	By     time.Time     `json:"by,omitzero"`            // by_time: the moment
	Opens  time.Time     `json:"opens,omitzero"`         // by_time: when the team is back, if it is closed
	Place  int           `json:"place,omitempty"`        // in line, from 1
	MadeAt time.Time     `json:"made_at"`
	Inputs PromiseInputs `json:"inputs,omitzero"` // what it was computed from; never shown to visitors
}

// Breaks gives the moment at which the promise is broken if nobody has come.
func (p Promise) Breaks() time.Time {
	switch p.Kind {
	case PromiseByTime:
		return p.By
	case PromiseRange:
		if p.High > 0 {
			return p.MadeAt.Add(time.Duration(p.High) * time.Second)
		}
		return p.MadeAt.Add(2 * time.Duration(p.Low) * time.Second)
	default:
		return p.MadeAt.Add(time.Minute)
	}
}

// Due gives the moment at which the promise is looked after if nobody has come: late, for
// most people are joined before, and early enough for a correction to be read before Breaks.
func (p Promise) Due() time.Time { return p.MadeAt.Add(p.Breaks().Sub(p.MadeAt) / 10 * 9) }

// Halfway gives the moment at which half of the time until Breaks has passed.
func (p Promise) Halfway() time.Time { return p.MadeAt.Add(p.Breaks().Sub(p.MadeAt) / 2) }

// PromiseInputs are the figures that a promise was computed from.
type PromiseInputs struct {
	Open      bool    `json:"open"`           // business hours
	Routable  int     `json:"routable"`       // people who could take it, full ones included
	Slots     int     `json:"slots"`          // their slots, free and busy
	Free      int     `json:"free"`           // of which free
	Ahead     int     `json:"ahead"`          // conversations in line before this one
	HandleSec float64 `json:"handle_seconds"` // mean occupancy of a slot
	Samples   int     `json:"samples"`        // how many measurements stand behind it
}
