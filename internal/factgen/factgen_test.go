package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/batonchat/baton/chat"
)

// TestGeneratedFilesAreCurrent fails when somebody changed a fact and forgot
// to generate.
func TestGeneratedFilesAreCurrent(t *testing.T) {
	files, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", "..", "shared", name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("shared/%s is out of date (%v): run `go generate ./chat`", name, err)
		}
	}
}

// TestGoldenLivesHoldEveryFact makes sure that no fact escapes the reducers' test.
func TestGoldenLivesHoldEveryFact(t *testing.T) {
	files, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Entries []struct{ Kind string } `json:"entries"`
	}
	if err := json.Unmarshal(files["testdata/conversation-cases.gen.json"], &cases); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, c := range cases {
		for _, e := range c.Entries {
			seen[e.Kind]++
		}
	}
	for _, f := range chat.Facts() {
		if seen[f.Kind()] == 0 {
			t.Errorf("no golden life holds %s", f.Kind())
		}
	}
}
