package api

import (
	"context"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/auth"
	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// Identify implements route.ServerInterface.
func (s *Server) Identify(c *gin.Context, _ wire.IdentifyParams) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, body wire.Identify) (any, error) {
		said, err := unsignedClaim(body)
		if err != nil {
			return nil, err
		}
		if body.Token == "" && body.UserID == "" && body.Hash == "" {
			return s.identifyUnsigned(ctx, c, who, said)
		}
		signed, err := s.signedIdentity(ctx, who.site, body)
		if err != nil {
			return nil, err
		}
		return s.identifySigned(ctx, c, who, signed, said)
	})
}

// unsignedClaim reads name and address, for which nobody vouches.
func unsignedClaim(body wire.Identify) (store.Claim, error) {
	said := store.Claim{Name: strings.TrimSpace(body.Name)}
	if err := chat.CheckLine("name", said.Name, 100); err != nil {
		return said, err
	}
	if body.Email == "" {
		return said, nil
	}
	kind, value, err := chat.ParseContact(body.Email)
	if err != nil || kind != chat.FieldEmail {
		return said, chat.RefuseField("email", "This does not look like an e-mail address. Write it like name@example.com.")
	}
	said.Email = value
	return said, nil
}

// signedIdentity checks the signature of either form.
func (s *Server) signedIdentity(ctx context.Context, site store.Site, body wire.Identify) (auth.VisitorIdentity, error) {
	var none auth.VisitorIdentity
	switch {
	case body.Token != "" && (body.UserID != "" || body.Hash != "" || body.Name != "" || body.Email != ""):
		return none, chat.RefuseField("token", "A token goes alone: name, email and the others are its claims.")
	case body.Token == "" && body.UserID == "":
		return none, chat.RefuseField("user_id", "A hash needs the user_id that it was made of.")
	case body.Token == "" && body.Hash == "":
		return none, chat.RefuseField("hash", "A user_id needs its hash: without one anybody could be anybody.")
	}
	all, err := s.ports.IdentitySecrets.IdentitySecrets(ctx, site.ID)
	if err != nil {
		return none, err
	}
	secrets := make([][]byte, len(all))
	for i, one := range all {
		secrets[i] = one.Secret
	}
	if body.Token != "" {
		return auth.ReadIdentity(body.Token, site.Key, secrets, s.cfg.Now)
	}
	return auth.CheckUserHash(body.UserID, body.Hash, secrets)
}

// identifyUnsigned notes what was said without proof.
func (s *Server) identifyUnsigned(ctx context.Context, c *gin.Context, who caller, said store.Claim) (any, error) {
	if !differs(said.Email, who.visitor.Email) {
		noted, err := s.ports.Visitors.NoteClaim(ctx, who.Visitor, said)
		if err != nil {
			return nil, err
		}
		s.tellVisitor(ctx, who.visitor, noted)
		return wire.Identified{}, nil
	}
	// Somebody else sits here now. What the one before wrote is not theirs.
	if err := s.endVisit(ctx, who); err != nil {
		return nil, err
	}
	_, err := s.beginVisit(ctx, c, store.Visitor{Site: who.Site, Name: said.Name, Email: said.Email, Locale: who.visitor.Locale,
		Timezone: who.visitor.Timezone, Device: who.visitor.Device})
	return wire.Identified{Changed: true}, err
}

// differs reports whether two addresses are given and are not the same.
func differs(a, b string) bool { return a != "" && b != "" && !strings.EqualFold(a, b) }

// identifySigned lets the caller be whom the site vouches for. A known person gets a
// session of their own; the present visitor becomes a new one only if nothing speaks
// against it. One person's thread never becomes another's.
func (s *Server) identifySigned(ctx context.Context, c *gin.Context, who caller, id auth.VisitorIdentity, said store.Claim) (any, error) {
	v := store.Visitor{Site: who.Site, ExternalID: id.ExternalID, Name: id.Name, Email: id.Email, Phone: id.Phone, Signed: id.Attributes,
		Locale: first(id.Locale, who.visitor.Locale), Timezone: who.visitor.Timezone, Device: who.visitor.Device}
	another := differs(said.Email, who.visitor.Email) && !who.visitor.Verified
	if who.visitor.ExternalID != id.ExternalID && !another {
		now, bound, err := s.ports.VisitorSessions.BindVisitor(ctx, who.Visitor, v)
		switch {
		case err != nil:
			return nil, err
		case bound:
			return s.bound(ctx, c, who, now, said)
		}
		who.visitor = now // another tab may have been first
		another = now.Verified || differs(id.Email, now.Email)
	}
	known, err := s.ports.VisitorSessions.VerifiedVisitor(ctx, v)
	if err != nil {
		return nil, err
	}
	noted, err := s.ports.Visitors.NoteClaim(ctx, known.ID, said)
	if err != nil {
		return nil, err
	}
	if known.ID == who.Visitor {
		s.tellVisitor(ctx, who.visitor, noted)
		return wire.Identified{Verified: true}, nil
	}
	if !another {
		s.noteIdentity(ctx, who.Visitor, true)
	}
	if err := s.endVisit(ctx, who); err != nil {
		return nil, err
	}
	s.tellVisitor(ctx, store.Visitor{}, noted)
	return wire.Identified{Changed: true, Verified: true}, s.openVisit(ctx, c, noted)
}

