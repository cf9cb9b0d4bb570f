package routing_test

import (
	"fmt"

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
