package auth_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/api/auth/authtest"
	"github.com/batonchat/baton/api/limit"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

const password = "grüner Esel im Regen"

// passwordHash is made once: it costs 20 MiB and some time.
var passwordHash = sync.OnceValue(func() string {
	hash, err := auth.NewPasswords(1).Hash(context.Background(), password)
	if err != nil {
		panic(err)
	}
	return hash
})

var here = netip.MustParseAddr("192.0.2.1")

// fixture is a sign-in with its own clock.
type fixture struct {
	*auth.Service
	rows *authtest.Memory
	log  *bytes.Buffer

	mu  sync.Mutex
	now time.Time
}

func (f *fixture) time() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

func (f *fixture) pass(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{log: &bytes.Buffer{}, now: time.Unix(1_900_000_000, 0)}
	f.rows = &authtest.Memory{Now: f.time}
	f.Service = f.node(t, bytes.Repeat([]byte("k"), 32))
	f.rows.Put(agent.Agent{ID: "agent-ada-1", Email: "ada@example.com", Name: "Ada", Role: agent.RoleAgent, PasswordHash: passwordHash()})
	return f
}

// node is one more server on the same database.
func (f *fixture) node(t *testing.T, secret []byte) *auth.Service {
	t.Helper()
	s, err := auth.New(auth.Parts{Secret: secret, Sessions: f.rows, Accounts: f.rows, Tickets: f.rows, Sockets: f.rows,
		Tries: limit.NewLocal(f.time), Now: f.time, Log: slog.New(slog.NewTextHandler(f.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (f *fixture) signIn(t *testing.T) auth.Grant {
	t.Helper()
	a, err := f.rows.Agent(t.Context(), "agent-ada-1")
	if err != nil {
		t.Fatal(err)
	}
	g, err := f.Begin(t.Context(), a, "Firefox on Linux")
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func (f *fixture) withPassword(t *testing.T, password string) error {
	t.Helper()
	_, err := f.SignIn(t.Context(), auth.Attempt{Email: "ada@example.com", Password: password, Address: here, Device: "Firefox on Linux"})
	return err
}

func wantCode(t *testing.T, what string, err error, code chat.Code) {
	t.Helper()
	if !chat.IsCode(err, code) {
		t.Errorf("%s: err = %v, want %s", what, err, code)
	}
}

func TestSignInTellsWrongAddressAndWrongPasswordAlike(t *testing.T) {
	f := newFixture(t)
	_, wrongPassword := f.SignIn(t.Context(), auth.Attempt{Email: "ada@example.com", Password: "something else", Address: here})
	_, wrongAddress := f.SignIn(t.Context(), auth.Attempt{Email: "eve@example.com", Password: password, Address: here})
	wantCode(t, "wrong password", wrongPassword, chat.Invalid)
	if wrongAddress == nil || wrongAddress.Error() != wrongPassword.Error() {
		t.Errorf("wrong address says %v, wrong password says %v; want the same", wrongAddress, wrongPassword)
	}
	g, err := f.SignIn(t.Context(), auth.Attempt{Email: " ADA@example.com ", Password: password, Address: here})
	if err != nil || g.Agent.ID != "agent-ada-1" {
		t.Errorf("SignIn() with capitals = %v, %v; want Ada", g.Agent.ID, err)
	}
}

func TestSignInOfADisabledAccount(t *testing.T) {
	f := newFixture(t)
	a, _ := f.rows.Agent(t.Context(), "agent-ada-1")
	a.DisabledAt = f.time()
	f.rows.Put(a)
	_, err := f.SignIn(t.Context(), auth.Attempt{Email: "ada@example.com", Password: password, Address: here})
	wantCode(t, "with the right password", err, chat.Forbidden)
	_, err = f.SignIn(t.Context(), auth.Attempt{Email: "ada@example.com", Password: "not this one", Address: here})
	wantCode(t, "with a wrong password", err, chat.Invalid)
}

func TestSignInTriesAreLimited(t *testing.T) {
	f := newFixture(t)
	for i := range auth.TriesOfAccount.Burst {
		_, err := f.SignIn(t.Context(), auth.Attempt{Email: "ada@example.com", Password: "wrong", Address: netip.AddrFrom4([4]byte{192, 0, 2, byte(i)})})
		wantCode(t, "a try within the budget", err, chat.Invalid)
	}
	_, err := f.SignIn(t.Context(), auth.Attempt{Email: "ADA@example.com", Password: password, Address: netip.MustParseAddr("198.51.100.9")})
	wantCode(t, "one more, even with the right password", err, chat.TooMany)
	if wait, ok := errors.AsType[*limit.TooOftenError](err); !ok || wait.Wait != auth.TriesOfAccount.Every {
		t.Errorf("err = %#v, want a wait of %v", err, auth.TriesOfAccount.Every)
	}
	f.pass(auth.TriesOfAccount.Every)
	if err := f.withPassword(t, password); err != nil {
		t.Errorf("a moment later: %v", err)
	}
}

func TestSignInTriesOfOneAddressAreLimited(t *testing.T) {
	f := newFixture(t)
	var err error
	for i := range auth.TriesOfAddress.Burst + 1 {
		_, err = f.SignIn(t.Context(), auth.Attempt{Email: strings.Repeat("x", i+1) + "@example.com", Password: "wrong", Address: here})
	}
	wantCode(t, "a try of one account after the other", err, chat.TooMany)
}

type brokenTaker struct{}

func (brokenTaker) Take(context.Context, limit.Budget, string) (time.Duration, error) {
	return 0, errors.New("connection refused")
}

func TestSignInFailsClosed(t *testing.T) {
	f := newFixture(t)
	f.Tries = brokenTaker{}
	_, err := f.SignIn(t.Context(), auth.Attempt{Email: "ada@example.com", Password: password, Address: here})
	wantCode(t, "when tries cannot be counted", err, chat.Unavailable)
}

func TestSignInRenewsAnOldHash(t *testing.T) {
	f := newFixture(t)
	a, _ := f.rows.Agent(t.Context(), "agent-ada-1")
	a.PasswordHash = auth.CheapHash(password)
	f.rows.Put(a)
	if err := f.withPassword(t, password); err != nil {
		t.Fatal(err)
	}
	after, _ := f.rows.Agent(t.Context(), "agent-ada-1")
	if !strings.Contains(after.PasswordHash, "m=19456,t=2,p=1") {
		t.Errorf("hash = %s, want one of today's cost", after.PasswordHash)
	}
	if err := f.withPassword(t, password); err != nil {
		t.Errorf("with the new hash: %v", err)
	}
}

func TestAuthenticate(t *testing.T) {
	f := newFixture(t)
	g := f.signIn(t)
	p, err := f.Authenticate(t.Context(), g.Access)
	if err != nil || p.Agent != "agent-ada-1" || p.Role != agent.RoleAgent || p.Session != g.Session {
		t.Fatalf("Authenticate() = %+v, %v", p, err)
	}
	reads := f.rows.Reads()
	for range 10 {
		if _, err := f.Authenticate(t.Context(), g.Access); err != nil {
			t.Fatal(err)
		}
	}
	if f.rows.Reads() != reads {
		t.Errorf("ten more requests read the session %d times, want 0", f.rows.Reads()-reads)
	}
	a, _ := f.rows.Agent(t.Context(), "agent-ada-1")
	a.Role = agent.RoleAdmin
	f.rows.Put(a)
	f.pass(auth.StandingFor + time.Second)
	if p, err = f.Authenticate(t.Context(), g.Access); err != nil || p.Role != agent.RoleAdmin {
		t.Errorf("6 s after a change of role: %+v, %v; want the new one", p, err)
	}
}

func TestASessionThatEndedOpensNothing(t *testing.T) {
	tests := []struct {
		name string
		end  func(f *fixture, g auth.Grant) error
	}{
		{"by signing out", func(f *fixture, g auth.Grant) error { return f.SignOut(context.Background(), g.Refresh) }},
		{"by signing out everywhere", func(f *fixture, _ auth.Grant) error {
			return f.EndAll(context.Background(), "agent-ada-1", "", store.SignedOutEverywhere)
		}},
		{"by a word from another node", func(f *fixture, g auth.Grant) error {
			err := f.rows.EndSession(context.Background(), g.Session, store.SignedOutHere)
			f.Forget(g.Session)
			return err
		}},
		{"by another node, unheard, five seconds ago", func(f *fixture, g auth.Grant) error {
			err := f.rows.EndSession(context.Background(), g.Session, store.SignedOutHere)
			f.pass(auth.StandingFor + time.Millisecond)
			return err
		}},
		{"because the account was switched off", func(f *fixture, _ auth.Grant) error {
			a, err := f.rows.Agent(context.Background(), "agent-ada-1")
			a.DisabledAt = f.time()
			f.rows.Put(a)
			f.ForgetAgent("agent-ada-1")
			return err
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			g := f.signIn(t)
			p, err := f.Authenticate(t.Context(), g.Access)
			if err != nil {
				t.Fatal(err)
			}
			ticket, _, err := f.Ticket(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			if err := test.end(f, g); err != nil {
				t.Fatal(err)
			}
			_, err = f.Authenticate(t.Context(), g.Access)
			wantCode(t, "access token", err, chat.SignedOut)
			_, err = f.Refresh(t.Context(), g.Refresh)
			wantCode(t, "refresh token", err, chat.SignedOut)
			_, err = f.Redeem(t.Context(), ticket)
			wantCode(t, "ticket", err, chat.SignedOut)
			wantCode(t, "open socket", f.StillValid(t.Context(), p), chat.SignedOut)
		})
	}
}

func TestSigningOutEverywhereClosesAllSockets(t *testing.T) {
	f := newFixture(t)
	one, two := f.signIn(t), f.signIn(t)
	if err := f.EndAll(t.Context(), "agent-ada-1", one.Session, store.SignedOutEverywhere); err != nil {
		t.Fatal(err)
	}
	if got := f.rows.Closed(); !slices.Equal(got, []string{two.Session}) {
		t.Errorf("closed %v, want the other session %s only", got, two.Session)
	}
	if _, err := f.Authenticate(t.Context(), one.Access); err != nil {
		t.Errorf("the session that was kept: %v", err)
	}
}

func TestRefreshRotates(t *testing.T) {
	f := newFixture(t)
	g := f.signIn(t)
	f.pass(9 * time.Minute)
	next, err := f.Refresh(t.Context(), g.Refresh)
	if err != nil {
		t.Fatal(err)
	}
	if next.Refresh == g.Refresh || next.Session != g.Session || next.Access == g.Access {
		t.Error("the successor is the same token, or of another session")
	}
	if _, err := f.Authenticate(t.Context(), next.Access); err != nil {
		t.Error(err)
	}
}

func TestRefreshWithinTheGraceGivesTheSameSuccessor(t *testing.T) {
	f := newFixture(t)
	g := f.signIn(t)
	first, err := f.Refresh(t.Context(), g.Refresh)
	if err != nil {
		t.Fatal(err)
	}
	f.pass(store.RefreshGrace)
	other := f.node(t, f.Secret) // the second tab's request goes to another node
	again, err := other.Refresh(t.Context(), g.Refresh)
	if err != nil {
		t.Fatalf("within 20 s: %v", err)
	}
	if again.Refresh != first.Refresh {
		t.Error("the same token gave two successors")
	}
	if _, err := f.Refresh(t.Context(), first.Refresh); err != nil {
		t.Errorf("the successor itself: %v", err)
	}
}

func TestRefreshReuseEndsTheSession(t *testing.T) {
	tests := []struct {
		name string
		wait time.Duration
		more int // further refreshes in between
	}{
		{"after the grace", store.RefreshGrace + time.Millisecond, 0},
		{"of the token before the last, at once", 0, 1},
		{"of an old one", time.Hour, 5},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			g := f.signIn(t)
			last, err := f.Refresh(t.Context(), g.Refresh)
			for range test.more {
				if err == nil {
					last, err = f.Refresh(t.Context(), last.Refresh)
				}
			}
			if err != nil {
				t.Fatal(err)
			}
			f.pass(test.wait)
			_, err = f.Refresh(t.Context(), g.Refresh)
			wantCode(t, "the old token", err, chat.SignedOut)
			_, err = f.Refresh(t.Context(), last.Refresh)
			wantCode(t, "the newest token", err, chat.SignedOut)
			_, err = f.Authenticate(t.Context(), last.Access)
			wantCode(t, "the access token", err, chat.SignedOut)
			if !slices.Contains(f.rows.Closed(), g.Session) {
				t.Error("its sockets stayed open")
			}
			if !strings.Contains(f.log.String(), "an old refresh token came back") {
				t.Error("nothing in the log")
			}
		})
	}
}

func TestANonsenseTokenEndsNobodysSession(t *testing.T) {
	f := newFixture(t)
	g := f.signIn(t)
	stranger, _ := auth.NewSecret()
	for _, token := range []string{
		"", "nonsense", g.Session, g.Session + ".x.y", g.Session + "." + stranger + "." + stranger[:22],
		strings.Replace(g.Refresh, ".", ".A", 1), g.Refresh + "A", strings.Repeat("a.", 5000),
	} {
		_, err := f.Refresh(t.Context(), token)
		wantCode(t, "token "+token, err, chat.SignedOut)
	}
	if _, err := f.Refresh(t.Context(), g.Refresh); err != nil {
		t.Errorf("afterwards the real token: %v", err)
	}
}

func TestRefreshEndsWithTheSecret(t *testing.T) {
	f := newFixture(t)
	g := f.signIn(t)
	_, err := f.node(t, bytes.Repeat([]byte("q"), 32)).Refresh(t.Context(), g.Refresh)
	wantCode(t, "under another secret", err, chat.SignedOut)
}

func TestConcurrentRefreshesAgree(t *testing.T) {
	f := newFixture(t)
	g := f.signIn(t)
	nodes := []*auth.Service{f.Service, f.node(t, f.Secret), f.node(t, f.Secret)}
	got := make([]auth.Grant, 24)
	errs := make([]error, len(got))
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() { got[i], errs[i] = nodes[i%len(nodes)].Refresh(context.Background(), g.Refresh) })
	}
	wg.Wait()
	for i := range got {
		if errs[i] != nil {
			t.Fatalf("request %d: %v", i, errs[i])
		}
		if got[i].Refresh != got[0].Refresh {
			t.Fatalf("request %d has another successor than request 0", i)
		}
	}
	if _, err := f.Refresh(t.Context(), got[0].Refresh); err != nil {
		t.Errorf("the common successor: %v", err)
	}
}

func TestSessionsRunOut(t *testing.T) {
	f := newFixture(t)
	g := f.signIn(t)
	f.pass(auth.SessionIdle)
	_, err := f.Refresh(t.Context(), g.Refresh)
	wantCode(t, "after two weeks without a refresh", err, chat.SignedOut)

	g = f.signIn(t)
	began := f.time()
	for f.time().Add(24*time.Hour).Sub(began) < auth.SessionLife {
		f.pass(12 * time.Hour)
		if g, err = f.Refresh(t.Context(), g.Refresh); err != nil {
			t.Fatalf("in daily use, after %v: %v", f.time().Sub(began), err)
		}
	}
	if want := began.Add(auth.SessionLife); !g.RefreshExpires.Equal(want) {
		t.Errorf("a session in daily use lasts until %v, want %v", g.RefreshExpires, want)
	}
	f.pass(24 * time.Hour)
	_, err = f.Refresh(t.Context(), g.Refresh)
	wantCode(t, "after 90 days", err, chat.SignedOut)
}

func TestTicketsWorkOnceAndBriefly(t *testing.T) {
	f := newFixture(t)
	p, err := f.Authenticate(t.Context(), f.signIn(t).Access)
	if err != nil {
		t.Fatal(err)
	}
	ticket, expires, err := f.Ticket(t.Context(), p)
	if err != nil || !expires.Equal(f.time().Add(30*time.Second)) {
		t.Fatalf("Ticket() until %v, %v; want 30 s", expires, err)
	}
	other := f.node(t, f.Secret)
	if got, err := other.Redeem(t.Context(), ticket); err != nil || got.Agent != p.Agent || got.Session != p.Session {
		t.Errorf("Redeem() on another node = %+v, %v", got, err)
	}
	_, err = f.Redeem(t.Context(), ticket)
	wantCode(t, "a second time", err, chat.SignedOut)

	ticket, _, _ = f.Ticket(t.Context(), p)
	f.pass(auth.TicketLife)
	_, err = f.Redeem(t.Context(), ticket)
	wantCode(t, "after 30 s", err, chat.SignedOut)
	_, err = f.Redeem(t.Context(), "nonsense")
	wantCode(t, "nonsense", err, chat.SignedOut)
}

func TestADatabaseThatIsAwayLetsNobodyInAndSignsNobodyOut(t *testing.T) {
	f := newFixture(t)
	g := f.signIn(t)
	if _, err := f.Authenticate(t.Context(), g.Access); err != nil {
		t.Fatal(err)
	}
	f.rows.Away(errors.New("connection refused"))
	if _, err := f.Authenticate(t.Context(), g.Access); err != nil {
		t.Errorf("a moment later: %v, want the remembered standing", err)
	}
	f.pass(auth.StandingFor + time.Second)
	_, err := f.Authenticate(t.Context(), g.Access)
	wantCode(t, "six seconds later", err, chat.Unavailable)
	_, err = f.Refresh(t.Context(), g.Refresh)
	wantCode(t, "a refresh", err, chat.Unavailable)
	f.rows.Away(nil)
	if _, err := f.Refresh(t.Context(), g.Refresh); err != nil {
		t.Errorf("once it is back: %v", err)
	}
}

func TestChangePassword(t *testing.T) {
	f := newFixture(t)
	here, there := f.signIn(t), f.signIn(t)
	p, err := f.Authenticate(t.Context(), here.Access)
	if err != nil {
		t.Fatal(err)
	}
	const fresh = "blaues Pferd am Meer"
	refused := []struct{ name, old, fresh, field string }{
		{"with a wrong old one", "not this one", fresh, "current"},
		{"to the same", password, password, "new"},
		{"to a short one", password, "short", "new"},
	}
	for _, test := range refused {
		err := f.ChangePassword(t.Context(), p, test.old, test.fresh)
		if refusal, ok := errors.AsType[*chat.Error](err); !ok || refusal.Field != test.field {
			t.Errorf("%s: err = %v, want one on %s", test.name, err, test.field)
		}
	}
	if err := f.ChangePassword(t.Context(), p, password, fresh); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Authenticate(t.Context(), here.Access); err != nil {
		t.Errorf("this session: %v, want it to go on", err)
	}
	_, err = f.Authenticate(t.Context(), there.Access)
	wantCode(t, "the other session", err, chat.SignedOut)
	_, err = f.SignIn(t.Context(), auth.Attempt{Email: "ada@example.com", Password: password, Address: netip.MustParseAddr("192.0.2.1")})
	wantCode(t, "the old password", err, chat.Invalid)
	if _, err := f.SignIn(t.Context(), auth.Attempt{Email: "ada@example.com", Password: fresh, Address: netip.MustParseAddr("192.0.2.1")}); err != nil {
		t.Errorf("the new password: %v", err)
	}
}

func TestAShortSecretIsRefused(t *testing.T) {
	if _, err := auth.New(auth.Parts{Secret: []byte("short")}); err == nil || !strings.Contains(err.Error(), "at least 32") {
		t.Errorf("New() = %v, want a refusal", err)
	}
}
