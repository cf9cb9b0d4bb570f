package load

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// Pair is a visitor and an agent in one conversation.
type Pair struct {
	visitor, agent *socket
	conversation   string
	n              int
}

// Stage makes pairs, on Baton or on what it is compared with.
type Stage interface {
	// Pair opens one more conversation, between a socket of its own and an
	// agent's, on the node at that index.
	Pair(ctx context.Context, i int) (*Pair, error)
	// Idle opens one visitor's socket that does nothing, and its end.
	Idle(ctx context.Context, i int) (func(), error)
	Close()
}

// Credentials let an agent in.
type Credentials struct {
	Email, Password string
}

// Baton is the stage of a running Baton.
type Baton struct {
	Visitors string // base address of the node that visitors use
	Team     string // and of the node that agents use
	Origin   string
	Site     string // the site's key
	Agents   []Credentials
	// Admin, if given, raises the agents' capacity to what the play needs.
	Admin *Credentials
	// Capacity is what Admin raises it to; 0: the highest there is.
	Capacity int

	http   http.Client
	people []*colleague
	next   atomic.Int64
}

// colleague is an agent who is signed in.
type colleague struct {
	id     string
	token  string
	socket *socket
}

const patience = 30 * time.Second

// roomForAll is the capacity of a player: the highest there is.
const roomForAll = 100

// SignIn signs all agents in and opens their sockets.
func (b *Baton) SignIn(ctx context.Context) error {
	b.http.Timeout = patience
	for _, base := range []string{b.Visitors, b.Team} {
		if err := Loopback(base); err != nil {
			return err
		}
	}
	admin := ""
	if b.Admin != nil {
		token, _, err := b.token(ctx, *b.Admin)
		if err != nil {
			return err
		}
		admin = token
	}
	for _, c := range b.Agents {
		token, id, err := b.token(ctx, c)
		if err != nil {
			return err
		}
		if admin != "" {
			if _, err := b.call(ctx, b.Team, "PATCH", "/api/v1/agents/"+id, admin, "", map[string]int{"capacity": cmp.Or(b.Capacity, roomForAll)}, nil); err != nil {
				return err
			}
		}
		var ticket struct {
			Ticket string `json:"ticket"`
		}
		if _, err := b.call(ctx, b.Team, "POST", "/api/v1/auth/ticket", token, "", nil, &ticket); err != nil {
			return err
		}
		s, err := dial(socketAddress(b.Team, "/ws/agent?ticket="+ticket.Ticket), http.Header{"Origin": {b.Origin}}, `{"t":"hello","v":1}`)
		if err != nil {
			return err
		}
		b.people = append(b.people, &colleague{id, token, s})
	}
	return nil
}

// token signs somebody in.
func (b *Baton) token(ctx context.Context, c Credentials) (token, id string, err error) {
	var session struct {
		AccessToken string `json:"access_token"`
		Me          struct {
			Agent struct {
				ID string `json:"id"`
			} `json:"agent"`
		} `json:"me"`
	}
	_, err = b.call(ctx, b.Team, "POST", "/api/v1/auth/sign-in", "", "", map[string]string{"email": c.Email, "password": c.Password}, &session)
	if err != nil {
		return "", "", fmt.Errorf("sign in %s: %w", c.Email, err)
	}
	return session.AccessToken, session.Me.Agent.ID, nil
}

// call is one request of the API.
func (b *Baton) call(ctx context.Context, base, method, path, token, cookie string, in, out any) (*http.Response, error) {
	var body io.Reader
	if in != nil {
		j, err := json.Marshal(in)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(j)
	}
	req, err := http.NewRequestWithContext(ctx, method, base+path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Origin", b.Origin)
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if cookie != "" {
		req.Header.Set("Cookie", cookie)
	}
	res, err := b.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	j, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	if res.StatusCode >= 300 {
		return nil, fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, bytes.TrimSpace(j))
	}
	if out == nil {
		return res, nil
	}
	return res, json.Unmarshal(j, out)
}

