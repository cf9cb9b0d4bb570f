package simulate

import (
	"container/heap"
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/routing"
)

// Run plays a setup to its end, or until nothing can happen any more.
func Run(s Setup) Result {
	r, err := RunUntil(context.Background(), s)
	if err != nil {
		panic(err) // that context never ends
	}
	return r
}

// looksUp is how many moments pass before a run looks whether it should go on.
const looksUp = 256

// RunUntil is Run that gives up, with the context's error, when the context ends.
func RunUntil(ctx context.Context, s Setup) (Result, error) {
	if s.Until <= 0 {
		for _, a := range s.Arrivals {
			s.Until = max(s.Until, a.At+24*time.Hour)
		}
	}
	r := newRun(s)
	for n := 0; len(r.events) > 0 && r.events[0].at <= s.Until; n++ {
		if n%looksUp == 0 && ctx.Err() != nil {
			return Result{}, ctx.Err()
		}
		at := r.events[0].at
		for len(r.events) > 0 && r.events[0].at == at {
			e := heap.Pop(&r.events).(event) //nolint:forcetypeassert // the heap holds nothing else
			r.now = at
			e.do()
		}
		r.route()
	}
	return r.result(), nil
}

// event is something that happens at a moment; of several at one moment the one that
// was planned first.
type event struct {
	at  time.Duration
	seq int
	do  func()
}

type events []event

// Len, Less and Swap are for package heap.
func (q *events) Len() int { return len(*q) }
func (q *events) Less(i, j int) bool {
	a, b := &(*q)[i], &(*q)[j]
	if a.at != b.at {
		return a.at < b.at
	}
	return a.seq < b.seq
}
func (q *events) Swap(i, j int) { (*q)[i], (*q)[j] = (*q)[j], (*q)[i] }

// Push and Pop are for package heap.
func (q *events) Push(e any) { *q = append(*q, e.(event)) } //nolint:forcetypeassert // the heap holds nothing else

// Pop takes the last.
func (q *events) Pop() any {
	last := len(*q) - 1
	e := (*q)[last]
	(*q)[last] = event{}
	*q = (*q)[:last]
	return e
}

// run is a run as it goes on.
type run struct {
	setup  Setup
	board  *routing.Board
	teams  map[chat.TeamID]routing.Team
	rand   *rand.Rand
	events events
	seq    int
	now    time.Duration
	until  time.Duration // when something last came of it
	waking time.Duration // when the board is looked at again; below zero: nothing is planned

	agents map[chat.AgentID]*worker
	lives  []Life
	bars   map[int][]routing.Bar
	places map[chat.ConversationID]int // arrivals by ID
	offers map[chat.ConversationID]*offer
}

// worker is an agent in the run.
type worker struct {
	c        routing.Candidate
	day      Workday
	inARow   int // offers missed
	handling time.Duration
}

// offer is an open round of offers.
type offer struct {
	agents []chat.AgentID
	closed bool
}

func newRun(s Setup) *run {
	r := &run{setup: s, board: routing.NewBoard(), teams: map[chat.TeamID]routing.Team{}, rand: rand.New(rand.NewPCG(s.Seed, 7)), waking: -1, //nolint:gosec // a simulation needs no secrecy
		agents: map[chat.AgentID]*worker{}, lives: make([]Life, len(s.Arrivals)), bars: map[int][]routing.Bar{}, places: map[chat.ConversationID]int{}, offers: map[chat.ConversationID]*offer{}}
	r.board.SetTeams(s.Teams)
	for _, t := range s.Teams {
		r.teams[t.ID] = t
	}
	for _, a := range s.Agents {
		w := &worker{c: a.Candidate}
		w.c.Load, w.c.Turns, w.c.IdleSince = routing.Load{}, maps.Clone(a.Turns), s.Start
		r.agents[a.Agent] = w
		w.c.Available = a.Available && len(a.Shifts) == 0
		r.board.PutAgent(w.c)
		for _, shift := range a.Shifts {
			w.day.Present += shift.To - shift.From
			r.plan(shift.From, func() { r.present(w, a.Available) })
			r.plan(shift.To, func() { r.present(w, false) })
		}
	}
	for i := range s.Arrivals {
		r.plan(s.Arrivals[i].At, func() { r.arrive(i) })
	}
	return r
}

