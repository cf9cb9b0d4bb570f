package hours_test

import (
	"fmt"
	"time"

	"github.com/batonchat/baton/hours"
)

func Example() {
	calendar, err := hours.Parse([]byte(`{
		"zone": "Europe/Berlin",
		"weekly": [
			{"day": "friday", "from": "09:00", "to": "17:00"},
			{"day": "monday", "from": "09:00", "to": "17:00"}
		]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	asked := time.Date(2026, time.November, 20, 15, 30, 0, 0, time.UTC) // Friday 16:30 in Berlin
	due, _ := calendar.AddOpen(asked, 2*time.Hour)
	fmt.Println(calendar.IsOpen(asked), due.Format("Monday 15:04"))
	// Output: true Monday 10:30
}
