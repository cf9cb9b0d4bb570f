package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/batonchat/baton/internal/llm"
	"github.com/batonchat/baton/internal/model"
	"github.com/batonchat/baton/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func TestServesAScriptUntilItIsStopped(t *testing.T) {
	file := filepath.Join(t.TempDir(), "script.json")
	if err := os.WriteFile(file, []byte(`[{"user": "deliver", "do": {"text": "Two days."}}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{"-script=" + file: "Two days.", "-addr=127.0.0.1:0": "You asked: How long does it take to deliver?"} {
		if got := ask(t, []string{"-addr=127.0.0.1:0", args}); got != want {
			t.Errorf("with %s it says %q, want %q", args, got, want)
		}
	}
}

// ask starts the command, asks it one question and stops it.
func ask(t *testing.T, args []string) string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, printed := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- run(ctx, args, printed) }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	client, err := llm.New(llm.Config{BaseURL: strings.TrimSpace(strings.TrimPrefix(line, "OPENAI_BASE_URL=")), Model: "scripted", HTTP: &http.Client{Transport: transport}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := client.Chat(t.Context(), model.Prompt{Messages: []model.Message{{Role: model.User, Text: "How long does it take to deliver?"}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	transport.CloseIdleConnections()
	stop()
	if err := <-done; err != nil {
		t.Errorf("run() = %v after it was stopped", err)
	}
	return r.Text
}

func TestSaysWhatIsWrong(t *testing.T) {
	for _, args := range [][]string{{"-script=/nowhere.json"}, {"-addr=127.0.0.1:99999"}} {
		if err := run(t.Context(), args, io.Discard); err == nil {
			t.Errorf("run(%q) = nil", args)
		}
	}
}
