package agent

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
)

// Limits on what an account may hold.
const (
	MaxName        = 80
	MaxTitle       = 80
	MaxGreeting    = 500
	MaxCapacity    = 100
	MaxLanguages   = 20
	MaxSkills      = 100
	MaxSkillLevel  = 5
	MaxTeams       = 50
	MaxSites       = 200
	MaxPreferences = 16 << 10 // bytes
)

var (
	languageForm    = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]{2,8})*$`)
	placeholderForm = regexp.MustCompile(`\{[^{}]*\}`)
)

// Clean brings what people typed into the form in which it is kept: spaces at
// the ends go, addresses and languages become lower case, doubles go.
func (a Agent) Clean() Agent {
	a.Email = strings.ToLower(strings.TrimSpace(a.Email))
	a.Name, a.Title = strings.TrimSpace(a.Name), strings.TrimSpace(a.Title)
	a.Greeting = strings.TrimSpace(a.Greeting)
	languages := make([]string, 0, len(a.Languages))
	for _, l := range a.Languages {
		l = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(l), "_", "-"))
		if !slices.Contains(languages, l) {
			languages = append(languages, l)
		}
	}
	a.Languages = languages
	skills := make(map[string]int, len(a.Skills))
	for name, level := range a.Skills {
		skills[strings.ToLower(strings.TrimSpace(name))] = level
	}
	a.Skills = skills
	a.Teams, a.Sites = distinct(a.Teams), distinct(a.Sites)
	if len(a.Preferences) == 0 {
		a.Preferences = json.RawMessage("{}")
	}
	return a
}

func distinct[T comparable](in []T) []T {
	out := make([]T, 0, len(in))
	for _, v := range in {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// Validate says everything that is wrong with the account, in the words of the
// person who fills in its form: one [chat.Error] with a Field each, joined.
func (a Agent) Validate() error {
	return errors.Join(
		CheckEmail(a.Email),
		checkShown("name", a.Name, MaxName, true),
		checkShown("title", a.Title, MaxTitle, false),
		checkGreeting(a.Greeting),
		checkPicture(a.Picture),
		checkRole(a.Role),
		checkCapacity(a.Capacity),
		checkLanguages(a.Languages),
		checkSkills(a.Skills),
		checkMembership(a),
		checkShifts(a.Hours),
		checkPreferences(a.Preferences),
	)
}

// CheckEmail says what is wrong with an address that somebody will sign in with.
func CheckEmail(s string) error {
	if strings.TrimSpace(s) == "" {
		return chat.RefuseField("email", "Enter an e-mail address; people sign in with it.")
	}
	address, err := mail.ParseAddress(s)
	if err != nil || address.Name != "" || address.Address != s || len(s) > 254 {
		return chat.RefuseField("email", "This does not look like an e-mail address. Write it like name@example.com.")
	}
	return nil
}

func checkShown(field, s string, limit int, needed bool) error {
	if needed && strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }) == "" {
		return chat.RefuseField(field, "Enter the %s under which visitors will know this person.", field)
	}
	return chat.CheckLine(field, s, limit)
}

func checkGreeting(s string) error {
	if s == "" {
		return nil
	}
	if err := chat.CheckText("greeting", s, MaxGreeting); err != nil {
		e, _ := errors.AsType[*chat.Error](err)
		return chat.RefuseField("greeting", "%s", e.Say)
	}
	for _, p := range placeholderForm.FindAllString(s, -1) {
		if p != "{name}" && p != "{title}" {
			return chat.RefuseField("greeting", "The greeting uses %s, which nothing fills in. Use {name} or {title}.", p)
		}
	}
	return nil
}

func checkPicture(s string) error {
	switch {
	case s == "":
		return nil
	case !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\?#") || strings.Contains(s, ".."):
		return chat.RefuseField("picture", "A picture is uploaded to Baton; addresses elsewhere cannot be used.")
	}
	return chat.CheckLine("picture", s, chat.MaxURL)
}

func checkRole(r Role) error {
	if slices.Contains(Roles(), r) {
		return nil
	}
	return chat.RefuseField("role", "There is no role %q. Choose agent, supervisor or admin.", r)
}

func checkCapacity(n int) error {
	if n < 0 || n > MaxCapacity {
		return chat.RefuseField("capacity", "Choose how many conversations at the same time: from 0 to %d.", MaxCapacity)
	}
	return nil
}

func checkLanguages(all []string) error {
	if len(all) > MaxLanguages {
		return chat.RefuseField("languages", "At most %d languages can be chosen; these are %d.", MaxLanguages, len(all))
	}
	for _, l := range all {
		if !languageForm.MatchString(l) {
			return chat.RefuseField("languages", "%q is not a language code. Write codes such as en, de or pt-br.", l)
		}
	}
	return nil
}

func checkSkills(all map[string]int) error {
	if len(all) > MaxSkills {
		return chat.RefuseField("skills", "At most %d skills can be given; these are %d.", MaxSkills, len(all))
	}
	for name, level := range all {
		if name == "" {
			return chat.RefuseField("skills", "A skill needs a name.")
		}
		if err := chat.CheckLine("skills", name, MaxName); err != nil {
			return err
		}
		if level < 1 || level > MaxSkillLevel {
			return chat.RefuseField("skills", "The skill %q has level %d; levels go from 1 (some) to %d (expert).", name, level, MaxSkillLevel)
		}
	}
	return nil
}

func checkMembership(a Agent) error {
	if len(a.Teams) > MaxTeams {
		return chat.RefuseField("teams", "Somebody can be in at most %d teams; these are %d.", MaxTeams, len(a.Teams))
	}
	if len(a.Sites) > MaxSites {
		return chat.RefuseField("sites", "At most %d sites can be listed; choose none to allow all of them.", MaxSites)
	}
	for _, t := range a.Teams {
		if !chat.ValidID(string(t)) {
			return chat.RefuseField("teams", "There is no team %q.", t)
		}
	}
	for _, s := range a.Sites {
		if !chat.ValidID(string(s)) {
			return chat.RefuseField("sites", "There is no site %q.", s)
		}
	}
	return nil
}

func checkShifts(p *hours.Plan) error {
	if p == nil {
		return nil
	}
	var wrong []error
	for _, problem := range p.Problems() {
		wrong = append(wrong, chat.RefuseField(strings.TrimSuffix("hours."+problem.At, "."), "%s", problem.Say))
	}
	if p.Override != nil {
		wrong = append(wrong, chat.RefuseField("hours.override", "A person's working hours are not opened or closed by hand. Set their status instead."))
	}
	return errors.Join(wrong...)
}

func checkPreferences(p json.RawMessage) error {
	var object map[string]json.RawMessage
	switch {
	case len(p) == 0:
		return nil
	case len(p) > MaxPreferences:
		return chat.RefuseField("preferences", "Preferences may take %d bytes; these take %d.", MaxPreferences, len(p))
	}
	if err := json.Unmarshal(p, &object); err != nil || object == nil {
		return &chat.Error{Code: chat.Invalid, Field: "preferences", Say: "Preferences are one JSON object.",
			Err: fmt.Errorf("read preferences: %w", err)}
	}
	return nil
}
