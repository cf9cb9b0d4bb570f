package routing_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/routing"
)

var update = flag.Bool("update", false, "write testdata/line.json anew from what Line says")

// twinLine is a line that the dashboard must put in the same order.
type twinLine struct {
	At      time.Time             `json:"at"`
	Waiting []twinWaiting         `json:"waiting"`
	Order   []chat.ConversationID `json:"order"`
}

type twinWaiting struct {
	Conversation chat.ConversationID `json:"conversation"`
	EnteredAt    time.Time           `json:"entered_queue_at"`
	Front        bool                `json:"front,omitempty"`
	Ahead        bool                `json:"ahead,omitempty"`
	Target       int                 `json:"target_seconds,omitempty"`
}

// TestTheDashboardsLineIsHeldToThis keeps the cases that
// dashboard/src/data/inboxRows.test.ts reads.
func TestTheDashboardsLineIsHeldToThis(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	targets := []int{0, 0, 30, 60, 120, 600}
	var all []twinLine
	for i := range 30 {
		one := twinLine{At: start.Add(time.Duration(i) * 40 * time.Second)}
		var line []routing.Waiting
		for j := range r.IntN(12) {
			w := twinWaiting{Conversation: chat.ConversationID(fmt.Sprintf("c%02d", r.IntN(80)*12+j)), Front: r.IntN(8) == 0, Ahead: r.IntN(4) == 0, Target: targets[r.IntN(len(targets))]}
			w.EnteredAt = one.At.Add(-time.Duration(r.IntN(600_000_000)) * time.Microsecond)
			if j > 0 && r.IntN(4) == 0 { // a tie, or all but one
				w.EnteredAt, w.Target, w.Ahead = one.Waiting[j-1].EnteredAt.Add(time.Duration(r.IntN(3)-1)*time.Microsecond), one.Waiting[j-1].Target, one.Waiting[j-1].Ahead
			}
			one.Waiting = append(one.Waiting, w)
			line = append(line, routing.Waiting{Conversation: w.Conversation, EnteredAt: w.EnteredAt, Front: w.Front, Ahead: w.Ahead, Target: time.Duration(w.Target) * time.Second})
		}
		for _, w := range routing.Line(line, one.At) {
			one.Order = append(one.Order, w.Conversation)
		}
		if len(line) > 1 {
			all = append(all, one)
		}
	}
	want, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	const file = "testdata/line.json"
	if *update {
		if err := os.WriteFile(file, want, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what Line says (%v); run go test ./routing -run Held -update", file, err)
	}
}