// visit opens a visitor's session and socket.
func (b *Baton) visit(ctx context.Context) (*socket, error) {
	res, err := b.call(ctx, b.Visitors, "POST", "/api/v1/visitor/session", "", "", map[string]string{"site": b.Site, "locale": "en"}, nil)
	if err != nil {
		return nil, err
	}
	cookies := res.Cookies()
	if len(cookies) == 0 {
		return nil, fmt.Errorf("the visitor's session came without a cookie")
	}
	h := http.Header{"Origin": {b.Origin}, "Cookie": {cookies[0].Name + "=" + cookies[0].Value}}
	return dial(socketAddress(b.Visitors, "/ws/visitor?site="+b.Site), h, `{"t":"hello","v":1}`)
}

// begin starts a conversation with a visitor's first message, under an id of the
// sender's.
func (b *Baton) begin(ctx context.Context, key, text string) (v *socket, conversation string, err error) {
	if v, err = b.visit(ctx); err != nil {
		return nil, "", err
	}
	first := make(chan string, 1)
	v.mu.Lock()
	v.first = first
	v.mu.Unlock()
	ack := v.expect("ack:" + key)
	if err := v.write(postFrame("", key, text)); err != nil {
		return nil, "", err
	}
	if _, err := v.await(ack, patience); err != nil {
		return nil, "", fmt.Errorf("start a conversation: %w", err)
	}
	return v, <-first, nil
}

// Pair starts a conversation and has an agent take it.
func (b *Baton) Pair(ctx context.Context, i int) (*Pair, error) {
	v, conversation, err := b.begin(ctx, fmt.Sprintf("start-%d-%d", i, time.Now().UnixNano()), "Hello, which size do I need at 168 cm?")
	if err != nil {
		return nil, err
	}
	p := &Pair{visitor: v, conversation: conversation}
	a := b.people[int(b.next.Add(1))%len(b.people)]
	p.agent = a.socket
	if _, err := b.call(ctx, b.Team, "POST", "/api/v1/conversations/"+p.conversation+"/claim", a.token, "", map[string]any{}, nil); err != nil {
		return nil, err
	}
	for _, s := range []*socket{p.visitor, p.agent} {
		if err := p.follow(s); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// follow subscribes a side from the start.
func (p *Pair) follow(s *socket) error {
	stream := "conversation:" + p.conversation
	live := s.expect("live:" + stream)
	if err := s.write(`{"t":"follow","streams":[{"stream":` + strconv.Quote(stream) + `}]}`); err != nil {
		return err
	}
	_, err := s.await(live, patience)
	return err
}

// Idle opens a visitor's socket that does nothing.
func (b *Baton) Idle(ctx context.Context, _ int) (func(), error) {
	s, err := b.visit(ctx)
	if err != nil {
		return nil, err
	}
	return s.close, nil
}

// Close ends the agents' sockets.
func (b *Baton) Close() {
	for _, c := range b.people {
		c.socket.close()
	}
}

// Close ends the visitor's socket.
func (p *Pair) Close() { p.visitor.close() }

// Relay is the stage of a bare relay that speaks the same frames.
type Relay struct {
	Address string
	// PerAgent is how many conversations share one agent's socket.
	PerAgent int

	agents []*socket
}

// Open opens the agents' sockets for n conversations.
func (r *Relay) Open(n int) error {
	for range (n + r.PerAgent - 1) / r.PerAgent {
		s, err := dial(socketAddress(r.Address, "/"), nil, `{"t":"hello","v":1}`)
		if err != nil {
			return err
		}
		r.agents = append(r.agents, s)
	}
	return nil
}

// Pair joins two sockets.
func (r *Relay) Pair(_ context.Context, i int) (*Pair, error) {
	v, err := dial(socketAddress(r.Address, "/"), nil, `{"t":"hello","v":1}`)
	if err != nil {
		return nil, err
	}
	p := &Pair{visitor: v, agent: r.agents[i/r.PerAgent], conversation: fmt.Sprintf("room-%08d", i)}
	if err := p.follow(p.visitor); err != nil {
		return nil, err
	}
	return p, p.follow(p.agent)
}

// Idle opens a socket that does nothing.
func (r *Relay) Idle(context.Context, int) (func(), error) {
	s, err := dial(socketAddress(r.Address, "/"), nil, `{"t":"hello","v":1}`)
	if err != nil {
		return nil, err
	}
	return s.close, nil
}

// Close ends the agents' sockets.
func (r *Relay) Close() {
	for _, s := range r.agents {
		s.close()
	}
}
