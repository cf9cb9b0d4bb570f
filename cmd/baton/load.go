package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/load"
)

// LoadCmd plays visitors and agents against a Baton on this machine.
type LoadCmd struct {
	URL           string        `default:"http://localhost:8080" help:"Where that Baton listens; a loopback address."`
	Team          string        `help:"The node for agents, if it is another one."`
	Origin        string        `help:"Its BATON_PUBLIC_URL, if that is another address."`
	Site          string        `required:"" help:"The key of a site."`
	Agent         []string      `required:"" help:"email:password of an agent; may be given several times."`
	Admin         string        `help:"email:password of an admin, who raises the agents' capacity to 100."`
	Conversations int           `default:"100" help:"How many conversations go on at once."`
	Rate          float64       `default:"0" help:"Messages a second over all conversations; 0: as fast as answers come."`
	Length        time.Duration `default:"10s" help:"How long to play, at most ten minutes."`
}

// Run plays and prints what was measured.
func (cmd LoadCmd) Run(ctx context.Context, sh *shell) error {
	if cmd.Length <= 0 || cmd.Length > 10*time.Minute || cmd.Conversations < 1 || cmd.Conversations > 10000 {
		return chat.Refuse(chat.Invalid, "Play for at most ten minutes, with 1 to 10000 conversations.")
	}
	b, err := cmd.stage()
	if err != nil {
		return err
	}
	if err := b.SignIn(ctx); err != nil {
		return err
	}
	defer b.Close()
	pairs, err := load.Pairs(ctx, b, cmd.Conversations)
	if err != nil {
		return fmt.Errorf("open the conversations: %w", err)
	}
	defer func() {
		for _, p := range pairs {
			p.Close()
		}
	}()
	r := load.Closed
	if cmd.Rate > 0 {
		r = func(ctx context.Context, pairs []*load.Pair, d time.Duration) load.Report {
			return load.Open(ctx, pairs, cmd.Rate, d)
		}
	}
	report := r(ctx, pairs, cmd.Length)
	fmt.Fprintf(sh.out, "%d messages acknowledged and delivered in %s: %.0f a second\n", report.Messages, report.Elapsed.Round(time.Millisecond), report.PerSecond())
	fmt.Fprintf(sh.out, "acknowledged   p50 %s   p99 %s\n", load.Quantile(report.Acks, .5), load.Quantile(report.Acks, .99))
	fmt.Fprintf(sh.out, "delivered      p50 %s   p99 %s\n", load.Quantile(report.Delivery, .5), load.Quantile(report.Delivery, .99))
	if report.Late > 0 {
		fmt.Fprintf(sh.out, "%d sends began more than a second behind the plan\n", report.Late)
	}
	return report.FirstFail
}

func (cmd LoadCmd) stage() (*load.Baton, error) {
	b := &load.Baton{Visitors: cmd.URL, Team: cmd.Team, Origin: cmd.Origin, Site: cmd.Site}
	if b.Team == "" {
		b.Team = cmd.URL
	}
	if b.Origin == "" {
		b.Origin = cmd.URL
	}
	for _, a := range cmd.Agent {
		c, err := credentials(a)
		if err != nil {
			return nil, err
		}
		b.Agents = append(b.Agents, c)
	}
	if cmd.Admin != "" {
		c, err := credentials(cmd.Admin)
		if err != nil {
			return nil, err
		}
		b.Admin = &c
	}
	return b, errors.Join(load.Loopback(b.Visitors), load.Loopback(b.Team))
}

func credentials(s string) (load.Credentials, error) {
	email, password, ok := strings.Cut(s, ":")
	if !ok {
		return load.Credentials{}, chat.Refuse(chat.Invalid, "Write accounts as email:password.")
	}
	return load.Credentials{Email: email, Password: password}, nil
}
