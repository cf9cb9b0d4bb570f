package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"github.com/batonchat/baton/internal/llm/llmtest"
	"github.com/batonchat/baton/internal/load"
)

// questions is how often the first words are waited for.
const questions = 50

// gated is a scripted model that holds its first token back until it is let go, so
// that the moment of that token is known here.
type gated struct {
	address string
	asked   chan chan struct{} // the gate of each request that has come
	srv     *http.Server
}

func startGated(ctx context.Context) (*gated, error) {
	g := &gated{asked: make(chan chan struct{}, 1)}
	h := llmtest.NewHandler(func(llmtest.Request) llmtest.Step {
		gate := make(chan struct{})
		g.asked <- gate
		return llmtest.Step{Text: "Delivery takes two to four working days within the country.", Gate: gate}
	})
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	g.address = "http://" + l.Addr().String() + "/v1"
	g.srv = &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	go g.srv.Serve(l) //nolint:errcheck // ends with Close
	return g, nil
}

// firstWords measures from a model's first token to the visitor's socket.
func firstWords(ctx context.Context, binary, folder string) error {
	model, err := startGated(ctx)
	if err != nil {
		return err
	}
	defer model.srv.Close() //nolint:errcheck // nothing to save
	p, err := start(ctx, binary, "BATON_DATA_DIR="+filepath.Join(folder, "words"), "OPENAI_BASE_URL="+model.address, "OPENAI_MODEL=scripted", "OPENAI_API_KEY=none")
	if err != nil {
		return err
	}
	waits, err := askAll(ctx, p, model)
	if err != nil {
		return errors.Join(err, p.stop())
	}
	fmt.Printf("first words of a model's answer on the visitor's socket: p50 %s, p99 %s after its first token (goal 100 ms)\n", round(load.Quantile(waits, .5)), round(load.Quantile(waits, .99)))
	return p.stop()
}

func askAll(ctx context.Context, p *process, model *gated) ([]time.Duration, error) {
	b, err := stage(ctx, p, p)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	var waits []time.Duration
	for range questions {
		q, err := b.Ask(ctx, "How long does delivery take?")
		if err != nil {
			return nil, err
		}
		var gate chan struct{}
		select {
		case gate = <-model.asked:
		case <-time.After(30 * time.Second):
			return nil, errors.New("the model was not asked within 30 seconds")
		}
		token := time.Now()
		close(gate)
		at, err := q.FirstWords()
		q.Close()
		if err != nil {
			return nil, err
		}
		waits = append(waits, at.Sub(token))
	}
	slices.Sort(waits)
	return waits, nil
}
