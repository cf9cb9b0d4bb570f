package assistant

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/batonchat/baton/assistant/builtin"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/transcript"
)

// reading is what a turn knows: the conversation, all that was said, and the
// part of it that waits for an answer. It does not change during the turn.
type reading struct {
	c        *chat.Conversation
	lines    []transcript.Line // everything that was said
	fresh    []transcript.Line // the visitor's, not answered yet
	upTo     int64             // the last of them, by Seq
	lang     string            // to speak: a language tag
	fields   []chat.Field      // what the fresh lines hold and was not known
	settings Settings
}

// surely is the confidence from which the language of a message counts more
// than what was known of it.
const surely = 0.6

func read(c *chat.Conversation, said []transcript.Line, settings Settings, guess func(string) (string, float64)) reading {
	r := reading{c: c, lines: said, settings: settings, lang: c.Language}
	r.fresh = transcript.Said(said, c.AnsweredSeq, c.VisitorSeq)
	if len(r.fresh) == 0 {
		return r
	}
	r.upTo = r.fresh[len(r.fresh)-1].Seq
	detected, how := guess(transcript.Join(r.fresh))
	if how >= surely && lines.Speaks(detected) && lines.Match(detected) != lines.Match(c.Language) {
		r.lang = detected
	}
	if !lines.Speaks(r.lang) && detected != "" && lines.Speaks(detected) {
		r.lang = detected
	}
	if r.lang == "" {
		r.lang = "en"
	}
	for _, l := range r.fresh {
		r.fields = append(r.fields, newFields(c, settings, l.Text)...)
	}
	return r
}

// base is the language as ISO 639-1.
func (r reading) base() string {
	tag, err := language.Parse(r.lang)
	if err != nil {
		return ""
	}
	b, _ := tag.Base()
	return b.String()
}

func (r reading) line(key string) string { return lines.Say(r.lang, key, nil) }

// between is what stands between two sentences.
func (r reading) between() string {
	if lines.Match(r.lang) == "zh" {
		return ""
	}
	return " "
}

// turns gives what was said before the entry at seq, for the built-in head.
func (r reading) turns(before int64) []builtin.Turn {
	var out []builtin.Turn
	for _, l := range r.lines {
		if l.Seq < before {
			out = append(out, builtin.Turn{Visitor: l.ByVisitor(), Text: l.Text})
		}
	}
	return out
}

// offered reports whether the last thing said before the fresh lines offers a
// person.
func (r reading) offered() bool {
	for _, l := range slices.Backward(r.lines) {
		if l.Seq < r.fresh[0].Seq && !l.ByVisitor() {
			return offers(l)
		}
	}
	return false
}

func offers(l transcript.Line) bool {
	return l.ByAssistant() && (l.Template == TemplateOffer || l.Template == TemplateUnknown)
}

// offeredLately reports whether one of the assistant's last three lines offers
// a person, or the visitor has just declined one.
func (r reading) offeredLately() bool {
	seen := 0
	for _, l := range slices.Backward(r.lines) {
		if !l.ByAssistant() {
			continue
		}
		if offers(l) || l.Template == TemplateDeclined {
			return true
		}
		if seen++; seen == 3 {
			break
		}
	}
	return false
}

// notedKey is the thanks for what the visitor gave.
func (r reading) notedKey() string {
	contact := slices.ContainsFunc(r.fresh, func(l transcript.Line) bool {
		_, _, ok := chat.FindContact(l.Text)
		return ok
	})
	switch {
	case r.c.State == chat.StateAssistant:
		return "noted"
	case contact && r.c.State == chat.StateFollowUp:
		return "contact_thanks"
	default:
		return "noted_waiting"
	}
}

func (s Settings) turns() int { return cmp.Or(max(s.LowConfidenceTurns, 0), 2) }

func (s Settings) turnLimit() time.Duration { return cmp.Or(max(s.TurnLimit, 0), 40*time.Second) }

func citations(from []builtin.Citation) []chat.Citation {
	out := make([]chat.Citation, 0, len(from))
	for _, c := range from {
		out = append(out, chat.Citation{Article: chat.ArticleID(c.ArticleID), Title: c.Title, Slug: c.Slug})
	}
	return slices.Clip(out)
}

// oneLine makes a text safe to stand as evidence.
func oneLine(s string) string { return transcript.Shorten(strings.TrimSpace(s), 160) }
