package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/load"
	"github.com/batonchat/baton/internal/testkit"
)

// The sizes of the rush.
const (
	offerRate     = 100
	offerCapacity = 20
)

// offers measures from a place that becomes free to the next offer on the agent's
// socket, with a line that never ends.
func offers(ctx context.Context, name string, visitors, team *process, d time.Duration) error {
	b := &load.Baton{Visitors: visitors.says.Address, Team: team.says.Address, Origin: visitors.says.Dashboard, Site: visitors.says.SiteKey, Agents: team.says.Agents,
		Admin: &team.says.Admin, Capacity: offerCapacity}
	if err := b.SignIn(ctx); err != nil {
		return err
	}
	defer b.Close()
	line := offerCapacity*len(b.Agents) + int(offerRate*d.Seconds()) + 50
	waits, err := b.Offers(ctx, line, offerRate, d)
	if err != nil {
		return err
	}
	fmt.Printf("%-34s %12d %12s %12s %12s\n", name, len(waits), round(load.Quantile(waits, .5)), round(load.Quantile(waits, .99)), round(load.Quantile(waits, 1)))
	return nil
}

// rushes measures on one node and across two, on a database of their own.
func rushes(ctx context.Context, binary, folder string, d time.Duration) error {
	pg, err := testkit.StartPostgres()
	if err != nil {
		return err
	}
	defer pg.Stop() //nolint:errcheck // the keeper ends it too
	redis, err := testkit.StartRedis()
	if err != nil {
		return err
	}
	defer redis.Stop() //nolint:errcheck // the keeper ends it too
	env := []string{"BATON_DATABASE_URL=" + pg.URL(), "BATON_REDIS_URL=" + redis.URL(), "BATON_SECRET_KEY=" + chat.NewID() + chat.NewID(), "BATON_PUBLIC_URL=http://localhost:1"}
	one, err := start(ctx, binary, append(env, "BATON_DATA_DIR="+filepath.Join(folder, "rush-one"))...)
	if err != nil {
		return err
	}
	two, err := start(ctx, binary, append(env, "BATON_DATA_DIR="+filepath.Join(folder, "rush-two"))...)
	if err != nil {
		return errors.Join(err, one.stop())
	}
	fmt.Printf("\n## From a freed place to the next offer, at %d a second (goal: p99 50 ms)\n\n%-34s %12s %12s %12s %12s\n", offerRate, "", "offers", "p50", "p99", "worst")
	err = offers(ctx, "1 node", one, one, d)
	if err == nil {
		two.says.Agents, two.says.Admin = one.says.Agents, one.says.Admin // the first node made the accounts
		err = offers(ctx, "visitors on one node, agents on another", one, two, d)
	}
	return errors.Join(err, two.stop(), one.stop())
}
