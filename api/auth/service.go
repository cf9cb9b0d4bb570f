package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api/limit"
	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// How long things last.
const (
	SessionIdle   = 14 * 24 * time.Hour // without a refresh
	SessionLife   = 90 * 24 * time.Hour // in all
	TicketLife    = 30 * time.Second
	hashesAtOnce  = 2
	endingTimeout = 10 * time.Second
)

// Budgets of the sign-in. They are counted even when everything else is not.
var (
	TriesOfAccount = limit.Budget{Name: "sign-in account", Burst: 10, Every: 90 * time.Second}
	TriesOfAddress = limit.Budget{Name: "sign-in address", Burst: 30, Every: 30 * time.Second}
)

// Parts is what a Service works with. All are needed.
type Parts struct {
	Secret   []byte // the installation's; at least 32 bytes
	Sessions Sessions
	Accounts Accounts
	Tickets  Tickets
	Sockets  Sockets
	Tries    limit.Taker // of sign-ins; an error of it refuses the sign-in
	Now      func() time.Time
	Log      *slog.Logger
}

// Service signs agents in and out. It is safe for concurrent use.
type Service struct {
	Parts
	access    *Access
	refresh   refreshTokens
	passwords *Passwords
	standings *standings
}

// New makes a Service. A short secret is refused: tokens would be guessable.
func New(p Parts) (*Service, error) {
	if len(p.Secret) < 32 {
		return nil, fmt.Errorf("the secret key has %d bytes; at least 32 random ones are needed", len(p.Secret))
	}
	return &Service{Parts: p, access: NewAccess(p.Secret, p.Now), refresh: refreshTokens{subkey(p.Secret, "refresh token")},
		passwords: NewPasswords(hashesAtOnce), standings: newStandings(p.Sessions, p.Now)}, nil
}

// Grant is what somebody has who signed in.
type Grant struct {
	Agent          agent.Agent
	Session        string
	Access         string
	AccessExpires  time.Time
	Refresh        string
	RefreshExpires time.Time
}

// Attempt is a try to sign in.
type Attempt struct {
	Email    string
	Password string
	Address  netip.Addr
	Device   string // for the list of sessions
}

var errWrong = &chat.Error{Code: chat.Invalid, Field: "password", Say: "The e-mail address or the password is wrong."}

// SignIn begins a session. Wrong address and wrong password are told alike and take
// equally long.
func (s *Service) SignIn(ctx context.Context, try Attempt) (Grant, error) {
	email := strings.ToLower(strings.TrimSpace(try.Email))
	if err := s.countTry(ctx, email, try.Address); err != nil {
		return Grant{}, err
	}
	a, err := s.Accounts.AgentByEmail(ctx, email)
	if err != nil && !chat.IsCode(err, chat.NotFound) {
		return Grant{}, fmt.Errorf("sign in: %w", err)
	}
	ok, stale, err := s.passwords.Matches(ctx, a.PasswordHash, try.Password)
	switch {
	case err != nil:
		return Grant{}, fmt.Errorf("sign in: %w", err)
	case !ok:
		return Grant{}, errWrong
	case a.Disabled():
		return Grant{}, chat.Refuse(chat.Forbidden, "This account is switched off. Ask an admin to switch it on.")
	}
	if stale {
		s.renewHash(ctx, a.ID, try.Password)
	}
	return s.Begin(ctx, a, try.Device)
}

// countTry refuses who tries too often, and everybody when tries cannot be counted.
func (s *Service) countTry(ctx context.Context, email string, from netip.Addr) error {
	sum := sha256.Sum256([]byte(email)) // addresses do not belong into a shared counter
	for _, bucket := range []struct {
		budget limit.Budget
		key    string
	}{{TriesOfAddress, limit.AddressKey(from)}, {TriesOfAccount, hex.EncodeToString(sum[:16])}} {
		wait, err := s.Tries.Take(ctx, bucket.budget, bucket.key)
		if err != nil {
			return &chat.Error{Code: chat.Unavailable, Say: "Signing in is not possible at the moment. Try again shortly.", Err: err}
		}
		if wait > 0 {
			return limit.Refused(wait, "There were too many tries to sign in. Try again in %s.", limit.Words(wait))
		}
	}
	return nil
}

