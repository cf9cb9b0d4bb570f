package main

import (
	"encoding/json"
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/chat/chattest"
)

// life is one golden case: entries, and where they lead.
type life struct {
	Entries []chat.Entry `json:"entries"`
	After   []any        `json:"after"` // the state after each entry
}

const (
	livesWanted = 24
	stepsEach   = 25
)

// lives plays random lives with fixed seeds, for the agents' and the
// visitors' reducers, plus one sample of every fact.
func lives() (map[string][]byte, error) {
	var agents, visitors []life
	for seed := range livesWanted {
		a, v := play(seed)
		agents, visitors = append(agents, a), append(visitors, v)
	}
	files := map[string][]byte{}
	for name, v := range map[string]any{
		"testdata/conversation-cases.gen.json": agents,
		"testdata/view-cases.gen.json":         visitors,
	} {
		b, err := json.Marshal(v)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", name, err)
		}
		files[name] = append(b, '\n')
	}
	return files, nil
}

// play makes one life; equal seeds give equal lives.
func play(seed int) (agents, visitors life) {
	gen := rapid.Custom(func(t *rapid.T) [2]life {
		now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		c := &chat.Conversation{ID: "conversation-1"}
		v := chat.View{ID: c.ID}
		var stored []chat.Entry
		var out [2]life
		step := func(cmd chat.Command) {
			d, err := chat.Decide(c, cmd, now)
			if err != nil {
				return
			}
			shadow := c.Clone()
			for _, e := range c.Write(d.Drafts, now) {
				stored = append(stored, e)
				shadow.Apply(e)
				out[0].Entries, out[0].After = append(out[0].Entries, e), append(out[0].After, shadow.Clone())
				if pub, ok := e.ForVisitor(); ok {
					v.Apply(pub)
					out[1].Entries, out[1].After = append(out[1].Entries, pub), append(out[1].After, copyView(v))
				}
			}
		}
		step(chattest.Start("site-1", "visitor-1"))
		for range stepsEach {
			now = now.Add(7 * time.Second)
			step(chattest.Command(t, c, stored, now))
		}
		return out
	})
	both := gen.Example(seed)
	return both[0], both[1]
}

func copyView(v chat.View) chat.View {
	if v.Handoff != nil {
		h := *v.Handoff
		v.Handoff = &h
	}
	return v
}
