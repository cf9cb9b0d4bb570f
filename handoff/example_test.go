package handoff_test

import (
	"fmt"
	"time"

	"github.com/batonchat/baton/handoff"
)

func ExamplePromise() {
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	busy := handoff.Staffing{Routable: 2, Slots: 4, Ahead: 1, Handle: 4 * time.Minute, Samples: 50}
	e := handoff.Promise(handoff.Inputs{Staffing: busy}, now)
	fmt.Println(e.Live, e.Promise.Kind, e.Promise.Low, e.Promise.High, "place", e.Promise.Place)

	e = handoff.Promise(handoff.Inputs{}, now) // nobody is there
	fmt.Println(e.Live, e.Why, e.Promise.By.Format("15:04"))
	// Output:
	// true range 120 300 place 2
	// false nobody_reachable 12:00
}
