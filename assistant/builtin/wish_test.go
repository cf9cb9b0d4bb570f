package builtin

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
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

func TestWantsPersonIsQuickWhateverIsSent(t *testing.T) {
	for name, text := range map[string]string{
		"one letter":      strings.Repeat("a", 1<<20),
		"talk to talk to": strings.Repeat("talk to a ", 1<<17),
		"connect me":      strings.Repeat("can i please connect me to the real live ", 1<<15),
		"signs":           strings.Repeat("人工转接客服", 1<<16),
		"clause ends":     strings.Repeat(".,;:", 1<<18),
		"apostrophes":     strings.Repeat("d'", 1<<18),
		"broken":          strings.Repeat("\xff\xfe", 1<<18),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			WantsPerson(text, "en")
			NeverMind(text, "en")
			WantsCallback(text, "en")
			if took := time.Since(start); took > 3*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestWantsCallbackIsNoWish(t *testing.T) {
	for _, text := range []string{"call me back please", "I need a callback", "what is your phone number?", "Bitte rufen Sie mich an", "rappelez-moi", "¿cuál es su número de teléfono?"} {
		lang, _ := DetectLanguage(text)
		if evidence, ok := WantsCallback(text, lang); !ok || evidence == "" {
			t.Errorf("WantsCallback(%q) = %q, %v", text, evidence, ok)
		}
		if wish, ok := WantsPerson(text, lang); ok {
			t.Errorf("WantsPerson(%q) = %+v, want no wish", text, wish)
		}
	}
}

func TestParseGrammarNamesWhatIsWrong(t *testing.T) {
	for src, want := range map[string]string{
		"[A]\nx\n[rules]\nno colon here": `line 4: rule "no colon here" has no family`,
		"[rules]\nperson: _0":            `line 2: gap "_0"`,
		"[rules]\nperson: ?!":            "line 2",
		"[rules]\nperson:":               "has no pattern",
	} {
		if _, err := parseGrammar("xx", src, &classNames{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("parseGrammar(%q) = %v, want %q", src, err, want)
		}
	}
}

func FuzzWantsPerson(f *testing.F) {
	for _, seed := range []string{"can I talk to a human?", "d'un' l''agent", "我要人工", "don't\x00", "a.b,c 1.5", "\xff ﷺ ｆｕｌｌ"} {
		f.Add(seed, "en")
	}
	f.Fuzz(func(t *testing.T, text, lang string) {
		if wish, ok := WantsPerson(text, lang); ok && (wish.Kind == "" || wish.Lang == "" || wish.Evidence == "") {
			t.Errorf("WantsPerson(%q) = %+v without kind, language or evidence", text, wish)
		}
		if cancel, ok := NeverMind(text, lang); ok && cancel.Evidence == "" {
			t.Errorf("NeverMind(%q) = %+v without evidence", text, cancel)
		}
		WantsCallback(text, lang)
		ChatsOnly(text, lang)
	})
}

func BenchmarkWantsPerson(b *testing.B) {
	for b.Loop() {
		WantsPerson("Hello, I ordered a helmet last week and would like to know when it comes.", "en")
	}
}

func ExampleWantsPerson() {
	wish, ok := WantsPerson("this is going nowhere, can I talk to a real person?", "en")
	fmt.Println(ok, wish.Kind, wish.Evidence)
	_, ok = WantsPerson("are you a real person?", "en")
	fmt.Println(ok)
	// Output:
	// true person talk to a real person
	// false
}
