package wording

import (
	"fmt"
	"time"
)

// Length writes a length of time for colleagues, in English: "45 s", "2 min",
// "1:23 min", "2:05 h", "3 days". It tells seconds below two hours and minutes
// below two days.
func Length(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	switch {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 2*60*60:
		return parts(s/60, s%60, "min")
	case s < 48*60*60:
		return parts(s/3600, s/60%60, "h")
	default:
		return fmt.Sprintf("%d days", s/(24*60*60))
	}
}

func parts(big, small int, unit string) string {
	if small == 0 {
		return fmt.Sprintf("%d %s", big, unit)
	}
	return fmt.Sprintf("%d:%02d %s", big, small, unit)
}
