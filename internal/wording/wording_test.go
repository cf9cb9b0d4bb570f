package wording_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/batonchat/baton/internal/wording"
)

func TestFill(t *testing.T) {
	v := wording.Values{"visitor": "Mia", "team": "our team", "evil": "**[x](http://y)**\n<b>", "empty": ""}
	tests := []struct{ name, template, want string }{
		{"plain text stays", "Of course.", "Of course."},
		{"a placeholder is its value", "Hi {visitor}.", "Hi Mia."},
		{"a capital begins a sentence", "{Team} will.", "Our team will."},
		{"a stretch stays with its value", "Of course[, {visitor}].", "Of course, Mia."},
		{"a stretch goes without its value", "Of course[, {empty}].", "Of course."},
		{"an unknown name counts as empty", "Of course[, {nobody}]. {nobody}Yes", "Of course. Yes"},
		{"one missing value takes the stretch", "A[ {visitor} {empty}]B", "AB"},
		{"a value cannot become Markdown", "Hi {evil}.", "Hi x(http://y) b."},
		{"an open bracket at the end is closed", "A[ {visitor}", "A Mia"},
		{"nothing is left of nothing", "[{empty}]", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := wording.Fill(tt.template, v); got != tt.want {
				t.Errorf("Fill(%q) = %q, want %q", tt.template, got, tt.want)
			}
		})
	}
}

func TestLongValueIsCut(t *testing.T) {
	got := wording.Fill("{visitor}", wording.Values{"visitor": strings.Repeat("ä", 500)})
	if n := len([]rune(got)); n != 80 || !strings.HasSuffix(got, "…") {
		t.Errorf("%d characters, want 80 with an ellipsis", n)
	}
}

func TestCheck(t *testing.T) {
	known := []string{"visitor", "team"}
	for template, want := range map[string]string{
		"Hi {visitor}[, from {team}].": "",
		"{Team} will.":                 "",
		"":                             "empty",
		"Hi {name}.":                   "{name} is not known",
		"Hi {visitor.":                 "no }",
		"Hi visitor}.":                 "}",
		"A [b [c] d]":                  "none inside",
		"A [b":                         "no ]",
	} {
		err := wording.Check(template, known)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("Check(%q) = %v, want %q in it", template, err, want)
		}
	}
}

func TestLoadReportsEverythingWrong(t *testing.T) {
	_, err := wording.Load(fstest.MapFS{
		"l/en.txt": {Data: []byte("# comment\nhello = Hi {visitor}\nbye = Bye\n")},
		"l/de.txt": {Data: []byte("hello = Hallo {team}\nextra = Zuviel\nhello = Nochmal\nnonsense\n")},
	}, "l")
	for _, want := range []string{`"hello" is there twice`, `line 4`, `"bye" is missing`, `"extra" is not in en.txt`, `{team} is not known`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Load() = %v, want %q in it", err, want)
		}
	}
	if _, err := wording.Load(fstest.MapFS{"l/de.txt": {Data: []byte("a = b")}}, "l"); err == nil {
		t.Error("Load() took a catalogue without English")
	}
}

func TestMatchTakesTheNearestLanguage(t *testing.T) {
	c, err := wording.Load(fstest.MapFS{
		"l/en.txt": {Data: []byte("a = English")}, "l/de.txt": {Data: []byte("a = Deutsch")},
		"l/pt.txt": {Data: []byte("a = Português")}, "l/zh.txt": {Data: []byte("a = 中文")},
	}, "l")
	if err != nil {
		t.Fatal(err)
	}
	for tag, want := range map[string]string{"de": "de", "de-AT": "de", "pt-BR": "pt", "zh-Hans-CN": "zh", "zh-TW": "zh", "en-US": "en",
		"fi": "en", "": "en", "not a tag!": "en", "*": "en"} {
		if got := c.Match(tag); got != want {
			t.Errorf("Match(%q) = %q, want %q", tag, got, want)
		}
	}
	if c.Speaks("fi") || !c.Speaks("de-CH") {
		t.Error("Speaks() must hold for Swiss German and not for Finnish")
	}
	if got := c.Say("de-CH", "a", nil); got != "Deutsch" {
		t.Errorf("Say() = %q", got)
	}
}

func FuzzFill(f *testing.F) {
	f.Add("Of course[, {visitor}]. {Team}", "Mia")
	f.Add("]]{}}[{{", "[x](y)")
	f.Add("{ä}[{Ä}", "\xff")
	f.Fuzz(func(t *testing.T, template, value string) {
		got := wording.Fill("<"+template+">", wording.Values{"visitor": value, "ä": value, "": value})
		if wording.Check(template, []string{"visitor"}) == nil && strings.ContainsAny(got, "{}") {
			t.Errorf("Fill(%q) = %q, which holds braces", template, got)
		}
	})
}
