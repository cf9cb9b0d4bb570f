package api

import (
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
)

// Site is a website that Baton serves, with all of its settings.
type Site struct {
	ID              chat.SiteID
	Key             string // public, in the snippet
	Name            string
	Domains         []string // who may embed the widget
	Locale          string
	Greeting        string // the assistant's first line
	AssistantName   string
	Instructions    string // for the model; never public
	Accent          string // #rrggbb
	Hours           hours.Plan
	HandoffTexts    map[string]string // "de.told_closed": see handoff.CheckLine
	Mode            chat.Mode
	FallbackContact string
	TypingPreview   bool
	Version         int64 // rises with every change
	CreatedAt       time.Time
	FirstSeenAt     time.Time // when a page first loaded the widget; zero: not yet
	FirstSeenOn     string    // that page's host
}

// Visitor is a person on a site, as far as Baton knows them.
type Visitor struct {
	ID          chat.VisitorID
	Site        chat.SiteID
	Name        string
	Email       string
	Phone       string
	Verified    bool // the site signed the identity
	Locale      string
	Timezone    string // IANA
	Device      string
	FirstSeenAt time.Time
	LastSeenAt  time.Time
	Page        chat.Page     // the last one
	Trail       []VisitedPage // the newest first
}

// VisitedPage is one step of a visitor's way through the site.
type VisitedPage struct {
	Page chat.Page
	At   time.Time
}
