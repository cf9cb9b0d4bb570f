package builtin

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// examples calls f for each line of testdata/wish/*.txt.
func examples(t *testing.T, f func(lang, mark, text string)) {
	t.Helper()
	files, err := filepath.Glob("testdata/wish/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("examples: %v, %d files", err, len(files))
	}
	for _, name := range files {
		lang := strings.TrimRight(strings.TrimSuffix(filepath.Base(name), ".txt"), "0123456789")
		src, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(src)
		for lines.Scan() {
			if line := lines.Text(); line != "" && line[0] != '#' {
				f(lang, line[:1], strings.TrimSpace(line[1:]))
			}
		}
		src.Close()
	}
}

func TestWantsPersonTellsWishesFromOtherMessages(t *testing.T) {
	examples(t, func(lang, mark, text string) {
		if mark != "+" && mark != "-" {
			return
		}
		wish, got := WantsPerson(text, lang)
		if want := mark == "+"; got != want {
			t.Errorf("WantsPerson(%q, %s) = %v (%s: %q), want %v", text, lang, got, wish.Kind, wish.Evidence, want)
		}
		if got && !strings.Contains(text, wish.Evidence) {
			t.Errorf("WantsPerson(%q, %s): evidence %q is not in the message", text, lang, wish.Evidence)
		}
	})
}

func TestNeverMindTellsWhoStillWaits(t *testing.T) {
	examples(t, func(lang, mark, text string) {
		cancel, got := NeverMind(text, lang)
		switch mark {
		case "s":
			if !got || !cancel.Solved {
				t.Errorf("NeverMind(%q, %s) = %+v, %v; want solved", text, lang, cancel, got)
			}
		case "c":
			if !got || cancel.Solved {
				t.Errorf("NeverMind(%q, %s) = %+v, %v; want called off, not solved", text, lang, cancel, got)
			}
		case "w", "+":
			if got {
				t.Errorf("NeverMind(%q, %s) = %+v, want nothing", text, lang, cancel)
			}
		}
	})
}

func TestWantsPersonUnderstandsWhateverLanguageIsGuessed(t *testing.T) {
	missed := 0
	total := 0
	examples(t, func(lang, mark, text string) {
		if mark != "+" {
			return
		}
		total++
		if _, ok := WantsPerson(text, ""); !ok {
			missed++
			t.Logf("missed without a language: %q (%s)", text, lang)
		}
	})
	if missed*50 > total {
		t.Errorf("%d of %d wishes are missed when the language is not known, want at most 2%%", missed, total)
	}
}