func (r *run) plan(at time.Duration, do func()) {
	r.seq++
	heap.Push(&r.events, event{at, r.seq, do})
}

func (r *run) clock() time.Time { return r.setup.Start.Add(r.now) }

func (r *run) present(w *worker, there bool) {
	w.c.Available = there
	if there {
		w.c.IdleSince = r.clock()
	}
	r.board.PutAgent(w.c)
}

func name(i int) chat.ConversationID { return chat.ConversationID("chat-" + strconv.Itoa(i)) }

func (r *run) arrive(i int) {
	r.places[name(i)] = i
	r.queue(i)
	if p := r.setup.Arrivals[i].Patience; p > 0 {
		r.plan(r.now+p, func() { r.abandon(i) })
	}
}

// queue puts a conversation in line, for the first time or again.
func (r *run) queue(i int) {
	a := &r.setup.Arrivals[i]
	entered := r.setup.Start.Add(a.At)
	r.board.PutWaiting(routing.Waiting{Conversation: name(i), Need: a.Need, EnteredAt: entered, FirstQueuedAt: entered,
		Ahead: a.Ahead, Target: a.Target, Misses: r.lives[i].Miss, Bars: r.bars[i]})
}

func (r *run) abandon(i int) {
	if r.lives[i].Fate != Waits {
		return
	}
	r.board.DropWaiting(name(i))
	r.withdraw(i)
	r.end(i, Abandoned, "")
}

func (r *run) end(i int, f Fate, by chat.AgentID) {
	r.until = r.now
	r.lives[i].Fate, r.lives[i].Wait, r.lives[i].Agent = f, r.now-r.setup.Arrivals[i].At, by
}

// route carries out what the board decides, and plans when to ask it again.
func (r *run) route() {
	if r.board.Len() == 0 {
		return
	}
	for _, d := range r.board.Pass(r.clock()) {
		r.carryOut(d)
	}
	next := r.board.Next(r.clock())
	if next.IsZero() {
		return
	}
	if at := next.Sub(r.setup.Start); r.waking <= r.now || at < r.waking {
		r.waking = at
		r.plan(at, func() {})
	}
}

func (r *run) carryOut(d routing.Decision) {
	i := r.places[d.Conversation]
	r.board.DropWaiting(d.Conversation)
	if d.Later != "" {
		r.end(i, Later, "")
		return
	}
	if d.Turn.Agent != "" {
		w := r.agents[d.Turn.Agent]
		if w.c.Turns == nil {
			w.c.Turns = map[chat.TeamID]int64{}
		}
		turns := maps.Clone(w.c.Turns) // the board may still hold the old ones
		turns[d.Turn.Team] = d.Turn.Next
		w.c.Turns = turns
	}
	for _, id := range d.Agents {
		w := r.agents[id]
		w.c.Load.Offers++
		w.c.IdleSince = r.clock()
		r.seat(w)
	}
	if d.Assign {
		r.answer(i, d.Agents[0], d.Team)
		return
	}
	r.propose(i, d)
}

// seat tells the board of a worker's load.
func (r *run) seat(w *worker) {
	w.day.Most = max(w.day.Most, w.c.Load.Total())
	r.board.PutAgent(w.c)
}

// propose plays a round of offers: the first who accepts has it.
func (r *run) propose(i int, d routing.Decision) {
	o := &offer{agents: d.Agents}
	r.offers[d.Conversation] = o
	by, soonest := chat.AgentID(""), d.Patience
	for _, id := range d.Agents {
		delay := time.Duration(r.rand.ExpFloat64() * float64(r.setup.Offers.Delay))
		if r.rand.Float64() >= r.setup.Offers.Miss && delay < soonest {
			by, soonest = id, delay
		}
	}
	r.plan(r.now+soonest, func() {
		switch {
		case o.closed:
		case by == "":
			r.lapse(i)
		default:
			r.agents[by].inARow = 0
			r.withdraw(i)
			w := r.agents[by]
			w.c.Load.Offers++ // the place that the withdrawn offer held
			r.seat(w)
			r.answer(i, by, d.Team)
		}
	})
}

