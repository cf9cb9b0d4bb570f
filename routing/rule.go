package routing

import (
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
)

// Case is what is known of a conversation when it is handed off.
type Case struct {
	Conversation chat.ConversationID
	Site         chat.SiteID
	Topic        string
	Tier         string
	Language     string
	SiteLanguage string // in which the site is written
	Page         string // URL
	Attributes   map[string]string
	Reason       chat.Reason
	Sentiment    string
	Hours        *hours.Calendar // nil: always open
	At           time.Time
}

// open reports whether the site is open at the moment of the case.
func (c Case) open() bool { return c.Hours == nil || c.Hours.IsOpen(c.At) }

// Conditions of a rule. All that are set must hold; a list holds if any of its words
// does. Words are compared without regard to case, and a text with commas is a list.
type Conditions struct {
	Topic      []string          `json:"topic,omitempty"`
	Tier       []string          `json:"tier,omitempty"`
	Language   []string          `json:"language,omitempty"`
	Foreign    bool              `json:"foreign,omitempty"` // another language than the site's
	Page       []string          `json:"page,omitempty"`    // the URL contains it
	Hours      OpenOrClosed      `json:"hours,omitempty"`
	Attributes map[string]string `json:"attributes,omitempty"` // each equals one of the words after its name
	Reason     []string          `json:"reason,omitempty"`
	Sentiment  []string          `json:"sentiment,omitempty"`
}

// OpenOrClosed asks for the opening hours; empty asks for nothing.
type OpenOrClosed string

// The two kinds of hours.
const (
	WhenOpen   OpenOrClosed = "open"
	WhenClosed OpenOrClosed = "closed"
)

// Outcome is where a conversation goes and how.
type Outcome struct {
	Team     chat.TeamID    `json:"team,omitempty"`
	Skills   []SkillNeed    `json:"skills,omitempty"`
	Named    []chat.AgentID `json:"named,omitempty"` // the tier's own people
	Ahead    bool           `json:"ahead,omitempty"` // enters the line as if its target had passed
	Target   time.Duration  `json:"target"`
	Overflow chat.TeamID    `json:"overflow,omitempty"` // instead of the team's own

	Next       time.Duration `json:"next,omitempty"`       // each further answer is owed within it; 0: as the site has it
	Resolution time.Duration `json:"resolution,omitempty"` // the end is owed within it; 0: as the site has it

	Later bool `json:"later,omitempty"` // not live: answered after the next opening; the rest is for whoever answers
}

// Rule is a row of the table: when all conditions hold, that is the outcome.
type Rule struct {
	ID   string     `json:"id"`
	Name string     `json:"name"`
	Off  bool       `json:"off,omitempty"`
	When Conditions `json:"when"`
	Then Outcome    `json:"then"`
}

// DefaultOutcome is where a conversation goes for which there is no rule: to anybody on
// the site, within the default target; when the site is closed, later.
func DefaultOutcome(c Case) Outcome { return Outcome{Target: DefaultTarget, Later: !c.open()} }

// Route gives the outcome of the first rule that is on and matches, and that rule. It
// gives the default outcome and false if there is none.
func Route(rules []Rule, c Case) (Outcome, Rule, bool) {
	for _, r := range rules {
		if !r.Off && r.When.match(c) {
			out := r.Then
			if out.Target <= 0 {
				out.Target = DefaultTarget
			}
			return out, r, true
		}
	}
	return DefaultOutcome(c), Rule{}, false
}

// Waiting is a case in line with an outcome. The shell adds when it entered.
func (o Outcome) Waiting(c Case) Waiting {
	return Waiting{Conversation: c.Conversation, Ahead: o.Ahead, Target: o.Target,
		Need: Need{Site: c.Site, Team: o.Team, Overflow: o.Overflow, Skills: slices.Clone(o.Skills), Language: c.Language, Tier: c.Tier, Named: slices.Clone(o.Named)}}
}

