package load

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Report is what was measured.
type Report struct {
	Messages  int
	Elapsed   time.Duration
	Delivery  []time.Duration // from sending to the other side's screen, sorted
	Acks      []time.Duration // from sending to the acknowledgement, sorted
	Late      int             // open loop: sends that began more than a second behind the plan
	FirstFail error
}

// PerSecond is the rate of messages that were acknowledged and delivered.
func (r Report) PerSecond() float64 { return float64(r.Messages) / r.Elapsed.Seconds() }

// Quantile gives a quantile of sorted durations; 0 when there are none.
func Quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

// say sends one message from one side and waits until it was acknowledged and
// the other side has it.
func (p *Pair) say(fromVisitor bool) (ack, delivery time.Duration, err error) {
	from, to := p.visitor, p.agent
	if !fromVisitor {
		from, to = to, from
	}
	p.n++
	key := "load-" + p.conversation + "-" + strconv.Itoa(p.n)
	acked, delivered := from.expect("ack:"+key), to.expect("entry:"+key)
	begun := time.Now()
	if err := from.write(postFrame(p.conversation, key, "Message "+key+" of a play of load, about as long as people write.")); err != nil {
		return 0, 0, err
	}
	a, err := from.await(acked, patience)
	if err != nil {
		return 0, 0, fmt.Errorf("acknowledgement: %w", err)
	}
	d, err := to.await(delivered, patience)
	if err != nil {
		return 0, 0, fmt.Errorf("delivery: %w", err)
	}
	return a.Sub(begun), d.Sub(begun), nil
}

// Pairs opens n conversations, a few at a time.
func Pairs(ctx context.Context, s Stage, n int) ([]*Pair, error) {
	pairs := make([]*Pair, n)
	errs := make([]error, n)
	gate := make(chan struct{}, 8)
	var wg sync.WaitGroup
	for i := range n {
		gate <- struct{}{}
		wg.Go(func() {
			defer func() { <-gate }()
			pairs[i], errs[i] = s.Pair(ctx, i)
		})
	}
	wg.Wait()
	return pairs, errors.Join(errs...)
}

// Closed plays a closed loop: in each conversation the two sides answer each
// other as fast as they can, for the given time.
func Closed(ctx context.Context, pairs []*Pair, d time.Duration) Report {
	return play(ctx, pairs, d, func(int, time.Time, int) time.Time { return time.Time{} })
}

// Open plays an open loop: rate messages a second over all conversations, sent
// by plan whether or not the ones before have arrived within a conversation's
// own turn.
func Open(ctx context.Context, pairs []*Pair, rate float64, d time.Duration) Report {
	gap := time.Duration(float64(len(pairs)) / rate * float64(time.Second))
	return play(ctx, pairs, d, func(i int, begun time.Time, k int) time.Time {
		return begun.Add(gap*time.Duration(i)/time.Duration(len(pairs)) + gap*time.Duration(k))
	})
}

// play lets every pair talk until the time is over. at gives the planned time
// of a pair's k-th message, zero for at once.
func play(ctx context.Context, pairs []*Pair, d time.Duration, at func(i int, begun time.Time, k int) time.Time) Report {
	var mu sync.Mutex
	var out Report
	var wg sync.WaitGroup
	begun := time.Now()
	ctx, cancel := context.WithDeadline(ctx, begun.Add(d))
	defer cancel()
	for i, p := range pairs {
		wg.Go(func() {
			var mine Report
			for k := 0; ctx.Err() == nil && mine.FirstFail == nil; k++ {
				if plan := at(i, begun, k); !plan.IsZero() && !waitUntil(ctx, plan, &mine) {
					break
				}
				ack, delivery, err := p.say(k%2 == 0)
				if err != nil {
					mine.FirstFail = err
					break
				}
				mine.Messages++
				mine.Acks, mine.Delivery = append(mine.Acks, ack), append(mine.Delivery, delivery)
			}
			mu.Lock()
			defer mu.Unlock()
			out.Messages += mine.Messages
			out.Late += mine.Late
			out.Acks, out.Delivery = append(out.Acks, mine.Acks...), append(out.Delivery, mine.Delivery...)
			if out.FirstFail == nil {
				out.FirstFail = mine.FirstFail
			}
		})
	}
	wg.Wait()
	out.Elapsed = time.Since(begun)
	slices.Sort(out.Acks)
	slices.Sort(out.Delivery)
	return out
}

// waitUntil waits for a planned time; false when the play ended before.
func waitUntil(ctx context.Context, plan time.Time, r *Report) bool {
	wait := time.Until(plan)
	if wait < -time.Second {
		r.Late++
	}
	if wait <= 0 {
		return true
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// InARow sends n messages from the agent without waiting and reports whether
// all reached the visitor, in order.
func InARow(p *Pair, n int) (inOrder, arrived int, err error) {
	keys := make([]string, n)
	waits := make([]<-chan time.Time, n)
	for i := range n {
		keys[i] = fmt.Sprintf("row-%s-%04d", p.conversation, i)
		waits[i] = p.visitor.expect("entry:" + keys[i])
	}
	for _, k := range keys {
		if err := p.agent.write(postFrame(p.conversation, k, "Message "+k)); err != nil {
			return 0, 0, err
		}
	}
	var last time.Time
	for _, w := range waits {
		at, err := p.visitor.await(w, patience)
		if err != nil {
			return inOrder, arrived, err
		}
		arrived++
		if !at.Before(last) {
			inOrder++
		}
		last = at
	}
	return inOrder, arrived, nil
}
