package ws

import (
	"testing"

	"github.com/batonchat/baton/api/policy"
)

// TestWhoCouldNotBeToldIsToldLater has a socket whose queue is too full for what may be
// dropped, while its writer is busy.
func TestWhoCouldNotBeToldIsToldLater(t *testing.T) {
	h := New(Config{Limits: Limits{QueueFrames: 4, QueueBytes: 1 << 10}}, nil)
	before := raw([]byte("{}"))
	s := &session{hub: h, who: policy.Principal{Visitor: "visitor-1", Site: "site-1"}, writing: true, queue: []*out{before, before, before}}
	s.greeted.Store(true)
	h.sessions[s] = true
	h.TellTeam("site-1", Team{Open: true})
	if len(s.queue) != 3 {
		t.Fatalf("%d frames wait, want the three before: the other may be dropped", len(s.queue))
	}
	s.queue = nil // written
	for range 2 {
		h.TellTeam("site-1", Team{Open: true})
	}
	if len(s.queue) != 1 {
		t.Errorf("%d frames wait, want what could not be told before, once", len(s.queue))
	}
}
