package hours

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Problem is one thing wrong with a plan, said to the admin who wrote it.
type Problem struct {
	// At is the place in the JSON form, such as weekly[2].to. It is empty when the
	// plan as a whole is meant.
	At string `json:"at"`
	// Say is a sentence for the admin: what is wrong and what to do.
	Say string `json:"say"`
}

// Problems is everything wrong with a plan. As an error it lists them all, one a
// line.
//
//nolint:errname // callers show the problems one by one; that it is an error too comes second
type Problems []Problem

// Error lists the sentences, one a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Say
		if p.At != "" {
			lines[i] = p.At + ": " + p.Say
		}
	}
	return strings.Join(lines, "\n")
}

// Limits on a plan. They stop mistakes and abuse; no real place comes near them.
const (
	maxWeekly     = 200
	maxExceptions = 1000
	maxName       = 100
	firstYear     = 1970
	lastYear      = 2199
)

// Validate returns nil, or a [Problems] that holds everything wrong with the plan.
func (p Plan) Validate() error {
	if problems := p.Problems(); len(problems) > 0 {
		return problems
	}
	return nil
}

// Problems returns everything wrong with the plan, in the order of its parts.
func (p Plan) Problems() Problems {
	var c checklist
	c.zone(p.Zone)
	c.weekly(p.Weekly, nil)
	c.exceptions(p.Exceptions, nil)
	c.override(p.Override)
	return c.problems
}

// checklist gathers problems while a plan is looked through. Entries whose index
// is in a skip set could not be read and have been reported already.
type checklist struct{ problems Problems }

type skip map[int]bool

func (c *checklist) addf(at, format string, args ...any) {
	c.problems = append(c.problems, Problem{At: at, Say: fmt.Sprintf(format, args...)})
}

func (c *checklist) zone(name string) {
	if name == "" {
		c.addf("zone", "Choose the time zone, such as Europe/Berlin.")
		return
	}
	if _, err := loadZone(name); err != nil {
		c.addf("zone", "The time zone %q is not known. Choose one such as Europe/Berlin or America/New_York.", shorten(name))
	}
}

// loadZone refuses what time.LoadLocation would accept but nobody else could
// repeat: "" for UTC, and Local for whatever this machine is set to.
func loadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("time zone %q has no fixed meaning", name)
	}
	return time.LoadLocation(name)
}

func (c *checklist) weekly(intervals []Interval, unread skip) {
	if len(intervals) > maxWeekly {
		c.addf("weekly", "There are %d weekly intervals; %d is the most.", len(intervals), maxWeekly)
		return
	}
	var week []stretchOfWeek
	for i, v := range intervals {
		if unread[i] {
			continue
		}
		at := fmt.Sprintf("weekly[%d]", i)
		if v.Day < Monday || v.Day > Sunday {
			c.addf(at+".day", "Day %d is outside the week; the week runs from Monday to Sunday.", int(v.Day))
			continue
		}
		if c.span(at, v.Day.String(), Span{v.From, v.To}) {
			start := int(v.Day)*dayMinutes + int(v.From)
			week = append(week, stretchOfWeek{start, start + int(v.To-v.From), at, v.Day.String() + " " + Span{v.From, v.To}.String()})
		}
	}
	c.overlaps(week, 7*dayMinutes)
}

// span checks one interval that begins on the named day.
func (c *checklist) span(at, day string, s Span) bool {
	switch {
	case s.From < 0 || s.From >= dayMinutes:
		c.addf(at+".from", "%s: an interval must begin between 00:00 and 23:59, not at %s. "+
			"If it begins after midnight, write it under the next day.", day, s.From)
	case s.To == s.From:
		c.addf(at+".to", "%s: the interval from %s to %s is empty. For the whole day write 00:00 to 24:00.", day, s.From, s.To)
	case s.To < s.From:
		c.addf(at+".to", "%s: the interval ends at %s, before it begins at %s. If it ends after midnight, write %s.", day, s.To, s.From, s.To+dayMinutes)
	case s.To > s.From+dayMinutes:
		c.addf(at+".to", "%s: the interval from %s to %s is longer than a day. Write one interval for each day.", day, s.From, s.To)
	default:
		return true
	}
	return false
}

// String returns the span as "09:00 to 17:00".
func (s Span) String() string { return s.From.String() + " to " + s.To.String() }

// stretchOfWeek is an interval in minutes since the start of the week or date.
type stretchOfWeek struct {
	start, end int
	at, say    string
}

// overlaps reports each stretch that begins before an earlier one has ended. With
// a circle above zero the end of the week runs into its beginning.
func (c *checklist) overlaps(all []stretchOfWeek, circle int) {
	if len(all) < 2 {
		return
	}
	slices.SortStableFunc(all, func(a, b stretchOfWeek) int { return a.start - b.start })
	longest := all[0]
	for _, s := range all[1:] {
		if s.start < longest.end {
			c.addf(s.at, "%s overlaps with %s. Make one interval of the two.", s.say, longest.say)
		}
		if s.end > longest.end {
			longest = s
		}
	}
	if circle > 0 && all[0].start+circle < longest.end {
		c.addf(longest.at, "%s runs into %s. Make one interval of the two.", longest.say, all[0].say)
	}
}

func (c *checklist) exceptions(all []Exception, unread skip) {
	if len(all) > maxExceptions {
		c.addf("exceptions", "There are %d exceptions; %d is the most. Remove those that are over.", len(all), maxExceptions)
		return
	}
	seen := map[Date]int{}
	for i, e := range all {
		if unread[i] {
			continue
		}
		at := fmt.Sprintf("exceptions[%d]", i)
		if !e.Date.exists() || e.Date.Year < firstYear || e.Date.Year > lastYear {
			c.addf(at+".date", "The calendar has no day %s between the years %d and %d.", e.Date, firstYear, lastYear)
			continue
		}
		if first, twice := seen[e.Date]; twice {
			c.addf(at+".date", "%s is already in the list, in place %d. Put all its intervals into one entry.", e.Date, first+1)
		} else {
			seen[e.Date] = i
		}
		if n := len([]rune(e.Name)); n > maxName {
			c.addf(at+".name", "The name of %s has %d characters; %d is the most.", e.Date, n, maxName)
		}
		if strings.ContainsFunc(e.Name, unicode.IsControl) {
			c.addf(at+".name", "The name of %s holds a line break or another control character; write it in one line.", e.Date)
		}
		c.dated(at, e)
	}
}

// dated checks the intervals of one exception.
func (c *checklist) dated(at string, e Exception) {
	if len(e.Open) > maxWeekly {
		c.addf(at+".open", "%s has %d intervals; %d is the most.", e.Date, len(e.Open), maxWeekly)
		return
	}
	var day []stretchOfWeek
	for j, s := range e.Open {
		here := fmt.Sprintf("%s.open[%d]", at, j)
		if c.span(here, e.Date.String(), s) {
			day = append(day, stretchOfWeek{int(s.From), int(s.To), here, e.Date.String() + " " + s.String()})
		}
	}
	c.overlaps(day, 0)
}

func (c *checklist) override(o *Override) {
	if o == nil {
		return
	}
	word := "closing"
	if o.Open {
		word = "opening"
	}
	switch {
	case o.From.IsZero():
		c.addf("override.from", "Say when the forced %s begins.", word)
	case o.Until.IsZero():
		c.addf("override.until", "Say until when the forced %s lasts.", word)
	case !o.Until.After(o.From):
		c.addf("override.until", "The forced %s ends at %s, which is not after it begins at %s.", word,
			o.Until.Format(time.RFC3339), o.From.Format(time.RFC3339))
	}
}
