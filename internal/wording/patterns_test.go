package wording_test

import (
	"strings"
	"testing"

	"github.com/batonchat/baton/internal/wording"
)

func TestPatternsJoinTheLinesOfAKey(t *testing.T) {
	p, err := wording.Patterns([]byte("# comment\nyes = ^yes$\nyes = ^ja$\nno = no|nein\n"))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{"YES": true, "ja": true, "yes!": false} {
		if p["yes"].MatchString(text) != want {
			t.Errorf("yes matches %q: %t", text, !want)
		}
	}
	if !p["no"].MatchString("oh nein") {
		t.Error("no does not match")
	}
}

func TestPatternsSayWhatIsWrong(t *testing.T) {
	_, err := wording.Patterns([]byte("yes\nno = (\n"))
	for _, want := range []string{"line 1", "line 2"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Patterns() = %v, want %q in it", err, want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("MustPatterns() takes a list without a key that is needed")
		}
	}()
	wording.MustPatterns([]byte("yes = y\n"), "no")
}