// withdraw ends the open round of a conversation, if there is one.
func (r *run) withdraw(i int) []chat.AgentID {
	o := r.offers[name(i)]
	if o == nil {
		return nil
	}
	o.closed = true
	delete(r.offers, name(i))
	for _, id := range o.agents {
		w := r.agents[id]
		w.c.Load.Offers--
		r.board.PutAgent(w.c)
	}
	return o.agents
}

// lapse ends a round that nobody accepted.
func (r *run) lapse(i int) {
	r.lives[i].Miss++
	for _, id := range r.withdraw(i) {
		r.bars[i] = append(r.bars[i], routing.Bar{Agent: id, Until: r.clock().Add(orTwoMinutes(r.setup.Offers.Bar))})
		w := r.agents[id]
		w.day.Missed++
		if w.inARow++; w.inARow < 2 || !w.c.Responding {
			continue
		}
		w.c.Responding = false
		r.board.PutAgent(w.c)
		r.plan(r.now+orTwoMinutes(r.setup.Offers.Back), func() {
			w.c.Responding, w.inARow = true, 0
			r.board.PutAgent(w.c)
		})
	}
	r.queue(i)
}

func orTwoMinutes(d time.Duration) time.Duration {
	if d <= 0 {
		return 2 * time.Minute
	}
	return d
}

// answer gives a conversation to an agent who holds a place for it.
func (r *run) answer(i int, by chat.AgentID, team chat.TeamID) {
	w := r.agents[by]
	w.c.Load.Offers--
	w.c.Load.Active++
	w.day.Answered++
	r.end(i, Answered, by)
	r.seat(w)
	a := &r.setup.Arrivals[i]
	occupied := a.Handle + r.teams[team].WrapUp
	w.handling += occupied
	r.plan(r.now+occupied, func() {
		w.c.Load.Active--
		r.until = r.now
		r.seat(w)
	})
}

// result sums the run up.
func (r *run) result() Result {
	out := Result{Teams: map[chat.TeamID]Figures{}, Agents: map[chat.AgentID]Workday{}, Lives: r.lives}
	var all []int
	teams := map[chat.TeamID][]int{}
	for i, a := range r.setup.Arrivals {
		if a.At >= r.setup.WarmUp {
			all = append(all, i)
			teams[a.Need.Team] = append(teams[a.Need.Team], i)
		}
	}
	out.Total = r.figures(all)
	for id, of := range teams {
		out.Teams[id] = r.figures(of)
	}
	for id, w := range r.agents {
		w.day.Handling = w.handling
		if w.day.Present == 0 {
			w.day.Present = r.until
		}
		if places := w.c.Limits.Places(); places > 0 && w.day.Present > 0 {
			w.day.Occupancy = float64(w.handling) / float64(places) / float64(w.day.Present)
		}
		out.Agents[id] = w.day
	}
	return out
}

func (r *run) figures(of []int) Figures {
	f := Figures{Arrived: len(of)}
	var sum time.Duration
	var waits []time.Duration
	within := 0
	for _, i := range of {
		switch l := r.lives[i]; l.Fate {
		case Answered:
			f.Answered++
			sum += l.Wait
			waits = append(waits, l.Wait)
			if l.Wait <= r.setup.Within {
				within++
			}
		case Abandoned:
			f.Abandoned++
			sum += l.Wait
			waits = append(waits, l.Wait)
		case Later:
			f.Later++
		case Waits:
			f.Waiting++
		}
	}
	if n := f.Answered + f.Abandoned; n > 0 {
		f.MeanWait = sum / time.Duration(n)
		f.ServiceLevel, f.Abandonment = float64(within)/float64(n), float64(f.Abandoned)/float64(n)
	}
	if len(waits) > 0 {
		slices.Sort(waits)
		at := func(q float64) time.Duration { return waits[min(int(q*float64(len(waits))), len(waits)-1)] }
		f.P50, f.P90, f.P95, f.P99, f.Longest = at(.5), at(.9), at(.95), at(.99), waits[len(waits)-1]
	}
	return f
}
