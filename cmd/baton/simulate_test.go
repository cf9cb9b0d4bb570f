package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func writePlan(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const calmDay = `{"length":"4h","within":"30s","teams":[{"name":"care","method":"round_robin"}],
	"people":[{"name":"Ada","count":COUNT,"teams":["care"],"capacity":1}],
	"come":[{"per_hour":20,"team":"care","handle":"6m","patience":"5m"}]}`

func TestPlansAreComparedSideBySide(t *testing.T) {
	few := writePlan(t, "three.json", strings.Replace(calmDay, "COUNT", "3", 1))
	many := writePlan(t, "six.json", strings.Replace(calmDay, "COUNT", "6", 1))
	var out, errs bytes.Buffer
	if code := run(context.Background(), []string{"simulate", few, many}, shell{out: &out, err: &errs}); code != exitDone {
		t.Fatalf("code %d: %s", code, errs.String())
	}
	rows := map[string][]string{}
	for line := range strings.Lines(out.String()) {
		f := strings.Fields(line)
		if len(f) > 2 && rows[f[0]+" "+f[1]] == nil {
			rows[f[0]+" "+f[1]] = f[2:]
		}
	}
	level := rows["service level"]
	if len(level) != 4 || !(strings.Compare(pad(level[0]), pad(level[2])) < 0) {
		t.Errorf("service level %v: six people should do better than three\n%s", level, out.String())
	}
	for _, want := range []string{"three", "six", "team care", "Ada 6", "mean wait", "left while waiting"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
}

// pad makes numbers compare as texts.
func pad(n string) string { return strings.Repeat("0", max(0, 8-len(n))) + n }

func TestThatAPlanCannotBeIsSaidInAllPlaces(t *testing.T) {
	path := writePlan(t, "broken.json", `{"teams":[{"name":"care","method":"lottery"}],"people":[{"name":"Ada","teams":["sales"],"capacity":0}],"come":[{"per_hour":0,"team":"gone","handle":"6m"}]}`)
	var out, errs bytes.Buffer
	if code := run(context.Background(), []string{"simulate", path}, shell{out: &out, err: &errs}); code == exitDone {
		t.Fatal("a broken plan was played")
	}
	for _, want := range []string{"lottery", "capacity of at least 1", `no team "sales"`, `no team "gone"`, "above 0"} {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("%q is missing in %q", want, errs.String())
		}
	}
	for _, text := range []string{`{"peple":[]}`, `{"length":"soon"}`, `not json`} {
		errs.Reset()
		if code := run(context.Background(), []string{"simulate", writePlan(t, "x.json", text)}, shell{out: &out, err: &errs}); code == exitDone || errs.Len() == 0 {
			t.Errorf("%s: code %d, %q", text, code, errs.String())
		}
	}
}
