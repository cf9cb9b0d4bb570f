package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/load"
	"github.com/batonchat/baton/internal/testkit"
)

// process is a running Baton.
type process struct {
	cmd     *exec.Cmd
	says    greeting
	started time.Duration // until it was ready
}

// greeting is the line that --print-json prints.
type greeting struct {
	Dashboard string             `json:"dashboard"`
	Address   string             `json:"address"`
	Metrics   string             `json:"metrics"`
	SiteKey   string             `json:"site_key"`
	Admin     load.Credentials   `json:"admin"`
	Agents    []load.Credentials `json:"agents"`
}

// start runs the program on free ports and waits until it is ready.
func start(ctx context.Context, binary string, env ...string) (*process, error) {
	cmd := exec.CommandContext(ctx, binary, "serve", "--demo", "--print-json")
	cmd.Env = append(os.Environ(), "BATON_ADDR=127.0.0.1:0", "BATON_DEMO_ADDR=127.0.0.1:0", "BATON_METRICS_ADDR=127.0.0.1:0", "BATON_LIMIT_FACTOR=1000", "BATON_DRAIN_WAIT=0s", "BATON_LOG_LEVEL=error")
	cmd.Env = append(cmd.Env, env...)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s (make build makes it): %w", binary, err)
	}
	p := &process{cmd: cmd}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		return nil, errors.Join(errors.New("Baton ended before it was ready"), p.stop()) //nolint:staticcheck // a name
	}
	if err := json.Unmarshal(line, &p.says); err != nil {
		return nil, err
	}
	go io.Copy(io.Discard, out) //nolint:errcheck // nothing else is expected
	for {
		res, err := http.Get(p.says.Address + "/readyz") //nolint:noctx // ends by itself
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				p.started = time.Since(begun)
				return p, nil
			}
		}
		if time.Since(begun) > time.Minute {
			return nil, errors.Join(errors.New("Baton was not ready within a minute"), p.stop()) //nolint:staticcheck // a name
		}
		time.Sleep(time.Millisecond)
	}
}

func (p *process) stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	err := p.cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return fmt.Errorf("Baton did not end well: %w", exit) //nolint:staticcheck // a name
	}
	return err
}

// metric reads one number from the private listener.
func (p *process) metric(name string) float64 {
	res, err := http.Get(p.says.Metrics) //nolint:noctx // ends by itself
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	s := bufio.NewScanner(res.Body)
	for s.Scan() {
		if rest, ok := strings.CutPrefix(s.Text(), name+" "); ok {
			v, _ := strconv.ParseFloat(rest, 64)
			return v
		}
	}
	return 0
}

// resident gives the process's memory in KiB.
func (p *process) resident() int {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmRSS:" {
			n, _ := strconv.Atoi(f[1])
			return n
		}
	}
	return 0
}

// stage signs in on one or two nodes.
func stage(ctx context.Context, visitors, team *process) (*load.Baton, error) {
	b := &load.Baton{Visitors: visitors.says.Address, Team: team.says.Address, Origin: visitors.says.Dashboard, Site: visitors.says.SiteKey, Agents: team.says.Agents, Admin: &team.says.Admin}
	return b, b.SignIn(ctx)
}

func measureBaton(ctx context.Context, binary string, pg *testkit.PostgresServer, floor talk, d time.Duration, idle int) error {
	fmt.Printf("\n## Baton, beside the relay that stores\n\n%-34s %12s %8s %12s %14s %12s %10s\n", "", "messages/s", "ratio", "p50", "p99 at 500/s", "p99 ratio", "stmts/msg")
	folder, err := os.MkdirTemp("", "baton-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := solo(ctx, binary, folder, floor, d, idle); err != nil {
		return fmt.Errorf("SQLite: %w", err)
	}
	if err := firstWords(ctx, binary, folder); err != nil {
		return fmt.Errorf("first words: %w", err)
	}
	if err := cluster(ctx, binary, folder, pg, floor, d); err != nil {
		return err
	}
	return rushes(ctx, binary, folder, d)
}

func line(name string, t, floor talk) {
	fmt.Printf("%-34s %12.0f %8.2f %12s %14s %12.1f %10.3f\n", name, t.closed.PerSecond(), t.closed.PerSecond()/floor.closed.PerSecond(), round(load.Quantile(t.closed.Delivery, .5)),
		round(load.Quantile(t.open.Delivery, .99)), float64(load.Quantile(t.open.Delivery, .99))/float64(load.Quantile(floor.open.Delivery, .99)), t.perMessage)
}

