package routing_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/batonchat/baton/routing"
	"github.com/batonchat/baton/routing/simulate"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// crowds are the boards that are measured, of 1,000 agents and 50 skills.
var crowds = []struct {
	name  string
	crowd simulate.Crowd
}{
	{"nobody free", simulate.Crowd{Free: 0}},
	{"one in twenty free", simulate.Crowd{Free: 0.05, FreeEach: 1}},
	{"everybody free", simulate.Crowd{Free: 1, FreeEach: 5}},
	{"everybody free, nothing needed", simulate.Crowd{Free: 1, FreeEach: 5, Plain: true}},
	{"everybody free, all fresh", simulate.Crowd{Free: 1, FreeEach: 5, Fresh: true}},
}

func board(c simulate.Crowd, waiting int) *routing.Board {
	c.Agents, c.Skills, c.Places, c.Waiting, c.Seed = 1000, 50, 5, waiting, 1
	b := c.Snapshot(noon).Board()
	b.Pass(noon) // work out what a running board has worked out
	return b
}

func BenchmarkPass(b *testing.B) {
	for _, c := range crowds {
		for _, n := range []int{1000, 10_000, 40_000} {
			b.Run(fmt.Sprintf("%s/%d", c.name, n), func(b *testing.B) {
				board := board(c.crowd, n)
				given := 0
				for b.Loop() {
					given = len(board.Pass(noon))
				}
				b.ReportMetric(float64(given), "given")
			})
		}
	}
}

func BenchmarkArrival(b *testing.B) {
	for _, c := range crowds {
		b.Run(c.name+"/10000", func(b *testing.B) {
			board := board(c.crowd, 10_000)
			r := rand.New(rand.NewPCG(1, 2))
			c.crowd.Skills = 50
			arrivals := make([]routing.Waiting, 1000)
			for i := range arrivals {
				arrivals[i] = c.crowd.One(r, 1_000_000+i, noon)
				arrivals[i].EnteredAt = noon
			}
			i := 0
			for b.Loop() {
				w := arrivals[i%len(arrivals)]
				board.PutWaiting(w)
				board.Arrived(w.Conversation, noon)
				board.DropWaiting(w.Conversation)
				i++
			}
		})
	}
}

func BenchmarkFreed(b *testing.B) {
	for _, fresh := range []bool{false, true} {
		for _, n := range []int{1000, 10_000, 40_000} {
			b.Run(fmt.Sprintf("fresh=%v/%d", fresh, n), func(b *testing.B) {
				c := simulate.Crowd{Fresh: fresh, Agents: 1000, Skills: 50, Places: 5, Waiting: n, Seed: 1}
				s := c.Snapshot(noon)
				board := s.Board()
				board.Pass(noon)
				i := 0
				for b.Loop() {
					full := s.Agents[i%len(s.Agents)]
					one := full
					one.Load.Active--
					board.PutAgent(one)
					board.Freed(one.Agent, noon)
					board.PutAgent(full)
					i++
				}
			})
		}
	}
}