// renewHash stores the password under today's cost. It may fail: the next sign-in
// tries again.
func (s *Service) renewHash(ctx context.Context, id chat.AgentID, password string) {
	hash, err := s.passwords.Hash(ctx, password)
	if err == nil {
		err = s.setHash(ctx, id, hash)
	}
	if err != nil {
		s.Log.WarnContext(ctx, "a password hash could not be renewed", "agent", string(id), "err", err)
	}
}

func (s *Service) setHash(ctx context.Context, id chat.AgentID, hash string) error {
	_, err := s.Accounts.UpdateAgent(ctx, id, func(a *agent.Agent) error {
		a.PasswordHash = hash
		return nil
	})
	return err
}

// Begin starts a session for somebody who has proven who they are.
func (s *Service) Begin(ctx context.Context, a agent.Agent, device string) (Grant, error) {
	secret := newSecret()
	session, err := s.Sessions.CreateSession(ctx, a.ID, device, hash(secret), s.Now().Add(SessionIdle))
	if err != nil {
		return Grant{}, fmt.Errorf("begin a session: %w", err)
	}
	return s.grant(a, session, secret)
}

func (s *Service) grant(a agent.Agent, session store.Session, secret []byte) (Grant, error) {
	access, expires, err := s.access.Issue(session.ID, a.ID)
	if err != nil {
		return Grant{}, fmt.Errorf("issue an access token: %w", err)
	}
	ends := session.ExpiresAt
	if last := session.CreatedAt.Add(SessionLife); last.Before(ends) {
		ends = last
	}
	return Grant{a, session.ID, access, expires, s.refresh.write(session.ID, secret), ends}, nil
}

// Refresh exchanges a refresh token for its successor and a new access token.
func (s *Service) Refresh(ctx context.Context, token string) (Grant, error) {
	id, secret, ok := s.refresh.read(token)
	if !ok {
		return Grant{}, errSignedOut
	}
	next := s.refresh.next(id, secret)
	now := s.Now()
	session, outcome, err := s.Sessions.RotateSession(ctx, id, hash(secret), hash(next), now.Add(SessionIdle))
	if outcome == store.Reused {
		// Two have copies of this session's tokens, and nobody knows who is who.
		s.Log.WarnContext(ctx, "an old refresh token came back, so its session was ended", "agent", string(session.Agent), "session", id)
		s.closed(ctx, id)
		return Grant{}, chat.Refuse(chat.SignedOut, "This sign-in was used in two places and was ended for safety. Sign in again.")
	}
	if err != nil {
		return Grant{}, signedOutOr(err)
	}
	if !now.Before(session.CreatedAt.Add(SessionLife)) {
		return Grant{}, errors.Join(errSignedOut, s.end(ctx, id, store.SignedOutHere))
	}
	a, err := s.Accounts.Agent(ctx, session.Agent)
	if err != nil {
		return Grant{}, signedOutOr(err)
	}
	if a.Disabled() {
		return Grant{}, errSignedOut
	}
	return s.grant(a, session, next)
}

// SignOut ends the session that a refresh token belongs to, if there is one.
func (s *Service) SignOut(ctx context.Context, token string) error {
	id, _, ok := s.refresh.read(token)
	if !ok {
		return nil
	}
	return s.end(ctx, id, store.SignedOutHere)
}

// end ends one session, in the database and on all sockets. Who asked for it may be
// gone before it is done.
func (s *Service) end(ctx context.Context, session string, why store.EndedWhy) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endingTimeout)
	defer cancel()
	err := s.Sessions.EndSession(ctx, session, why)
	s.closed(ctx, session)
	if err != nil {
		return fmt.Errorf("end session %s: %w", session, err)
	}
	return nil
}

// closed makes this node and all sockets learn that a session has ended.
func (s *Service) closed(ctx context.Context, session string) {
	s.Forget(session)
	s.Sockets.SessionEnded(ctx, session)
}

// EndAll ends all sessions of an agent but one (empty: all).
func (s *Service) EndAll(ctx context.Context, id chat.AgentID, except string, why store.EndedWhy) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endingTimeout)
	defer cancel()
	ended, err := s.Sessions.EndSessions(ctx, id, except, why)
	s.ForgetAgent(id)
	for _, session := range ended {
		s.closed(ctx, session)
	}
	if err != nil {
		return fmt.Errorf("end the sessions of %s: %w", id, err)
	}
	return nil
}

