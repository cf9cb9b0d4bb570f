// Command bench measures Baton beside floors in the same run, on loopback
// only, and prints tables. It asserts nothing: the machine is shared, so the
// ratios are what counts.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/batonchat/baton/internal/load"
	"github.com/batonchat/baton/internal/testkit"
)

func main() {
	length := flag.Duration("length", 8*time.Second, "length of each play")
	binary := flag.String("baton", "bin/baton", "the program to measure")
	idle := flag.Int("idle", 5000, "idle visitor sockets to open")
	only := flag.String("only", "", "measure only one part: messages, offers or routing")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *only, *binary, *length, *idle); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop ran
	}
}

// run measures one part, or all of them if none is named.
func run(ctx context.Context, only, binary string, d time.Duration, idle int) error {
	switch only {
	case "routing":
		measureRouting()
		return nil
	case "messages":
		return measureMessages(ctx, binary, d, idle)
	case "offers":
		return measureOffers(ctx, binary, d)
	case "":
		measureRouting()
		return measureMessages(ctx, binary, d, idle)
	default:
		return fmt.Errorf("there is no part %q; there are messages, offers and routing", only)
	}
}

// measureOffers plays the rushes on programs of their own.
func measureOffers(ctx context.Context, binary string, d time.Duration) error {
	folder, err := os.MkdirTemp("", "baton-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	return rushes(ctx, binary, folder, d)
}

func measureMessages(ctx context.Context, binary string, d time.Duration, idle int) error {
	pg, err := testkit.StartPostgres()
	if err != nil {
		return err
	}
	defer pg.Stop() //nolint:errcheck // the keeper ends it too
	fmt.Printf("## Floors\n\n%-34s %12s %12s %12s\n", "", "messages/s", "p50", "p99 at 500/s")
	bare, err := measureRelay(ctx, "", d)
	if err != nil {
		return fmt.Errorf("bare relay: %w", err)
	}
	row("relay without a database", bare)
	storing, err := measureRelay(ctx, pg.URL(), d)
	if err != nil {
		return fmt.Errorf("storing relay: %w", err)
	}
	row("relay that stores in Postgres", storing)
	return measureBaton(ctx, binary, pg, storing, d, idle)
}

func row(name string, t talk) {
	fmt.Printf("%-34s %12.0f %12s %12s\n", name, t.closed.PerSecond(), round(load.Quantile(t.closed.Delivery, .5)), round(load.Quantile(t.open.Delivery, .99)))
}

func round(d time.Duration) string { return d.Round(10 * time.Microsecond).String() }