// talking measures the loops on a running Baton.
func talking(ctx context.Context, name string, visitors, team *process, floor talk, d time.Duration) (talk, error) {
	b, err := stage(ctx, visitors, team)
	if err != nil {
		return talk{}, err
	}
	defer b.Close()
	t, err := measure(ctx, b, d, func() float64 {
		n := visitors.metric("baton_store_statements_total")
		if team != visitors {
			n += team.metric("baton_store_statements_total")
		}
		return n
	})
	if err != nil {
		return t, err
	}
	line(name, t, floor)
	return t, nil
}

// solo measures one process on SQLite.
func solo(ctx context.Context, binary, folder string, floor talk, d time.Duration, idle int) error {
	data := "BATON_DATA_DIR=" + filepath.Join(folder, "solo")
	p, err := start(ctx, binary, data)
	if err != nil {
		return err
	}
	if _, err := talking(ctx, "Baton, SQLite", p, p, floor, d); err != nil {
		return errors.Join(err, p.stop())
	}
	if err := inARow(ctx, p); err != nil {
		return errors.Join(err, p.stop())
	}
	if err := p.stop(); err != nil {
		return err
	}
	again, err := start(ctx, binary, data)
	if err != nil {
		return err
	}
	fmt.Printf("\nready on an existing database: %s after the start of the process (goal 150 ms)\n", again.started.Round(time.Millisecond))
	err = idleSockets(ctx, again, idle)
	return errors.Join(err, again.stop())
}

func inARow(ctx context.Context, p *process) error {
	b, err := stage(ctx, p, p)
	if err != nil {
		return err
	}
	defer b.Close()
	pair, err := b.Pair(ctx, 0)
	if err != nil {
		return err
	}
	defer pair.Close()
	inOrder, arrived, err := load.InARow(pair, 200)
	if err != nil {
		return err
	}
	fmt.Printf("\n200 messages in a row by one agent: %d arrived, %d in order\n", arrived, inOrder)
	return nil
}

// idleSockets measures what an open panel costs.
func idleSockets(ctx context.Context, p *process, n int) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err == nil && int(limit.Cur) < 2*n {
		limit.Cur = limit.Max
		_ = syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
	}
	b, err := stage(ctx, p, p)
	if err != nil {
		return err
	}
	defer b.Close()
	_, _ = http.Get(strings.TrimSuffix(p.says.Metrics, "/metrics") + "/debug/pprof/heap?gc=1") //nolint:noctx,bodyclose // only for its effect
	before := p.resident()
	var ends []func()
	defer func() {
		for _, end := range ends {
			end()
		}
	}()
	for i := range n {
		end, err := b.Idle(ctx, i)
		if err != nil {
			return fmt.Errorf("idle socket %d: %w", i, err)
		}
		ends = append(ends, end)
	}
	after := p.resident()
	calm := p.metric("baton_store_statements_total")
	time.Sleep(20 * time.Second) // a heartbeat and a lease renewal
	fmt.Printf("idle visitor sockets: %d open, %.1f KiB each (goal 24), statements of the append path in 20 s: %.0f\n", n, float64(after-before)/float64(n), p.metric("baton_store_statements_total")-calm)
	return nil
}

// cluster measures one node, then two, on Postgres and Redis.
func cluster(ctx context.Context, binary, folder string, pg *testkit.PostgresServer, floor talk, d time.Duration) error {
	redis, err := testkit.StartRedis()
	if err != nil {
		return err
	}
	defer redis.Stop() //nolint:errcheck // the keeper ends it too
	dsn, err := url.Parse(pg.URL())
	if err != nil {
		return err
	}
	env := []string{"BATON_DATABASE_URL=" + dsn.String(), "BATON_REDIS_URL=" + redis.URL(), "BATON_SECRET_KEY=" + chat.NewID() + chat.NewID(),
		"BATON_DATA_DIR=" + filepath.Join(folder, "one"), "BATON_PUBLIC_URL=http://localhost:1"}
	one, err := start(ctx, binary, env...)
	if err != nil {
		return err
	}
	single, err := talking(ctx, "Baton, Postgres and Redis, 1 node", one, one, floor, d)
	if err != nil {
		return errors.Join(err, one.stop())
	}
	two, err := start(ctx, binary, append(env, "BATON_DATA_DIR="+filepath.Join(folder, "two"))...)
	if err != nil {
		return errors.Join(err, one.stop())
	}
	double, err := talking(ctx, "Baton, Postgres and Redis, 2 nodes", one, two, floor, d)
	if err == nil {
		fmt.Printf("\nacross two nodes: p50 %s at 500/s, %.1f times one node's %s (goal 2)\n", round(load.Quantile(double.open.Delivery, .5)),
			float64(load.Quantile(double.open.Delivery, .5))/float64(load.Quantile(single.open.Delivery, .5)), round(load.Quantile(single.open.Delivery, .5)))
	}
	return errors.Join(err, two.stop(), one.stop())
}
