package faults_test

import (
	"syscall"
	"testing"
	"time"
)

// TestGracefulStop ends the process in mid-chat, as an operator does. Everybody
// is told to come back, and later than at once; nothing is lost.
func TestGracefulStop(t *testing.T) {
	t.Parallel()
	for _, profile := range profiles {
		t.Run(profile.name, func(t *testing.T) {
			t.Parallel()
			h := open(t, profile.env(t))
			who := h.agent()
			p := pairUp(t, h, h, who, 0)
			p.visitor.chat(true, time.Millisecond)
			p.agent.chat(true, time.Millisecond)
			await(t, p.agent, "they talk", func() bool { return p.agent.count() > 20 })
			stopped := h.now.Load()
			if err := stopped.cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			told := time.Now()
			if code := stopped.code(t, 30*time.Second); code != 0 {
				t.Errorf("it ended with %d, want 0", code)
			}
			t.Logf("it took %v", time.Since(told).Round(time.Millisecond))
			for _, c := range []*client{p.visitor, p.agent} {
				byes := look(c, func(c *client) []bye { return c.byes })
				if len(byes) != 1 || byes[0].Code != 4000 || byes[0].DelayMS <= 0 || !byes[0].Resume {
					t.Errorf("%s was told %+v; want one goodbye of 4000 with a delay", c.name, byes)
				}
			}
			before := p.visitor.count()
			h.start()
			await(t, p.visitor, "they talk again", func() bool { return p.visitor.count() > before+20 })
			settle(t, patience, p)
			judge(t, p, h.stored(who, p.visitor.talk()))
		})
	}
}
