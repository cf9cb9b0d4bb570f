// Baton is a live chat for websites in one program: an assistant answers first, and
// people take over in the same window.
//
// This package joins the rooms of the house and gives the operator commands. It
// decides nothing: what a command does is done by the room it calls.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/config"
)

// How the program ends.
const (
	exitDone   = 0
	exitFailed = 1
	exitConfig = 2 // what was asked for, or how it is set up, makes no sense
)

// commands are what the operator can ask for.
type commands struct {
	Serve       ServeCmd       `cmd:"" help:"Serve until told to stop. Nothing needs to be set for a single node; see below for what can be."`
	Migrate     MigrateCmd     `cmd:"" help:"Look after the database's schema. serve does so by itself when it starts."`
	Admin       AdminCmd       `cmd:"" help:"Look after admins."`
	CheckConfig CheckConfigCmd `cmd:"" help:"Check the environment, and print what is in force with secrets masked."`
	Load        LoadCmd        `cmd:"" help:"Play visitors and agents against a Baton on this machine, and measure."`
	Simulate    SimulateCmd    `cmd:"" help:"Play plans of staffing, teams and methods against the code that routes, and compare them."`
	Version     VersionCmd     `cmd:"" help:"Print the version."`
}

// shell is what the program was started with.
type shell struct {
	environ []string
	in      io.Reader
	out     io.Writer
	err     io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], shell{os.Environ(), os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// run does what the arguments ask for and returns how the program ends.
func run(ctx context.Context, args []string, sh shell) int {
	ended := -1 // what kong wants to exit with, after it printed help
	parser, err := kong.New(&commands{}, kong.Name("baton"), kong.Description("Live chat with an assistant that knows when to pass the baton to a person."),
		kong.Writers(sh.out, sh.err), kong.Exit(func(code int) { ended = code }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		panic(err) // the commands are put together wrongly
	}
	chosen, err := parser.Parse(args)
	switch {
	case ended >= 0:
		return ended
	case err != nil:
		fmt.Fprintf(sh.err, "baton: %v. See `baton --help`.\n", err)
		return exitConfig
	}
	chosen.BindTo(ctx, (*context.Context)(nil))
	return report(sh.err, chosen.Run(&sh))
}

// report tells the operator what went wrong.
func report(w io.Writer, err error) int {
	if err == nil {
		return exitDone
	}
	if problems, ok := errors.AsType[config.Problems](err); ok {
		fmt.Fprintln(w, "baton: the configuration is not right.")
		for _, p := range problems {
			fmt.Fprintf(w, "  %s\n", config.Problems{p}.Error())
		}
		return exitConfig
	}
	if refusal, ok := errors.AsType[*chat.Error](err); ok && refusal.Err == nil {
		fmt.Fprintf(w, "baton: %s\n", refusal.Say)
		if refusal.Code == chat.Invalid {
			return exitConfig
		}
		return exitFailed
	}
	fmt.Fprintf(w, "baton: %v\n", err)
	return exitFailed
}

// gcPercent trades memory for evenness: a heap of a few megabytes would else be collected
// many times a second, and each time some messages would wait. GOGC wins.
const gcPercent = 300

// Run reads the configuration and serves.
func (cmd ServeCmd) Run(ctx context.Context, sh *shell) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	cfg, err := config.Read(sh.environ)
	if err != nil {
		return err
	}
	log := newLog(cfg, sh.err)
	for _, warning := range cfg.Warnings() {
		log.Warn("the configuration may not be what you want", slog.String("why", warning))
	}
	return serve(ctx, cfg, cmd, sh.out, log)
}

// newLog makes the log that the operator chose.
func newLog(cfg config.Config, w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: cfg.LogLevel}
	if cfg.LogFormat == "text" {
		return slog.New(slog.NewTextHandler(w, options))
	}
	return slog.New(slog.NewJSONHandler(w, options))
}
