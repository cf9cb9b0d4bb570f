package chat

import (
	"crypto/rand"
	"strings"
)

// The identifiers of Baton's things. All are random and public: knowing one
// proves nothing, every use is authorised.
type (
	// SiteID names a site.
	SiteID string
	// VisitorID names a visitor of one site.
	VisitorID string
	// ConversationID names a conversation.
	ConversationID string
	// AgentID names an agent.
	AgentID string
	// TeamID names a team.
	TeamID string
	// HandoffID names one handoff of a conversation.
	HandoffID string
	// OfferID names one round of offers.
	OfferID string
	// RunID names one run of the assistant.
	RunID string
	// ArticleID names a help article.
	ArticleID string
)

// NewID returns a fresh identifier of 26 lower-case letters and digits that
// carries 130 random bits.
func NewID() string { return strings.ToLower(rand.Text()) }

// ValidID reports whether s can have come from NewID or from a client that
// follows its rules: 8 to 64 characters out of letters, digits, '-' and '_'.
func ValidID(s string) bool {
	if len(s) < 8 || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}
