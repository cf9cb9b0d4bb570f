package faults_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/batonchat/baton/internal/testkit"
)

// TestRedisAwayInMidChat takes the bus away from two nodes whose people talk to
// each other. Sends are acknowledged all the while; what did not get across
// arrives when the bus is back, on the same connections, in order.
func TestRedisAwayInMidChat(t *testing.T) {
	t.Parallel()
	const away = 20 * time.Second
	redis := testkit.Redis(t)
	env := cluster(t, testkit.Postgres(t), redis.URL())
	one, two := open(t, env), open(t, append(env, "BATON_DATA_DIR="+t.TempDir()))
	who := two.agent()
	p := pairUp(t, one, two, who, 0)
	p.visitor.chat(true, 20*time.Millisecond)
	p.agent.chat(true, 20*time.Millisecond)
	await(t, p.agent, "they talk across the nodes", func() bool { return p.agent.count() > 10 && p.visitor.count() > 10 && has(p.visitor, p.agent) })
	if err := redis.Stop(); err != nil {
		t.Fatal(err)
	}
	gone := time.Now()
	one.awaitReady(false)
	two.awaitReady(false)
	visitor, agent := p.visitor.count(), p.agent.count()
	outage := time.NewTimer(away - time.Since(gone)) // how long the fault lasts
	defer outage.Stop()
	<-outage.C
	for _, c := range []struct {
		c      *client
		before int
	}{{p.visitor, visitor}, {p.agent, agent}} {
		await(t, c.c, "sends are acknowledged without Redis", func() bool { return c.c.count() > c.before+10 })
	}
	if err := redis.Start(); err != nil {
		t.Fatal(err)
	}
	settle(t, 30*time.Second, p)
	one.awaitReady(true)
	two.awaitReady(true)
	for _, c := range []*client{p.visitor, p.agent} {
		if n := c.greeted(); n != 1 {
			t.Errorf("%s had to connect %d times, want once", c.name, n)
		}
		if n := c.refusing(); n != 0 {
			t.Errorf("%s was refused %d times", c.name, n)
		}
	}
	judge(t, p, one.stored(who, p.visitor.talk()))
}

// TestPostgresAwayInMidChat cuts the node off its database. Sends are refused
// in so many words, nothing ends, and all goes on when the database is back.
func TestPostgresAwayInMidChat(t *testing.T) {
	t.Parallel()
	link := testkit.Proxy(t, testkit.Postgres(t))
	h := open(t, cluster(t, link.URL(), testkit.Redis(t).URL()))
	who := h.agent()
	p := pairUp(t, h, h, who, 0)
	p.visitor.chat(true, 10*time.Millisecond)
	p.agent.chat(true, 10*time.Millisecond)
	await(t, p.agent, "they talk", func() bool { return p.agent.count() > 10 && p.visitor.count() > 10 })
	node := h.now.Load()
	link.Cut()
	for _, c := range []*client{p.visitor, p.agent} {
		await(t, c, "sends are refused as unavailable", func() bool { return c.refusing() >= 2 })
	}
	h.awaitReady(false)
	res, err := h.http.Get(node.says.Address + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("/healthz answers %d (%v): a missing database is no reason to end the process", res.StatusCode, err)
	}
	link.Heal()
	visitor, agent := p.visitor.count(), p.agent.count()
	await(t, p.visitor, "the visitor is heard again", func() bool { return p.visitor.count() > visitor+10 })
	await(t, p.agent, "the agent is heard again", func() bool { return p.agent.count() > agent+10 })
	h.awaitReady(true)
	settle(t, patience, p)
	if !node.alive() {
		t.Error("the process has ended")
	}
	judge(t, p, h.stored(who, p.visitor.talk()))
}
