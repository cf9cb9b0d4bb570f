package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"github.com/batonchat/baton/routing/simulate"
)

// The boards that are measured. In a crowd hardly two conversations need the same, which
// is the hardest that can be: teams, skills with levels, languages and targets all differ.
const (
	boardAgents = 1000
	boardSkills = 50
	boardPlaces = 5
	boardPlay   = 300 * time.Millisecond
)

var boardSizes = []int{1000, 10_000, 40_000}

// measureRouting prints how long the routing board thinks, and how that grows with the
// number of conversations that wait.
func measureRouting() {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	fmt.Printf("\n## Routing, %d agents, %d skills, by conversations that wait\n\n%-34s", boardAgents, boardSkills, "")
	for _, n := range boardSizes {
		fmt.Printf(" %12d", n)
	}
	fmt.Printf(" %9s %9s\n", "x10", "x4")
	growth := func(n, m int) float64 {
		return float64(n) * math.Log(float64(n)) / (float64(m) * math.Log(float64(m)))
	}
	fmt.Printf("%-34s %12s %12s %12s %8.1fx %8.1fx\n", "n log n would grow by", "", "", "", growth(boardSizes[1], boardSizes[0]), growth(boardSizes[2], boardSizes[1]))
	for _, load := range []struct {
		name  string
		crowd simulate.Crowd
	}{
		{"pass, nobody free", simulate.Crowd{}},
		{"pass, one agent in twenty free", simulate.Crowd{Free: 0.05, FreeEach: 1}},
		{"pass, everybody free", simulate.Crowd{Free: 1, FreeEach: boardPlaces}},
		{"the same, nothing is needed", simulate.Crowd{Free: 1, FreeEach: boardPlaces, Plain: true}},
		{"the same, all have just come", simulate.Crowd{Free: 1, FreeEach: boardPlaces, Fresh: true}},
	} {
		boardRow(load.name, func(n int) time.Duration {
			b := crowd(load.crowd, n).Snapshot(now).Board()
			if load.crowd.Free == 0 {
				return best(batch(func() { b.Pass(now) })) / batched
			}
			return best(func() { b.Pass(now) })
		})
	}
	boardRow("one arrival", func(n int) time.Duration { return arrival(n, now) })
	boardRow("one freed place", func(n int) time.Duration { return freed(n, false, now) })
	boardRow("the same, all have just come", func(n int) time.Duration { return freed(n, true, now) })
	boardRow("one agent goes and comes back", func(n int) time.Duration { return flipped(n, now) })
	boardRow("next wake-up", func(n int) time.Duration {
		b := crowd(simulate.Crowd{Free: 0.05, FreeEach: 1}, n).Snapshot(now).Board()
		return best(func() { b.Next(now) })
	})
	bytesRow("bytes a waiting conversation", simulate.Crowd{}, now)
	bytesRow("the same, nothing is needed", simulate.Crowd{Plain: true}, now)
}

func bytesRow(name string, c simulate.Crowd, now time.Time) {
	fmt.Printf("%-34s", name)
	for _, n := range boardSizes {
		fmt.Printf(" %12d", boardBytes(c, n, now))
	}
	fmt.Println()
}

func crowd(c simulate.Crowd, waiting int) simulate.Crowd {
	c.Agents, c.Skills, c.Places, c.Waiting, c.Seed = boardAgents, boardSkills, boardPlaces, waiting, 1
	return c
}

func boardRow(name string, measure func(n int) time.Duration) {
	fmt.Printf("%-34s", name)
	var took []time.Duration
	for _, n := range boardSizes {
		took = append(took, measure(n))
		fmt.Printf(" %12s", short(took[len(took)-1]))
	}
	fmt.Printf(" %8.1fx %8.1fx\n", float64(took[1])/float64(took[0]), float64(took[2])/float64(took[1]))
}

// short rounds to three figures or so.
func short(d time.Duration) string {
	for unit := time.Duration(1); ; unit *= 10 {
		if d < 1000*unit {
			return d.Round(unit).String()
		}
	}
}

// best plays for a while and gives the shortest time taken, by the clock of this thread:
// the machine is shared, and what others do to it is not measured.
func best(do func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	do() // what is worked out once is worked out
	shortest := time.Duration(math.MaxInt64)
	for begun, n := time.Now(), 0; time.Since(begun) < boardPlay || n < 5; n++ {
		at := threadTime()
		do()
		shortest = min(shortest, threadTime()-at)
	}
	return shortest
}

// threadTime is how long this thread has had a processor.
func threadTime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic(err) // every Linux has it
	}
	return time.Duration(t.Nano())
}

// arrival puts a conversation in line, asks who gets it and takes it out again.
func arrival(n int, now time.Time) time.Duration {
	c := crowd(simulate.Crowd{Free: 0.05, FreeEach: 1}, n)
	b, r, i := c.Snapshot(now).Board(), rand.New(rand.NewPCG(1, 2)), n //nolint:gosec // made-up conversations
	return best(batch(func() {
		i++
		w := c.One(r, i, now)
		w.EnteredAt = now
		b.PutWaiting(w)
		b.Arrived(w.Conversation, now)
		b.DropWaiting(w.Conversation)
	})) / batched
}

// freed tells of one free place of an agent, asks who gets it and fills it again.
func freed(n int, fresh bool, now time.Time) time.Duration {
	s := crowd(simulate.Crowd{Fresh: fresh}, n).Snapshot(now)
	b, i := s.Board(), 0
	return best(batch(func() {
		i++
		full := s.Agents[i%len(s.Agents)]
		one := full
		one.Load.Active--
		b.PutAgent(one)
		b.Freed(one.Agent, now)
		b.PutAgent(full)
	})) / batched
}

// flipped tells that an agent with a free place is away, asks nothing, tells that they are
// back and asks who gets it.
func flipped(n int, now time.Time) time.Duration {
	s := crowd(simulate.Crowd{Free: 0.05, FreeEach: 1}, n).Snapshot(now)
	b, i := s.Board(), 0
	return best(batch(func() {
		i++
		here := s.Agents[i%len(s.Agents)]
		away := here
		away.Available = false
		b.PutAgent(away)
		b.PutAgent(here)
		b.Freed(here.Agent, now)
	})) / batched
}

// batched things that differ are measured together, so that the best is not the easiest.
const batched = 100

func batch(do func()) func() {
	return func() {
		for range batched {
			do()
		}
	}
}

// boardBytes gives the memory that a board needs for each conversation.
func boardBytes(c simulate.Crowd, n int, now time.Time) uint64 {
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	s := crowd(c, n).Snapshot(now)
	people := s
	people.Waiting = nil
	b := people.Board()
	before := heap()
	for _, w := range s.Waiting {
		b.PutWaiting(w)
	}
	b.Pass(now)
	after := heap()
	runtime.KeepAlive(s)
	runtime.KeepAlive(b)
	return (after - before) / uint64(n)
}
