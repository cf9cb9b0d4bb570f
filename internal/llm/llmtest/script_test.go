package llmtest

import (
	"strings"
	"testing"
)

func TestScriptPlaysTheFirstRuleThatFits(t *testing.T) {
	s, err := ReadScript(strings.NewReader(`[
		{"user": "(?i)deliver", "after": "visitor", "do": {"calls": [{"name": "search_knowledge", "arguments": "{}"}]}},
		{"user": "(?i)deliver", "after": "tool", "do": {"text": "Two days.", "every": "30ms"}},
		{"user": "^hello$", "do": {"text": "Hm."}}
	]`))
	if err != nil {
		t.Fatal(err)
	}
	asked := Request{Messages: []Message{{Role: "user", Content: "Articles: deliver\nThe visitor writes:\nHow long is DELIVERY?"}}}
	if got := s.Step(asked); len(got.Calls) != 1 {
		t.Errorf("first step = %+v, want the tool", got)
	}
	asked.Messages = append(asked.Messages, Message{Role: "tool", Content: "[1] two days"})
	if got := s.Step(asked); got.Text != "Two days." || got.Every == 0 {
		t.Errorf("second step = %+v, want the answer", got)
	}
	if got := s.Step(Request{Messages: []Message{{Role: "user", Content: "Articles: deliver\nThe visitor writes:\n<data-x1>\nhello\n</data-x1>"}}}); got.Text != "Hm." {
		t.Errorf("step = %+v; what the prompt says besides must not count", got)
	}
}

func TestScriptSaysWhatIsWrong(t *testing.T) {
	for script, want := range map[string]string{
		`[]`:                                   "no rules",
		`{}`:                                   "read the script",
		`[{"user": "(", "do": {}}]`:            "rule 1",
		`[{"after": "lunch", "do": {}}]`:       "rule 1",
		`[{"do": {"every": "soon"}}]`:          "length of time",
		`[{"do": {"txet": "Hello"}}]`:          "txet",
		`[{"do": {"text": "x"}}, {"usr":"x"}]`: "usr",
	} {
		if _, err := ReadScript(strings.NewReader(script)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ReadScript(%s) = %v, want %q in it", script, err, want)
		}
	}
	s, err := ReadScript(strings.NewReader(`[{"user": "^never$", "do": {"text": "x"}}]`))
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Step(Request{}); got.Status != 400 || got.Code != "no_rule" {
		t.Errorf("without a fitting rule: %+v", got)
	}
}
