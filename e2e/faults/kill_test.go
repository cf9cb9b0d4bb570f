package faults_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/batonchat/baton/internal/testkit"
)

// dice are a test's own chances; the seed is printed so that they can be had again.
func dice(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func acknowledged(pairs []pair) int {
	n := 0
	for _, p := range pairs {
		n += p.visitor.count() + p.agent.count()
	}
	return n
}

func describe(pairs []pair) string {
	s := ""
	for _, p := range pairs {
		s += p.visitor.String() + "\n" + p.agent.String() + "\n"
	}
	return s
}

// TestKillLosesNothing kills the process in the middle of sends, again and
// again. Every message is sent until it is acknowledged, and must then be there
// once, under the number that was told, in the order of its sender.
func TestKillLosesNothing(t *testing.T) {
	t.Parallel()
	for _, profile := range profiles {
		t.Run(profile.name, func(t *testing.T) {
			t.Parallel()
			random := dice(t)
			h := open(t, profile.env(t))
			who := h.agent()
			var pairs []pair
			for i := range 3 {
				p := pairUp(t, h, h, who, i)
				p.visitor.chat(true, time.Millisecond)
				p.agent.chat(true, time.Millisecond)
				pairs = append(pairs, p)
			}
			for range testkit.Rounds(t, 4) {
				goal := acknowledged(pairs) + 10 + random.IntN(90)
				eventually(t, patience, "the talk goes on", func() bool { return acknowledged(pairs) >= goal }, func() string { return describe(pairs) })
				h.now.Load().kill()
				h.start()
			}
			settle(t, patience, pairs...)
			for _, p := range pairs {
				judge(t, p, h.stored(who, p.visitor.talk()))
			}
		})
	}
}
