package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRunSaysThatTheDataIsMissing(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no folder":      {[]string{"-data", filepath.Join(t.TempDir(), "nowhere")}, "is not there, so nothing was measured; name it with -data."},
		"an empty one":   {[]string{"-data", t.TempDir(), "-only", "handoff"}, "handoff was not measured: "},
		"an unknown set": {[]string{"-only", "handof"}, `there is no set "handof"; there are handoff, `},
		"a wrong flag":   {[]string{"-what"}, "flag provided but not defined"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if code := run(t.Context(), c.args, &out, &errs); code != 2 || !strings.Contains(errs.String(), c.want) {
				t.Errorf("run = %d, %q; want 2 and %q", code, errs.String(), c.want)
			}
		})
	}
}

func TestRunMeasuresWhatIsThere(t *testing.T) {
	data := t.TempDir()
	if err := os.Mkdir(filepath.Join(data, "handoff"), 0o700); err != nil {
		t.Fatal(err)
	}
	lines := `{"source":"own","lang":"en","text":"can I talk to a human?","label":1}
{"source":"own","lang":"en","text":"where is my order?","label":0}
{"source":"own","lang":"de","text":"Ich habe eine Frage","label":0}
{"source":"hint3_powerplay11","lang":"en","text":"hello","label":0}
{"source":"bitext","lang":"en","text":"hello","label":0}
{"source":"own","lang":"en","text":"help","label":null}
`
	if err := os.WriteFile(filepath.Join(data, "handoff", "utterances.jsonl"), []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"-data", data, "-only", "handoff"}, &out, &errs); code != 0 {
		t.Fatalf("run = %d, %s", code, errs.String())
	}
	if want := "P 1.000 R 1.000 (1/1) FA 0.00% (0/1)"; !strings.Contains(out.String(), want) {
		t.Errorf("the table lacks %q:\n%s", want, out.String())
	}
}

func TestRunMeasuresDepartments(t *testing.T) {
	data := t.TempDir()
	if err := os.Mkdir(filepath.Join(data, "departments_multidogo"), 0o700); err != nil {
		t.Fatal(err)
	}
	line := `{"department":"%s","customer_turns":[{"text":"hi","intents":["openinggreeting"]},{"text":"%s","intents":["x"]}]}` + "\n"
	lines := ""
	for range 10 {
		lines += fmt.Sprintf(line, "airline", "I want another seat on my flight") + fmt.Sprintf(line, "fastfood", "a large pizza with extra cheese")
	}
	if err := os.WriteFile(filepath.Join(data, "departments_multidogo", "conversations.jsonl"), []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"-data", data, "-only", "departments_multidogo"}, &out, &errs); code != 0 {
		t.Fatalf("run = %d, %s", code, errs.String())
	}
	for _, want := range []string{"1.000 (20); 1.000 of the 20 with more than a greeting", "0 of 20 named"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, out.String())
		}
	}
}

func TestAUROC(t *testing.T) {
	for name, c := range map[string]struct {
		all  []scored
		want float64
	}{
		"perfect":      {[]scored{{0.9, true}, {0.8, true}, {0.1, false}}, 1},
		"upside down":  {[]scored{{0.1, true}, {0.9, false}}, 0},
		"all the same": {[]scored{{0.5, true}, {0.5, false}, {0.5, false}}, 0.5},
		"mixed":        {[]scored{{0.4, true}, {0.8, true}, {0.6, false}, {0.2, false}}, 0.75},
		"one kind":     {[]scored{{0.4, true}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := auroc(c.all); math.Abs(got-c.want) > 1e-12 {
				t.Errorf("auroc = %f, want %f", got, c.want)
			}
		})
	}
}
