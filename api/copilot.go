package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/store"
)

// GetCopilot implements route.ServerInterface.
func (s *Server) GetCopilot(c *gin.Context, id wire.ConversationID) {
	act(s, c, http.StatusOK, func(ctx context.Context, who caller, _ nothing) (any, error) {
		cv, err := s.conversation(ctx, who, id)
		if err != nil {
			return nil, err
		}
		p, err := s.ports.Copilot.Pane(ctx, cv.ID)
		if err != nil {
			return nil, err
		}
		return wire.CopilotPane{Articles: list(p.Articles), Summary: wire.CopilotSummary{Wants: p.Wants, Points: list(p.Points), Tried: list(p.Tried),
			Sentiment: wire.CopilotSummarySentiment(p.Sentiment), Fields: list(p.Fields), By: wire.CopilotSummaryBy(p.By), Seq: p.Seq}}, nil
	})
}

// GetCopilotStatus implements route.ServerInterface.
func (s *Server) GetCopilotStatus(c *gin.Context) {
	act(s, c, http.StatusOK, func(ctx context.Context, _ caller, _ nothing) (any, error) {
		st := s.ports.Copilot.Status(ctx)
		out := wire.CopilotStatus{Mode: wire.CopilotStatusModeBuiltIn, Model: st.Model, Why: st.Why, Features: []wire.CopilotFeature{}}
		if st.Model != "" {
			out.Mode = wire.CopilotStatusModeModel
		}
		for _, f := range st.Features {
			out.Features = append(out.Features, wire.CopilotFeature{Name: wire.CopilotFeatureName(f.Name), Works: f.Works,
				By: wire.CopilotFeatureBy(f.By), Why: f.Why})
		}
		return out, nil
	})
}

// CreateCopilotDraft implements route.ServerInterface.
func (s *Server) CreateCopilotDraft(c *gin.Context, id wire.ConversationID) {
	streamed(s, c, id, func(ctx context.Context, who caller, cv *chat.Conversation, body wire.DraftRequest, piece func(string) error) (CopilotText, error) {
		return s.ports.Copilot.Draft(ctx, cv.ID, who.Agent, body.Hint, piece)
	})
}

// AskCopilot implements route.ServerInterface.
func (s *Server) AskCopilot(c *gin.Context, id wire.ConversationID) {
	streamed(s, c, id, func(ctx context.Context, who caller, cv *chat.Conversation, body wire.CopilotQuestion, piece func(string) error) (CopilotText, error) {
		if err := chat.CheckText("question", body.Question, 1000); err != nil {
			return CopilotText{}, err
		}
		return s.ports.Copilot.Ask(ctx, cv.ID, who.Agent, body.Question, piece)
	})
}

// SetDisposition implements route.ServerInterface.
func (s *Server) SetDisposition(c *gin.Context, draft wire.ID) {
	act(s, c, http.StatusNoContent, func(ctx context.Context, who caller, body wire.Disposition) (any, error) {
		if !chat.ValidID(draft) {
			return nil, policy.NoDraft()
		}
		err := s.ports.Dispositions.DisposeCopilotDraft(ctx, draft, who.Agent, store.Disposition(body.Disposition))
		if chat.IsCode(err, chat.NotFound) || chat.IsCode(err, chat.Forbidden) {
			return nil, policy.NoDraft()
		}
		return nil, err
	})
}

// lines writes a stream of JSON objects, one a line. Nothing is sent before the first,
// so that an early failure can still have its status.
type lines struct {
	c     *gin.Context
	begun bool
}

func (l *lines) write(line wire.CopilotLine) error {
	if !l.begun {
		l.begun = true
		h := l.c.Writer.Header()
		h.Set("Content-Type", "application/x-ndjson; charset=utf-8")
		h.Set("X-Accel-Buffering", "no") // proxies should pass pieces on as they come
		// The server's own deadline for answers is shorter than a slow model; a
		// connection that knows no deadlines needs none.
		_ = http.NewResponseController(l.c.Writer).SetWriteDeadline(time.Now().Add(copilotTime))
	}
	b, err := json.Marshal(line)
	if err != nil {
		return err
	}
	if _, err := l.c.Writer.Write(append(b, '\n')); err != nil {
		return err
	}
	l.c.Writer.Flush()
	return nil
}

// writer lets the copilot write about a conversation, piece by piece.
type writer[B any] func(ctx context.Context, who caller, cv *chat.Conversation, body B, piece func(string) error) (CopilotText, error)

// streamed answers with what run writes: pieces, then the whole or why not.
func streamed[B any](s *Server, c *gin.Context, id string, run writer[B]) {
	who := callerOf(c)
	ctx := c.Request.Context()
	out := &lines{c: c}
	text, err := func() (CopilotText, error) {
		body, err := readBody[B](c, who.operation)
		if err != nil {
			return CopilotText{}, err
		}
		cv, err := s.conversation(ctx, who, id)
		if err != nil {
			return CopilotText{}, err
		}
		if err := s.take(ctx, s.cfg.Limits.Copilot, string(who.Agent)); err != nil {
			return CopilotText{}, err
		}
		return run(ctx, who, cv, body, func(delta string) error { return out.write(wire.CopilotLine{Delta: delta}) })
	}()
	switch {
	case err == nil:
		err = out.write(wire.CopilotLine{Done: wireDraftText(text)})
		if err != nil && ctx.Err() == nil {
			s.cfg.Log.DebugContext(ctx, "a stream broke off", "request_id", requestID(ctx), "err", err)
		}
	case !out.begun:
		s.fail(c, err)
	default:
		if errors.Is(err, context.Canceled) && ctx.Err() != nil {
			return // nobody reads any more
		}
		refusal := classed(err)
		s.report(ctx, c, refusal.Code, err)
		e := s.wireError(ctx, refusal)
		_ = out.write(wire.CopilotLine{Error: &e}) // the client sees that the stream was cut off
	}
}