// bound is what follows when the present visitor became a verified one: their session
// goes on under another token, so that nobody who knew the old one gains by it.
func (s *Server) bound(ctx context.Context, c *gin.Context, who caller, now store.Visitor, said store.Claim) (any, error) {
	if err := s.openVisit(ctx, c, now); err != nil {
		return nil, err
	}
	if err := s.ports.VisitorSessions.EndVisitorSession(ctx, who.visit); err != nil {
		return nil, err
	}
	noted, err := s.ports.Visitors.NoteClaim(ctx, now.ID, said)
	if err != nil {
		return nil, err
	}
	s.noteIdentity(ctx, now.ID, false)
	s.tellVisitor(ctx, who.visitor, noted)
	return wire.Identified{Verified: true}, nil
}

// noteIdentity tells the team, in the conversation that goes on, that a signature
// vouched for the visitor. It is worth a warning, not a failed request.
func (s *Server) noteIdentity(ctx context.Context, v chat.VisitorID, moved bool) {
	latest, err := s.ports.Visitors.LatestOf(ctx, v, 1)
	if err == nil && len(latest) == 1 && latest[0].State != chat.StateResolved {
		_, err = s.ports.Desk.Do(ctx, latest[0].ID, chat.NoteIdentity{Moved: moved})
	}
	if err != nil {
		s.cfg.Log.WarnContext(ctx, "a signed identity could not be noted in its conversation", "visitor", string(v), "request_id", requestID(ctx), "err", err)
	}
}

// tellVisitor shows agents who look at the visitor what is known now.
func (s *Server) tellVisitor(ctx context.Context, before, now store.Visitor) {
	if before.ID == now.ID && before.Name == now.Name && before.Email == now.Email && before.Phone == now.Phone && before.ExternalID == now.ExternalID &&
		len(before.Proved) == len(now.Proved) && maps.Equal(before.Attributes, now.Attributes) && maps.Equal(before.Signed, now.Signed) {
		return
	}
	latest, err := s.ports.Visitors.LatestOf(ctx, now.ID, pastOfVisitor)
	if err != nil {
		s.cfg.Log.WarnContext(ctx, "agents could not be told of a visitor", "visitor", string(now.ID), "request_id", requestID(ctx), "err", err)
		return
	}
	for _, cv := range latest {
		s.ports.VisitorNews.VisitorChanged(cv.ID, now)
	}
}

// SetAttributes implements route.ServerInterface.
func (s *Server) SetAttributes(c *gin.Context, _ wire.SetAttributesParams) {
	act(s, c, http.StatusNoContent, func(ctx context.Context, who caller, body wire.AttributeChange) (any, error) {
		if err := chat.CheckAttributes("attributes", body.Attributes, chat.MaxAttributes); err != nil {
			return nil, err
		}
		if err := s.take(ctx, s.cfg.Limits.Told, string(who.Visitor)); err != nil {
			return nil, err
		}
		noted, err := s.ports.Visitors.NoteClaim(ctx, who.Visitor, store.Claim{Attributes: body.Attributes})
		if err != nil {
			return nil, err
		}
		s.tellVisitor(ctx, who.visitor, noted)
		return nil, nil //nolint:nilnil // 204
	})
}

// TrackEvents implements route.ServerInterface.
func (s *Server) TrackEvents(c *gin.Context, _ wire.TrackEventsParams) {
	act(s, c, http.StatusNoContent, func(ctx context.Context, who caller, body wire.TrackedEvents) (any, error) {
		cv, err := s.conversation(ctx, who, body.Conversation)
		if err != nil {
			return nil, err
		}
		now := s.cfg.Now()
		events := make([]chat.Track, len(body.Events))
		for i, e := range body.Events {
			events[i] = chat.Track{By: who.Visitor, ClientID: e.ClientID, Name: strings.TrimSpace(e.Name), Props: e.Props}
			if e.Ago > 0 {
				events[i].HappenedAt = now.Add(-time.Duration(e.Ago) * time.Second).Truncate(time.Second)
			}
			if err := events[i].Check(); err != nil {
				return nil, err
			}
		}
		for _, e := range events {
			if err := s.take(ctx, s.cfg.Limits.Told, string(who.Visitor)); err != nil {
				return nil, err
			}
			if _, err := s.ports.Desk.Do(ctx, cv.ID, e); err != nil {
				return nil, err
			}
		}
		return nil, nil //nolint:nilnil // 204
	})
}
