package handoff

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/transcript"
)

// summaryPatience is how long a model may take over the summary before it is
// extracted instead: the person who joins should not wait for it.
const summaryPatience = 8 * time.Second

// Package puts together what a person needs and stores it on the timeline; the
// work of chat.WorkPackage, whose key is the handoff. It refuses to start
// before the visitor was told. attempt counts from 1.
func (s *Service) Package(ctx context.Context, id chat.ConversationID, h chat.HandoffID, attempt int) error {
	c, entries, err := transcript.All(ctx, s.d.Desk, id)
	if err != nil {
		return err
	}
	if c.Handoff == nil || c.Handoff.ID != h || c.Handoff.Packaged {
		return nil // done, or a later handoff took its place
	}
	if _, ok := told(entries, h); !ok {
		return chat.Refuse(chat.Conflict, "The visitor has not been told yet, so this handoff cannot be packaged.")
	}
	p, err := s.pack(ctx, c, entries)
	if err == nil {
		_, err = s.d.Desk.Do(ctx, id, chat.RecordPackage{Package: p})
	}
	if err != nil {
		return s.failed(ctx, id, chat.HandoffFailed{Handoff: h, Step: chat.StepPackaged, Attempt: attempt,
			Say: "The summary for this handoff could not be put together. Baton tries again."}, err)
	}
	return nil
}

// pack collects the package. The transcript goes with it by its last number.
func (s *Service) pack(ctx context.Context, c *chat.Conversation, entries []chat.Entry) (chat.Package, error) {
	visitor, err := s.d.Visitors.Visitor(ctx, c.Visitor)
	if err != nil {
		return chat.Package{}, fmt.Errorf("visitor of %s: %w", c.ID, err)
	}
	settings, err := s.d.Sites.Handoffs(ctx, c.Site, c.Team())
	if err != nil {
		return chat.Package{}, fmt.Errorf("settings of site %s: %w", c.Site, err)
	}
	tongue, err := s.tongue(ctx, c, settings)
	if err != nil {
		return chat.Package{}, err
	}
	lines := transcript.Read(entries)
	p := s.summarise(ctx, c, entries, lines)
	if p.Sentiment == "" && s.d.Mood != nil {
		p.Sentiment = s.d.Mood(lines, tongue).Sentiment
	}
	return fill(p, c, visitor, tongue), nil
}

// summarise asks the Summariser, and extracts when it has no answer in time.
func (s *Service) summarise(ctx context.Context, c *chat.Conversation, entries []chat.Entry, lines []transcript.Line) chat.Package {
	if s.d.Summariser != nil {
		limited, cancel := context.WithTimeout(ctx, summaryPatience)
		defer cancel()
		p, err := s.d.Summariser.Summarise(limited, c, entries)
		if err == nil && p.Summary != "" {
			return p
		}
		s.d.Log.InfoContext(ctx, "the summary is extracted", "conversation", c, "err", err)
	}
	x := transcript.Make(lines, s.d.Idle)
	return chat.Package{Summary: x.Summary, Points: x.Points, Tried: x.Tried, Articles: cited(lines), By: "extractive"}
}

// fill adds to a summary what is known for certain.
func fill(p chat.Package, c *chat.Conversation, v Visitor, tongue string) chat.Package {
	p.Handoff, p.Seq, p.Page, p.Language = c.Handoff.ID, c.Seq, c.Page, tongue
	p.Fields, p.Contact = slices.Clone(c.Fields), c.Contact
	if p.Contact == "" {
		p.Contact = v.Contact
	}
	if p.Summary == "" {
		p.Summary = "The visitor has not written anything yet."
	}
	if p.Sentiment == "" {
		p.Sentiment = "calm"
	}
	p.Visitor = maps.Clone(v.Facts)
	if v.Name != "" {
		if p.Visitor == nil {
			p.Visitor = make(map[string]string)
		}
		p.Visitor["name"] = v.Name
	}
	p.Priority = max(c.Priority, priority(c.Handoff.Reason, p.Sentiment, v))
	if p.Topic == "" && c.Route != nil {
		p.Topic = c.Route.Topic // by which it was routed: surer than what an article is called
	}
	if p.Topic == "" && len(p.Articles) > 0 {
		p.Topic = p.Articles[0].Title
	}
	return p
}

// The priorities of a package.
const (
	Normal  = 0
	Raised  = 1 // somebody is upset
	Highest = 2 // a very important customer, or danger
)

func priority(r chat.Reason, sentiment string, v Visitor) int {
	switch {
	case v.VIP || r == chat.VIP || r == chat.Unsafe:
		return Highest
	case r == chat.Sentiment || sentiment == "angry":
		return Raised
	default:
		return Normal
	}
}

// cited lists the articles that the assistant's answers rest on, each once,
// the latest first.
func cited(lines []transcript.Line) []chat.Citation {
	var out []chat.Citation
	for _, l := range slices.Backward(lines) {
		for _, a := range l.Citations {
			if !slices.ContainsFunc(out, func(b chat.Citation) bool { return a.Article == b.Article }) {
				out = append(out, a)
			}
		}
	}
	return out
}
