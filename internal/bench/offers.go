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
	fmt.Printf("%-42s %8d %12s %12s %12s\n", name, len(waits), round(load.Quantile(waits, .5)), round(load.Quantile(waits, .99)), round(load.Quantile(waits, 1)))
	return nil
}

// rushes measures on one node and across two, each on parts of their own.
func rushes(ctx context.Context, binary, folder string, d time.Duration) error {
	fmt.Printf("\n## From a freed place to the next offer, at %d a second (goal: p99 50 ms)\n\n%-42s %8s %12s %12s %12s\n", offerRate, "", "offers", "p50", "p99", "worst")
	if err := rushOn(ctx, "1 node", binary, folder, 1, d); err != nil {
		return err
	}
	return rushOn(ctx, "visitors on one node, agents on another", binary, folder, 2, d)
}

// rushOn measures on fresh nodes: visitors come to the first, agents to the last.
func rushOn(ctx context.Context, name, binary, folder string, nodes int, d time.Duration) (err error) {
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
	var all []*process
	defer func() {
		for _, p := range all {
			err = errors.Join(err, p.stop())
		}
	}()
	for i := range nodes {
		p, err := start(ctx, binary, append(env, "BATON_DATA_DIR="+filepath.Join(folder, fmt.Sprintf("rush-%d-%d", nodes, i)))...)
		if err != nil {
			return err
		}
		all = append(all, p)
	}
	first, last := all[0], all[nodes-1]
	last.says.Agents, last.says.Admin = first.says.Agents, first.says.Admin // the first node made the accounts
	return offers(ctx, name, first, last, d)
}
