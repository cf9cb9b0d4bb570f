package chat

import (
	"maps"
	"time"
)

// Limits of what a host's page may tell of its visitor.
const (
	MaxAttributes = 50
	MaxAttribute  = 1024 // bytes of a value
	MaxProps      = 20   // of one event
	MaxEventName  = 64
	MaxEventAge   = 24 * time.Hour // of an event that is told late
	maxKey        = 64
)

// CheckAttributes says what is wrong with attributes that a page or a signed
// identity gives: too many, a name that is none, or a value that is too large.
// field names them to whoever sent them.
func CheckAttributes(field string, all map[string]string, limit int) error {
	if len(all) > limit {
		return RefuseField(field, "There are %d attributes; at most %d are allowed.", len(all), limit)
	}
	for name, value := range all {
		if !validKey(name) {
			return RefuseField(field, "%q is no name for an attribute: it begins with a letter, goes on with letters, digits, '_', '-' and '.', "+
				"and has at most %d characters.", shortKey(name), maxKey)
		}
		if len(value) > MaxAttribute {
			return RefuseField(field+"."+name, "%s has %d bytes; at most %d are allowed.", name, len(value), MaxAttribute)
		}
		if err := CheckLine(field+"."+name, value, MaxAttribute); err != nil {
			return err
		}
	}
	return nil
}

func validKey(s string) bool {
	if s == "" || len(s) > maxKey {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		case i > 0 && (c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.'):
		default:
			return false
		}
	}
	return true
}

// shortKey keeps a name that is far too long out of a sentence.
func shortKey(s string) string {
	if len(s) > maxKey {
		return s[:maxKey] + "…"
	}
	return s
}

// Track notes something that the visitor did on the host's page.
type Track struct {
	By         VisitorID
	ClientID   string
	Name       string
	Props      map[string]string
	HappenedAt time.Time // zero: now
}

// Check says what is wrong with the event itself.
func (m Track) Check() error {
	if m.Name == "" {
		return RefuseField("name", "An event needs a name.")
	}
	if err := CheckLine("name", m.Name, MaxEventName); err != nil {
		return err
	}
	return CheckAttributes("props", m.Props, MaxProps)
}

func (m Track) decide(c *Conversation, _ time.Time) (Decision, error) {
	if err := m.Check(); err != nil {
		return Decision{}, err
	}
	if c.State == StateResolved {
		return Decision{}, Refuse(Conflict, "This conversation has ended; events are noted while one goes on.")
	}
	return Decision{Drafts: []Draft{{ByVisitor(m.By), m.ClientID, VisitorEvent{m.Name, maps.Clone(m.Props), m.HappenedAt}}}}, nil
}

// NoteIdentity notes that the site vouched for who the visitor is.
type NoteIdentity struct{ Moved bool }

func (m NoteIdentity) decide(_ *Conversation, _ time.Time) (Decision, error) {
	var d Decision
	d.draft(BySystem, VisitorIdentified{m.Moved})
	return d, nil
}
