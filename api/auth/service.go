package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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
)

// How long things last.
const (
	SessionIdle   = 14 * 24 * time.Hour // without a refresh
	SessionLife   = 90 * 24 * time.Hour // in all
	RefreshGrace  = 20 * time.Second    // in which a token that was just exchanged gives the same successor
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
		passwords: NewPasswords(hashesAtOnce), standings: newStandings(p.Sessions, p.Accounts, p.Now)}, nil
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
		err = s.Accounts.SetPasswordHash(ctx, id, hash)
	}
	if err != nil {
		s.Log.WarnContext(ctx, "a password hash could not be renewed", "agent", string(id), "err", err)
	}
}

// Begin starts a session for somebody who has proven who they are.
func (s *Service) Begin(ctx context.Context, a agent.Agent, device string) (Grant, error) {
	now := s.Now()
	session := Session{ID: chat.NewID(), Agent: a.ID, RotatedAt: now, CreatedAt: now, ExpiresAt: now.Add(SessionIdle), Device: device}
	token, hash := s.refresh.first(session.ID)
	session.Refresh = hash
	if err := s.Sessions.BeginSession(ctx, session); err != nil {
		return Grant{}, fmt.Errorf("begin a session: %w", err)
	}
	return s.grant(a, session.ID, token, session.ExpiresAt)
}

func (s *Service) grant(a agent.Agent, session, refresh string, refreshExpires time.Time) (Grant, error) {
	access, expires, err := s.access.Issue(session, a.ID)
	if err != nil {
		return Grant{}, fmt.Errorf("issue an access token: %w", err)
	}
	return Grant{a, session, access, expires, refresh, refreshExpires}, nil
}

// Refresh exchanges a refresh token for its successor and a new access token.
func (s *Service) Refresh(ctx context.Context, token string) (Grant, error) {
	id, secret, hash, ok := s.refresh.read(token)
	if !ok {
		return Grant{}, errSignedOut
	}
	for range 3 { // a rotation that another node does in between is seen by the next round
		session, err := s.Sessions.Session(ctx, id)
		if err != nil {
			return Grant{}, signedOutOr(err)
		}
		now := s.Now()
		if !session.EndedAt.IsZero() || !now.Before(session.ExpiresAt) {
			return Grant{}, errSignedOut
		}
		next, nextHash := s.refresh.next(id, secret)
		switch {
		case hash == session.Refresh:
			expires := earlier(now.Add(SessionIdle), session.CreatedAt.Add(SessionLife))
			done, err := s.Sessions.RotateSession(ctx, id, hash, nextHash, now, expires)
			if err != nil {
				return Grant{}, signedOutOr(err)
			}
			if done {
				return s.refreshed(ctx, session.Agent, id, next, expires)
			}
		case hash == session.Before && nextHash == session.Refresh && now.Sub(session.RotatedAt) <= RefreshGrace:
			return s.refreshed(ctx, session.Agent, id, next, session.ExpiresAt)
		default:
			return Grant{}, s.reused(ctx, session)
		}
	}
	return Grant{}, chat.Refuse(chat.Unavailable, "Your sign-in is being renewed elsewhere. Try again in a moment.")
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func (s *Service) refreshed(ctx context.Context, id chat.AgentID, session, token string, expires time.Time) (Grant, error) {
	a, err := s.Accounts.Agent(ctx, id)
	if err != nil {
		return Grant{}, signedOutOr(err)
	}
	if a.Disabled() {
		return Grant{}, errSignedOut
	}
	return s.grant(a, session, token, expires)
}

// reused ends a session of which an old token came back: two have copies of it.
func (s *Service) reused(ctx context.Context, session Session) error {
	s.Log.WarnContext(ctx, "an old refresh token came back, so its session was ended", "agent", string(session.Agent), "session", session.ID)
	if err := s.end(ctx, session.ID); err != nil {
		return err
	}
	return chat.Refuse(chat.SignedOut, "This sign-in was used in two places and was ended for safety. Sign in again.")
}

// SignOut ends the session that a refresh token belongs to, if there is one.
func (s *Service) SignOut(ctx context.Context, token string) error {
	id, _, _, ok := s.refresh.read(token)
	if !ok {
		return nil
	}
	return s.end(ctx, id)
}

// end ends one session here, in the database and on all sockets. Who asked for it may
// be gone before it is done.
func (s *Service) end(ctx context.Context, session string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endingTimeout)
	defer cancel()
	err := s.Sessions.EndSession(ctx, session, s.Now())
	s.Forget(session)
	s.Sockets.SessionEnded(ctx, session)
	if err != nil {
		return fmt.Errorf("end session %s: %w", session, err)
	}
	return nil
}

// EndAll ends all sessions of an agent but one (empty: all).
func (s *Service) EndAll(ctx context.Context, id chat.AgentID, except string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endingTimeout)
	defer cancel()
	ended, err := s.Sessions.EndSessionsOf(ctx, id, except, s.Now())
	s.standings.forgetAgent(id)
	for _, session := range ended {
		s.Sockets.SessionEnded(ctx, session)
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
	if err := s.Tickets.PutTicket(ctx, hash, p.Session, expires); err != nil {
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
	session, err := s.Tickets.TakeTicket(ctx, hash, s.Now())
	if chat.IsCode(err, chat.NotFound) {
		return policy.Principal{}, errTicket
	}
	if err != nil {
		return policy.Principal{}, signedOutOr(err)
	}
	return s.principal(ctx, session, "")
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
	if err := s.Accounts.SetPasswordHash(ctx, a.ID, hash); err != nil {
		return fmt.Errorf("change the password: %w", err)
	}
	return s.EndAll(ctx, a.ID, p.Session)
}

// NewHash checks a new password and hashes it. field names its input.
func (s *Service) NewHash(ctx context.Context, field, password string, hints ...string) (string, error) {
	if err := CheckPassword(field, password, hints...); err != nil {
		return "", err
	}
	return s.passwords.Hash(ctx, password)
}
