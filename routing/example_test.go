package routing_test

import (
	"fmt"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/routing"
)

// Eligible explains itself: the layer is what a colleague is told.
func ExampleEligible() {
	ada := routing.Candidate{Name: "Ada", Enabled: true, Available: true, Reachable: true, Attentive: true, Responding: true,
		Limits: routing.Limits{Agent: 2}, Load: routing.Load{Active: 2}}

	_, cut := routing.Eligible(ada, routing.Need{Site: "site-shop", Way: routing.Given})
	fmt.Println("an offer is cut at:", cut)
	ok, _ := routing.Eligible(ada, routing.Need{Site: "site-shop", Way: routing.Forced})
	fmt.Println("an override may pass:", ok)
	fmt.Println(routing.CheckTransfer(ada, "site-shop"))
	// Output:
	// an offer is cut at: capacity
	// an override may pass: true
	// conflict: Ada has no free place: 2 of 2 conversations.
}

// Decide is a pure function of what is known; each decision says why.
func ExampleDecide() {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	person := func(name string, idle time.Duration, billing int) routing.Candidate {
		return routing.Candidate{Agent: chat.AgentID(name), Name: name, Enabled: true, Available: true, Reachable: true, Attentive: true, Responding: true,
			Languages: []string{"de"}, Skills: map[string]int{"billing": billing}, Limits: routing.Limits{Agent: 3}, IdleSince: now.Add(-idle)}
	}
	decisions := routing.Decide(routing.Snapshot{
		Agents: []routing.Candidate{person("Ada", time.Minute, 4), person("Ben", time.Hour, 5), person("Cem", 2*time.Hour, 1)},
		Waiting: []routing.Waiting{{Conversation: "chat-1", EnteredAt: now.Add(-42 * time.Second),
			Need: routing.Need{Site: "site-shop", Language: "de", Skills: []routing.SkillNeed{{Name: "billing", Level: 4}}}}},
	}, now)
	why, _ := decisions[0].Why()
	fmt.Println(decisions[0].Agents, why.Line)
	// Output:
	// [Ben] German, billing 4; waited 0:42; longest idle of 2 who could
}