// Forget and ForgetAgent make the next request look again. They are called when
// another node says that a session ended or an account changed.
func (s *Service) Forget(session string)       { s.standings.forget(session) }
func (s *Service) ForgetAgent(id chat.AgentID) { s.standings.forgetAgent(id) }

// Authenticate tells whose an access token is and what they may do now.
func (s *Service) Authenticate(ctx context.Context, token string) (policy.Principal, error) {
	session, who, err := s.access.Read(token)
	if err != nil {
		return policy.Principal{}, err
	}
	return s.principal(ctx, session, who)
}

// principal looks up a session; who, if not empty, must be its agent.
func (s *Service) principal(ctx context.Context, session string, who chat.AgentID) (policy.Principal, error) {
	st, err := s.standings.of(ctx, session)
	if err != nil {
		return policy.Principal{}, err
	}
	if who != "" && st.agent.ID != who {
		return policy.Principal{}, errSignedOut
	}
	return policy.Principal{Agent: st.agent.ID, Role: st.agent.Role, Sites: st.agent.Sites, Session: session}, nil
}

// StillValid says whether a principal's session still stands, with the same rights.
// Whoever keeps a socket open asks now and then.
func (s *Service) StillValid(ctx context.Context, p policy.Principal) error {
	now, err := s.principal(ctx, p.Session, p.Agent)
	if err != nil {
		return err
	}
	if now.Role != p.Role || !slices.Equal(now.Sites, p.Sites) {
		return chat.Refuse(chat.SignedOut, "Your rights have changed. Sign in again.")
	}
	return nil
}

// Ticket makes a ticket that lets one socket in.
func (s *Service) Ticket(ctx context.Context, p policy.Principal) (ticket string, expires time.Time, err error) {
	ticket, hash := NewSecret()
	expires = s.Now().Add(TicketLife)
	if err := s.Tickets.CreateTicket(ctx, hash, p.Agent, p.Session, expires); err != nil {
		return "", time.Time{}, fmt.Errorf("keep a ticket: %w", err)
	}
	return ticket, expires, nil
}

// Redeem takes a ticket; it works once.
func (s *Service) Redeem(ctx context.Context, ticket string) (policy.Principal, error) {
	hash, ok := HashSecret(ticket)
	if !ok {
		return policy.Principal{}, errTicket
	}
	who, session, err := s.Tickets.TakeTicket(ctx, hash)
	if err != nil {
		return policy.Principal{}, signedOutOr(err)
	}
	return s.principal(ctx, session, who)
}

var errTicket = chat.Refuse(chat.SignedOut, "This ticket was used or has run out. Ask for a new one.")

// ChangePassword replaces the password of somebody who knows the old one, and ends
// their other sessions.
func (s *Service) ChangePassword(ctx context.Context, p policy.Principal, old, fresh string) error {
	a, err := s.Accounts.Agent(ctx, p.Agent)
	if err != nil {
		return signedOutOr(err)
	}
	wait, err := s.Tries.Take(ctx, TriesOfAccount, "change "+string(p.Agent))
	switch {
	case err != nil:
		return &chat.Error{Code: chat.Unavailable, Say: "The password cannot be changed at the moment. Try again shortly.", Err: err}
	case wait > 0:
		return limit.Refused(wait, "There were too many tries. Try again in %s.", limit.Words(wait))
	}
	ok, _, err := s.passwords.Matches(ctx, a.PasswordHash, old)
	switch {
	case err != nil:
		return fmt.Errorf("change the password: %w", err)
	case !ok:
		return chat.RefuseField("current", "This is not your current password.")
	case old == fresh:
		return chat.RefuseField("new", "This is your current password. Choose another one.")
	}
	hash, err := s.NewHash(ctx, "new", fresh, a.Email, a.Name)
	if err != nil {
		return err
	}
	if err := s.setHash(ctx, a.ID, hash); err != nil {
		return fmt.Errorf("change the password: %w", err)
	}
	return s.EndAll(ctx, a.ID, p.Session, store.PasswordChanged)
}

// NewHash checks a new password and hashes it. field names its input.
func (s *Service) NewHash(ctx context.Context, field, password string, hints ...string) (string, error) {
	if err := CheckPassword(field, password, hints...); err != nil {
		return "", err
	}
	return s.passwords.Hash(ctx, password)
}
