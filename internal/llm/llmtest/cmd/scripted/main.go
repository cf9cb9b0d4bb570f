// Command scripted serves a language model that follows a script, for browser
// tests and for trying Baton without a provider:
//
//	scripted -addr 127.0.0.1:8099 -script answers.json
//	OPENAI_BASE_URL=http://127.0.0.1:8099/v1 OPENAI_MODEL=scripted baton serve
//
// Without a script it repeats the question. The form of a script is described
// at llmtest.ReadScript.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/batonchat/baton/internal/llm/llmtest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "scripted:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop was called
	}
}

// run serves until ctx ends. It prints the address first, so that whoever
// starts it with port 0 learns which one it got.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("scripted", flag.ContinueOnError)
	addr := flags.String("addr", "127.0.0.1:8099", "where to listen; port 0 takes a free one")
	file := flags.String("script", "", "a file of rules; without it the model repeats the question")
	if err := flags.Parse(args); err != nil {
		return err
	}
	step := repeat
	if *file != "" {
		script, err := read(*file)
		if err != nil {
			return err
		}
		step = script.Step
	}
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp", *addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "OPENAI_BASE_URL=http://%s/v1\n", l.Addr())
	server := &http.Server{Handler: llmtest.NewHandler(step), ReadHeaderTimeout: 10 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx }}
	done := make(chan error, 1) // one result, whether or not anybody waits
	go func() { done <- server.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	err = server.Shutdown(end)
	if served := <-done; !errors.Is(served, http.ErrServerClosed) {
		return served
	}
	return err
}

func read(name string) (*llmtest.Script, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return llmtest.ReadScript(f)
}

func repeat(r llmtest.Request) llmtest.Step {
	asked := r.Asked()
	return llmtest.Step{Text: "You asked: " + asked, Every: llmtest.Duration(30 * time.Millisecond)}
}
