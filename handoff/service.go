package handoff

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/transcript"
)

// TriggerReturned is the trigger of a visitor who is back after a person had
// the conversation.
const TriggerReturned = "visitor_returned"

// Service carries handoffs out. It keeps nothing in memory and is safe for
// concurrent use.
type Service struct {
	d Deps
}

// Deps are what a Service works with. All are needed unless it says otherwise.
type Deps struct {
	Desk         Desk
	Sites        Sites
	Staff        Staff
	Routes       Routes // nil: whoever is free will do
	Visitors     Visitors
	Destinations Destinations
	Summariser   Summariser                                     // nil: the summary is extracted
	Language     func(text string) (tag string, sure float64)   // of what a visitor wrote; nil: the browser's is used
	Mood         func(lines []transcript.Line, tag string) Mood // nil: everybody is calm
	// Idle tells which messages ask nothing by themselves (greetings, the wish
	// for a person), for the extracted summary. May be nil.
	Idle func(text string) bool
	Log  *slog.Logger     // nil: silent
	Now  func() time.Time // nil: time.Now
}

// Mood is how a visitor seems to feel, and what shows it.
type Mood struct {
	Sentiment string // "calm", "annoyed", "angry"
	Evidence  string
}

// New makes a Service.
func New(d Deps) *Service {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{d: d}
}

// sure is the confidence from which the language of a message counts more
// than that of the browser.
const sure = 0.6

// stand is all that is known of a conversation when something is to be said.
type stand struct {
	c     *chat.Conversation
	to    audience
	in    Inputs
	now   time.Time
	spoke voice // without a promise
}

// read collects what a line and a promise are made from.
func (s *Service) read(ctx context.Context, c *chat.Conversation) (stand, error) {
	settings, err := s.d.Sites.Handoffs(ctx, c.Site, c.Team())
	if err != nil {
		return stand{}, fmt.Errorf("settings of site %s: %w", c.Site, err)
	}
	staffing, err := s.d.Staff.Staffing(ctx, c)
	if err != nil {
		return stand{}, fmt.Errorf("staffing for %s: %w", c.ID, err)
	}
	visitor, err := s.d.Visitors.Visitor(ctx, c.Visitor)
	if err != nil {
		return stand{}, fmt.Errorf("visitor of %s: %w", c.ID, err)
	}
	if name := c.FieldValue(chat.FieldName); name != "" {
		visitor.Name = name
	}
	tongue, err := s.tongue(ctx, c, settings)
	if err != nil {
		return stand{}, err
	}
	st := stand{c: c, to: audience{tongue, settings, visitor}, in: settings.Inputs(staffing), now: s.d.Now()}
	st.spoke = st.to.speak(chat.Promise{}, st.now)
	return st, nil
}

// tongue is the language to speak: that of the visitor's last message when it
// is plain, else what is known of the conversation, else the site's.
func (s *Service) tongue(ctx context.Context, c *chat.Conversation, settings Settings) (string, error) {
	if s.d.Language != nil && c.VisitorSeq > 0 {
		last, err := s.d.Desk.Entries(ctx, c.ID, c.VisitorSeq-1, 1)
		if err != nil {
			return "", fmt.Errorf("last message of %s: %w", c.ID, err)
		}
		for _, l := range transcript.Read(last) {
			if tag, how := s.d.Language(l.Text); how >= sure && lines.Speaks(tag) {
				return regional(tag, c.Language), nil
			}
		}
	}
	if lines.Speaks(c.Language) {
		return c.Language, nil
	}
	return settings.Language, nil
}

// regional keeps the region of the browser's language when it is the same
// language as the detected one: "en-US" rather than "en".
func regional(detected, browser string) string {
	if lines.Speaks(browser) && lines.Match(browser) == lines.Match(detected) {
		return browser
	}
	return detected
}
