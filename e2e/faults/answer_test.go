package faults_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/llm/llmtest"
	"github.com/batonchat/baton/internal/testkit"
)

// thinking are the settings for a scripted model, which may take its time.
func thinking(env []string, m *llmtest.Server) []string {
	return append(env, "OPENAI_BASE_URL="+m.URL, "OPENAI_MODEL=scripted", "OPENAI_API_KEY=none", "BATON_MODEL_PATIENCE=60s", "BATON_MODEL_TIMEOUT=120s")
}

// answers are the assistant's messages that a client has got.
func answers(entries []entry) []entry {
	var all []entry
	for _, e := range entries {
		if e.byAssistant() {
			all = append(all, e)
		}
	}
	return all
}

// TestKillWhileAnswering kills the process while twenty visitors watch the
// assistant write. Each gets one answer from the next process. A second question
// proves that none was left over: a conversation's turns are taken in order.
func TestKillWhileAnswering(t *testing.T) {
	t.Parallel()
	const visitors = 20
	for _, profile := range profiles {
		t.Run(profile.name, func(t *testing.T) {
			t.Parallel()
			var again atomic.Bool
			m := llmtest.ServeScript(t, func(r llmtest.Request) llmtest.Step {
				step := llmtest.Step{Text: "You have asked this: " + strings.ReplaceAll(r.Asked(), "\n", " ") + " Delivery takes two working days."}
				if !again.Load() {
					step.Stall = 3
				}
				return step
			})
			h := open(t, thinking(profile.env(t), m))
			var all []*client
			for i := range visitors {
				v := h.enter(fmt.Sprintf("asking%02d", i), h.visitor())
				v.say()
				all = append(all, v)
			}
			eventually(t, patience, "all answers are under way", func() bool { return len(m.Requests()) >= visitors },
				func() string { return fmt.Sprintf("the model was asked %d times", len(m.Requests())) })
			for _, v := range all {
				await(t, v, "the question is acknowledged", func() bool { return v.count() == 1 })
			}
			again.Store(true)
			h.now.Load().kill()
			h.start()
			for _, question := range []int{1, 2} {
				for _, v := range all {
					await(t, v, fmt.Sprintf("question %d is answered", question), func() bool { return len(answers(v.heard())) >= question })
				}
				if question == 1 {
					for _, v := range all {
						v.say()
					}
				}
			}
			admin, _ := h.signIn(h.says().Admin)
			for _, v := range all {
				judgeAnswers(t, v, h.stored(admin, v.talk()))
			}
		})
	}
}

// judgeAnswers wants one answer to each question, right after it.
func judgeAnswers(t *testing.T, v *client, stored []entry) {
	t.Helper()
	judgeSide(t, v, stored, func(e entry) int64 { return e.PublicSeq })
	var told []string
	for _, e := range stored {
		switch {
		case e.byAssistant():
			told = append(told, e.Body.Text)
		case e.Kind == (chat.MessagePosted{}).Kind():
			told = append(told, e.ClientID)
		}
	}
	if len(told) != 4 || told[0] != v.sent[0] || told[2] != v.sent[1] || !strings.Contains(told[1], v.sent[0]) || !strings.Contains(told[3], v.sent[1]) {
		t.Errorf("%s: the conversation is %q; want two questions, each answered once", v.name, told)
	}
}

// slowly answers in pieces, further apart than the breath between two drafts.
func slowly(pieces int) func(llmtest.Request) llmtest.Step {
	words := "Delivery takes two working days within the country, and four days to every other place that we send bicycles to. Large boxes take longer."
	return func(llmtest.Request) llmtest.Step {
		return llmtest.Step{Text: words, Piece: len(words)/pieces + 1, Every: llmtest.Duration(35 * time.Millisecond)}
	}
}

// interrupt has an agent claim a visitor's conversation once the assistant has
// shown some pieces of its answer. It returns when the assistant has ended, and
// whether it was in mid-sentence when the agent came.
func interrupt(t *testing.T, v *client, pieces int, desk *house, who person) bool {
	t.Helper()
	await(t, v, "the assistant writes", func() bool {
		return look(v, func(c *client) int { return c.drafts }) >= pieces || len(answers(v.heard())) > 0
	})
	desk.claim(who, v.talk())
	await(t, v, "the draft is withdrawn, or was an answer before", func() bool {
		return look(v, func(c *client) int { return len(c.withdrawn) }) > 0 || len(answers(v.heard())) > 0
	})
	return len(answers(v.heard())) == 0
}

// TestAssistantNeverTalksOverAPerson has an agent claim at a random moment of
// the assistant's writing, the last pieces included. What the assistant commits
// stands before the agent's arrival or is not there at all.
func TestAssistantNeverTalksOverAPerson(t *testing.T) {
	t.Parallel()
	const pieces = 20
	random := dice(t)
	h := open(t, thinking(profiles[0].env(t), llmtest.ServeScript(t, slowly(pieces))))
	who := h.agent()
	midway, rounds := 0, testkit.Rounds(t, 20)
	var pairs []pair
	for i := range rounds {
		v := h.enter(fmt.Sprintf("visitor%d", i), h.visitor())
		v.say()
		if interrupt(t, v, 1+random.IntN(pieces), h, who) {
			midway++
		}
		p := pair{v, h.attend(fmt.Sprintf("agent%d", i), who, v.talk())}
		v.say() // nobody but the agent may answer this
		p.agent.say()
		pairs = append(pairs, p)
	}
	settle(t, patience, pairs...)
	if midway < rounds/4 {
		t.Errorf("only %d of %d claims came while the assistant wrote; this proves too little", midway, rounds)
	}
	for _, p := range pairs {
		stored := h.stored(who, p.visitor.talk())
		judge(t, p, stored)
		judgeSilence(t, stored)
	}
}

// TestAssistantIsSilencedWithoutTheBus has the agent claim at a node that
// cannot tell the assistant's node: only the database can stop the answer.
func TestAssistantIsSilencedWithoutTheBus(t *testing.T) {
	t.Parallel()
	const pieces = 20
	redis := testkit.Redis(t)
	env := thinking(cluster(t, testkit.Postgres(t), redis.URL()), llmtest.ServeScript(t, slowly(pieces)))
	one := open(t, env)
	two := open(t, append(env, "BATON_DATA_DIR="+t.TempDir()))
	who := two.agent()
	var all []*client
	for i := range testkit.Rounds(t, 6) {
		all = append(all, one.enter(fmt.Sprintf("visitor%d", i), one.visitor()))
	}
	if err := redis.Stop(); err != nil {
		t.Fatal(err)
	}
	one.awaitReady(false)
	two.awaitReady(false)
	midway := 0
	for _, v := range all {
		v.say()
		if interrupt(t, v, 2, two, who) {
			midway++
		}
	}
	if midway == 0 {
		t.Error("no claim came while the assistant wrote; this proves nothing")
	}
	for _, v := range all {
		judgeSilence(t, two.stored(who, v.talk()))
	}
}

// judgeSilence wants no word of the assistant after an agent has joined.
func judgeSilence(t *testing.T, stored []entry) {
	t.Helper()
	joined := int64(0)
	for _, e := range stored {
		if e.Kind == (chat.AgentJoined{}).Kind() && joined == 0 {
			joined = e.PublicSeq
		}
		if e.byAssistant() && joined > 0 && e.PublicSeq > joined {
			t.Errorf("the assistant said %q at %d, after the agent came at %d", e.Body.Text, e.PublicSeq, joined)
		}
	}
	if joined == 0 {
		t.Error("no agent has joined")
	}
}
