package wording

import (
	"testing"
	"time"
)

func TestALengthIsWrittenAsPeopleSayIt(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                                "0 s",
		400 * time.Millisecond:           "0 s",
		59_400 * time.Millisecond:        "59 s",
		59_600 * time.Millisecond:        "1 min",
		83 * time.Second:                 "1:23 min",
		2 * time.Minute:                  "2 min",
		61*time.Minute + 5*time.Second:   "61:05 min",
		2 * time.Hour:                    "2 h",
		2*time.Hour + 5*time.Minute:      "2:05 h",
		47*time.Hour + 59*time.Minute:    "47:59 h",
		80 * time.Hour:                   "3 days",
		2*time.Hour + 29*time.Second:     "2 h",
		119*time.Minute + 59*time.Second: "119:59 min",
	} {
		if got := Length(d); got != want {
			t.Errorf("Length(%s) = %q, want %q", d, got, want)
		}
	}
}
