package faults_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// pair is a visitor and an agent in one conversation.
type pair struct{ visitor, agent *client }

// pairUp starts a conversation at one node and has an agent take it at another,
// which may be the same.
func pairUp(t *testing.T, at, desk *house, who person, i int) pair {
	t.Helper()
	v := at.enter(fmt.Sprintf("visitor%d", i), at.visitor())
	v.say()
	await(t, v, "the first message is acknowledged", func() bool { return v.count() == 1 })
	desk.claim(who, v.talk())
	return pair{v, desk.attend(fmt.Sprintf("agent%d", i), who, v.talk())}
}

func await(t *testing.T, c *client, what string, claim func() bool) {
	t.Helper()
	eventually(t, patience, what, claim, c.String)
}

// settle ends the talking and waits until everything was acknowledged and has
// reached both sides.
func settle(t *testing.T, within time.Duration, pairs ...pair) {
	t.Helper()
	begun := time.Now()
	for _, p := range pairs {
		p.visitor.chat(false, 0)
		p.agent.chat(false, 0)
	}
	for _, p := range pairs {
		eventually(t, within-time.Since(begun), "all is acknowledged and delivered", func() bool {
			for _, c := range []*client{p.visitor, p.agent} {
				if look(c, func(c *client) int { return len(c.queue) }) > 0 {
					return false
				}
			}
			return has(p.visitor, p.agent) && has(p.agent, p.visitor)
		}, func() string { return p.visitor.String() + "\n" + p.agent.String() })
	}
}

// has reports whether a client has got the last messages of both sides.
func has(c, other *client) bool {
	missing := map[string]bool{}
	for _, from := range []*client{c, other} {
		if sent := look(from, func(c *client) []string { return c.sent }); len(sent) > 0 {
			missing[sent[len(sent)-1]] = true
		}
	}
	for _, e := range c.heard() {
		delete(missing, e.ClientID)
	}
	return len(missing) == 0
}

// judge compares what a pair was told with what is on disk.
func judge(t *testing.T, p pair, stored []entry) {
	t.Helper()
	public := int64(0)
	for i, e := range stored {
		if e.Seq != int64(i+1) {
			t.Fatalf("%s: entry %d stands at place %d: the numbers have a hole", p.visitor.talk(), e.Seq, i+1)
		}
		if e.PublicSeq != 0 {
			if public++; e.PublicSeq != public {
				t.Fatalf("%s: public number %d where %d was next", p.visitor.talk(), e.PublicSeq, public)
			}
		}
	}
	judgeSide(t, p.visitor, stored, func(e entry) int64 { return e.PublicSeq })
	judgeSide(t, p.agent, stored, func(e entry) int64 { return e.Seq })
}

// judgeSide checks one side: number is how that side numbers entries.
func judgeSide(t *testing.T, c *client, stored []entry, number func(entry) int64) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.problems {
		t.Errorf("%s: %s", c.name, p)
	}
	var order []string
	heard := map[int64]entry{}
	for _, e := range c.entries {
		heard[e.Seq] = e
	}
	for _, e := range stored {
		n := number(e)
		if strings.HasPrefix(e.ClientID, c.name+"-") {
			order = append(order, e.ClientID)
			if e.Body.Text != textOf(e.ClientID) {
				t.Errorf("%s is stored as %q", e.ClientID, e.Body.Text)
			}
			if acked, ok := c.acks[e.ClientID]; !ok || acked != n {
				t.Errorf("%s is stored under %d and was acknowledged under %d (%t)", e.ClientID, n, acked, ok)
			}
		}
		if h, ok := heard[n]; n != 0 && n <= int64(len(c.entries)) && (!ok || h.Kind != e.Kind || h.Body != e.Body || h.ClientID != e.ClientID) {
			t.Errorf("%s was told %+v at %d, stored is %+v", c.name, h, n, e)
		}
	}
	// The same list: every one stored, once, in the order of sending.
	if got, want := strings.Join(order, " "), strings.Join(c.sent, " "); got != want {
		t.Errorf("%s: stored are %d of %d messages, or in another order:\n%s\nsent:\n%s", c.name, len(order), len(c.sent), brief(got), brief(want))
	}
}

func brief(s string) string { return s[:min(len(s), 2000)] }
