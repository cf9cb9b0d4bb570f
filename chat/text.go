package chat

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what people may write, in characters.
const (
	MaxMessage = 4000
	MaxNote    = 10000
	MaxField   = 500
	MaxComment = 2000
	MaxURL     = 2000
)

// CheckText says what is wrong with a text: empty, longer than limit
// characters, not UTF-8, or holding control characters that no keyboard makes.
// what names it to the person ("message").
func CheckText(what, s string, limit int) error {
	switch {
	case !utf8.ValidString(s):
		return RefuseField("text", "This %s is not valid UTF-8 text. Send it again as UTF-8.", what)
	case strings.ContainsRune(s, 0):
		return RefuseField("text", "This %s contains a NUL character. Remove it and send again.", what)
	case strings.TrimFunc(s, blank) == "":
		return RefuseField("text", "This %s is empty. Write something first.", what)
	}
	if n := utf8.RuneCountInString(s); n > limit {
		return RefuseField("text", "This %s has %d characters; at most %d are allowed. Split it in two.", what, n, limit)
	}
	return nil
}

// CheckLine is CheckText for one short value that may be empty.
func CheckLine(field, s string, limit int) error {
	switch {
	case !utf8.ValidString(s):
		return RefuseField(field, "%s is not valid UTF-8 text.", field)
	case strings.ContainsFunc(s, unicode.IsControl):
		return RefuseField(field, "%s contains control characters. Remove them.", field)
	}
	if n := utf8.RuneCountInString(s); n > limit {
		return RefuseField(field, "%s has %d characters; at most %d are allowed.", field, n, limit)
	}
	return nil
}

// blank holds for what leaves nothing on a screen: spaces, and the invisible
// characters that fool an emptiness check.
func blank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2800' || r == '\u3164'
}

// ParseContact reads an e-mail address or a telephone number out of what a
// visitor typed into the one contact field. It returns the field's name
// (FieldEmail or FieldPhone) and the cleaned value.
func ParseContact(s string) (name, value string, err error) {
	s = strings.TrimSpace(s)
	if strings.Contains(s, "@") {
		a, perr := mail.ParseAddress(s)
		if perr != nil || a.Name != "" || !strings.Contains(a.Address[strings.LastIndex(a.Address, "@"):], ".") || len(a.Address) > 254 {
			return "", "", RefuseField("contact", "This does not look like an e-mail address. Please write it like name@example.com.")
		}
		return FieldEmail, a.Address, nil
	}
	digits := 0
	var out strings.Builder
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
			out.WriteRune(r)
		case r == '+' && i == 0:
			out.WriteRune(r)
		case strings.ContainsRune(" -./()\u00a0", r):
		default:
			return "", "", RefuseField("contact", "Please write an e-mail address or a telephone number.")
		}
	}
	if digits < 6 || digits > 15 {
		return "", "", RefuseField("contact", "A telephone number has 6 to 15 digits; this one has %d.", digits)
	}
	return FieldPhone, out.String(), nil
}

// FindContact finds the first e-mail address or telephone number inside a
// sentence ("my mail is a@b.de").
func FindContact(s string) (name, value string, ok bool) {
	for w := range strings.FieldsSeq(s) {
		w = strings.Trim(w, ".,;:!?<>()[]\"'")
		if strings.Contains(w, "@") {
			if n, v, err := ParseContact(w); err == nil {
				return n, v, true
			}
		}
	}
	return findPhone(s)
}

func findPhone(s string) (name, value string, ok bool) {
	start, digits := -1, 0
	flush := func(end int) bool {
		if start >= 0 && digits >= 8 {
			if n, v, err := ParseContact(strings.TrimRight(s[start:end], " -./()")); err == nil {
				name, value, ok = n, v, true
			}
		}
		start, digits = -1, 0
		return ok
	}
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			if start < 0 {
				start = i
			}
			digits++
		case r == '+' && start < 0:
			start = i
		case start >= 0 && strings.ContainsRune(" -./()", r):
		default:
			if flush(i) {
				return name, value, ok
			}
		}
	}
	flush(len(s))
	return name, value, ok
}
