// Command parts starts a real Postgres and a real Redis for tests that are not
// written in Go. It prints their addresses as one line of JSON and stops both when
// its standard input ends.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/batonchat/baton/internal/testkit"
)

// addresses is the line that the end-to-end tests read.
type addresses struct {
	Postgres string `json:"postgres"`
	Redis    string `json:"redis"`
}

func main() {
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "parts:", err)
		os.Exit(1)
	}
}

// serve prints the addresses of both servers and stops them when in ends or a
// person presses Ctrl-C.
func serve(in io.Reader, out io.Writer) (failed error) {
	postgres, err := testkit.StartPostgres()
	if err != nil {
		return err
	}
	defer func() { failed = errors.Join(failed, postgres.Stop()) }()
	redis, err := testkit.StartRedis()
	if err != nil {
		return err
	}
	defer func() { failed = errors.Join(failed, redis.Stop()) }()
	if err := json.NewEncoder(out).Encode(addresses{postgres.URL(), redis.URL()}); err != nil {
		return err
	}
	over := make(chan os.Signal, 1) // one is enough to end
	signal.Notify(over, os.Interrupt, syscall.SIGTERM)
	ended := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, in)
		ended <- err
	}()
	select {
	case <-over:
		return nil
	case err := <-ended:
		return err
	}
}
