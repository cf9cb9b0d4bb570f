package handoff

import (
	"context"
	"fmt"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/transcript"
)

// Deliver brings the package to the site's one destination; the work of
// chat.WorkDeliver, whose key is the handoff. A request that was withdrawn
// before is not delivered: nobody should work on it. attempt counts from 1.
func (s *Service) Deliver(ctx context.Context, id chat.ConversationID, h chat.HandoffID, attempt int) error {
	c, entries, err := transcript.All(ctx, s.d.Desk, id)
	if err != nil {
		return err
	}
	switch {
	case c.Handoff == nil || c.Handoff.ID != h || c.Handoff.Delivered:
		return nil
	case !c.Handoff.Open && c.Handoff.JoinedAt.IsZero():
		return nil
	case !c.Handoff.Packaged:
		return chat.Refuse(chat.Conflict, "This handoff is not packaged yet, so it cannot be delivered.")
	}
	name, err := s.send(ctx, c, entries)
	if err == nil {
		_, err = s.d.Desk.Do(ctx, id, chat.RecordDelivery{Handoff: h, Destination: name})
	}
	if err != nil {
		return s.failed(ctx, id, chat.HandoffFailed{Handoff: h, Step: chat.StepDelivered, Attempt: attempt,
			Say: "This handoff could not be delivered. Baton tries again."}, err)
	}
	return nil
}

// send gives the parcel to the destination and returns its name.
func (s *Service) send(ctx context.Context, c *chat.Conversation, entries []chat.Entry) (string, error) {
	parcel := Parcel{Conversation: c.ID, Site: c.Site, Reason: c.Handoff.Reason, AskedAt: c.Handoff.AskedAt}
	for _, e := range entries {
		if f, ok := e.Fact.(chat.HandoffPackaged); ok && f.Package.Handoff == c.Handoff.ID {
			parcel.Package = f.Package
		}
	}
	to, err := s.d.Destinations.Destination(ctx, c.Site)
	if err != nil {
		return "", fmt.Errorf("destination of site %s: %w", c.Site, err)
	}
	if err := to.Deliver(ctx, parcel); err != nil {
		return "", fmt.Errorf("deliver to %s: %w", to.Name(), err)
	}
	return to.Name(), nil
}

// Row is a handoff in the built-in queue.
type Row struct {
	Handoff      chat.HandoffID
	Conversation chat.ConversationID
	Site         chat.SiteID
	Reason       chat.Reason
	Category     chat.Category
	Summary      string
	Topic        string
	PageURL      string
	Contact      string
	Priority     int
	AskedAt      time.Time
}

// Rows keeps the rows of the built-in queue.
type Rows interface {
	// Put adds a row, unless one of the same handoff is there already: the
	// handoff's id is unique among them.
	Put(ctx context.Context, row Row) error
}

// Queue is the built-in destination: a structured row that the dashboard shows.
// What the visitor adds later is on the same timeline and needs no sending.
type Queue struct{ Rows Rows }

// Name is "queue".
func (Queue) Name() string { return "queue" }

// Deliver adds the row.
func (q Queue) Deliver(ctx context.Context, p Parcel) error {
	return q.Rows.Put(ctx, Row{Handoff: p.Package.Handoff, Conversation: p.Conversation, Site: p.Site, Reason: p.Reason,
		Category: p.Reason.Category(), Summary: p.Package.Summary, Topic: p.Package.Topic, PageURL: p.Package.Page.URL,
		Contact: p.Package.Contact, Priority: p.Package.Priority, AskedAt: p.AskedAt})
}
