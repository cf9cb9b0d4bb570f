package agent_test

import (
	"fmt"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
)

// A record takes what happens, says what followed, and derives what others see.
func ExampleRecord() {
	nine := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	ada := agent.Record{Agent: "agent-ada", Status: agent.Available, Capacity: 1}

	fmt.Println(ada.Connect(agent.Connection{ID: "tab", Node: "n1", ExpiresAt: nine.Add(agent.Lease)}, nine))
	fmt.Println(ada.State(nine).Routable())

	ada.Load = 1 // she took a conversation
	fmt.Println(ada.State(nine).Shown, ada.State(nine).Why)

	kinds, err := ada.SetStatus(agent.Away, nine.Add(time.Hour), chat.ByAgent("agent-ada"), nine)
	fmt.Println(kinds, err, ada.State(nine).Shown)
	// Output:
	// [arrived]
	// true
	// busy at_capacity
	// [status_set] <nil> away
}