func (w Conditions) match(c Case) bool {
	switch {
	case len(w.Topic) > 0 && !anyOf(w.Topic, c.Topic), len(w.Tier) > 0 && !anyOf(w.Tier, c.Tier),
		len(w.Reason) > 0 && !anyOf(w.Reason, string(c.Reason)), len(w.Sentiment) > 0 && !anyOf(w.Sentiment, c.Sentiment):
		return false
	case len(w.Language) > 0 && !slices.ContainsFunc(words(w.Language), func(l string) bool { return c.Language != "" && primary(l) == primary(c.Language) }):
		return false
	case w.Foreign && (c.Language == "" || c.SiteLanguage == "" || primary(c.Language) == primary(c.SiteLanguage)):
		return false
	case len(w.Page) > 0 && !slices.ContainsFunc(words(w.Page), func(part string) bool { return strings.Contains(strings.ToLower(c.Page), part) }):
		return false
	case w.Hours != "" && c.open() != (w.Hours == WhenOpen):
		return false
	}
	for name, wanted := range w.Attributes {
		if !anyOf([]string{wanted}, c.Attributes[name]) {
			return false
		}
	}
	return true
}

// empty reports whether nothing is asked, so that every case matches.
func (w Conditions) empty() bool {
	return len(w.Topic)+len(w.Tier)+len(w.Language)+len(w.Page)+len(w.Attributes)+len(w.Reason)+len(w.Sentiment) == 0 && !w.Foreign && w.Hours == ""
}

// words are the words of a list, in lower case.
func words(list []string) []string {
	var out []string
	for _, text := range list {
		for word := range strings.SplitSeq(text, ",") {
			if word = strings.ToLower(strings.TrimSpace(word)); word != "" {
				out = append(out, word)
			}
		}
	}
	return out
}

func anyOf(list []string, value string) bool {
	return slices.Contains(words(list), strings.ToLower(strings.TrimSpace(value)))
}

// Shipped is the table that an installation starts with. After hours comes first:
// whatever it is about, nobody is there. Teams and skills are the admin's to add.
func Shipped() []Rule {
	return []Rule{
		{ID: "after-hours", Name: "After hours", When: Conditions{Hours: WhenClosed}, Then: Outcome{Later: true}},
		{ID: "vip", Name: "VIP", When: Conditions{Tier: []string{"vip", "enterprise"}}, Then: Outcome{Ahead: true, Target: 30 * time.Second}},
		{ID: "at-risk", Name: "At risk", When: Conditions{Sentiment: []string{"angry"}}, Then: Outcome{Ahead: true, Target: time.Minute}},
		{ID: "billing", Name: "Billing and pre-sale", When: Conditions{Topic: []string{"billing", "pre-sale", "presale", "sales"}}, Then: Outcome{Target: time.Minute}},
		{ID: "technical", Name: "Technical", When: Conditions{Topic: []string{"technical"}}, Then: Outcome{Target: 2 * time.Minute}},
		{ID: "other-languages", Name: "Other languages", When: Conditions{Foreign: true}, Then: Outcome{Target: 2 * time.Minute}},
	}
}

// Change says where a past case would have gone before and after a change of rules.
type Change struct {
	Conversation chat.ConversationID `json:"conversation"`
	Before       Outcome             `json:"before"`
	BeforeRule   string              `json:"before_rule,omitempty"` // its ID; empty: none matched
	After        Outcome             `json:"after"`
	AfterRule    string              `json:"after_rule,omitempty"`
}

// Trial is what a change of rules would have done to past cases.
type Trial struct {
	Cases   int            `json:"cases"`
	Before  map[string]int `json:"before"` // cases by the ID of the rule; empty: none matched
	After   map[string]int `json:"after"`
	Changes []Change       `json:"changes"` // those that would have gone elsewhere, in the order of the cases
}

// Try says which of the cases would have gone elsewhere with other rules, and how often
// each rule matches.
func Try(before, after []Rule, cases []Case) Trial {
	t := Trial{Cases: len(cases), Before: map[string]int{}, After: map[string]int{}}
	for _, c := range cases {
		was, old, _ := Route(before, c)
		is, now, _ := Route(after, c)
		t.Before[old.ID]++
		t.After[now.ID]++
		if !was.equal(is) {
			t.Changes = append(t.Changes, Change{c.Conversation, was, old.ID, is, now.ID})
		}
	}
	return t
}

func (o Outcome) equal(p Outcome) bool {
	return o.Team == p.Team && slices.Equal(o.Skills, p.Skills) && slices.Equal(o.Named, p.Named) && o.Ahead == p.Ahead &&
		o.Target == p.Target && o.Next == p.Next && o.Resolution == p.Resolution && o.Overflow == p.Overflow && o.Later == p.Later
}
