package chat

import (
	"crypto/rand"
	"strings"
)

// The identifiers of Baton's things. All are random and public: knowing one
// proves nothing, every use is authorised.
type (
	SiteID         string
	VisitorID      string
	ConversationID string
	AgentID        string
	TeamID         string
	HandoffID      string
	OfferID        string
	RunID          string
	ArticleID      string
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
