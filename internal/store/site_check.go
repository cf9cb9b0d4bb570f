package store

import (
	"cmp"
	"errors"
	"regexp"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
)

// Limits of a site's settings, in characters or pieces.
const (
	maxSiteName     = 100
	maxDomains      = 50
	maxInstructions = 8000
	maxGreeting     = 500
	maxAssistant    = 60
	maxTeam         = 80
	maxTexts        = 100
	maxText         = 1000
	maxFallback     = 300
)

var (
	// A host as Content-Security-Policy's frame-ancestors knows it. Nothing else may
	// get through: domains are written into that header.
	domainForm = regexp.MustCompile(`^(\*\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*(:[1-9][0-9]{0,4})?$`)
	localeForm = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]{2,8})*$`)
	accentForm = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
	textForm   = regexp.MustCompile(`^[a-z0-9_.-]{1,60}$`)
)

// Clean brings what people typed into the form in which it is kept.
func (s Site) Clean() Site {
	s.Name = strings.TrimSpace(s.Name)
	s.Mode = cmp.Or(s.Mode, chat.Live)
	domains := make([]string, 0, len(s.Domains))
	for _, d := range s.Domains {
		d = strings.ToLower(strings.TrimSpace(d))
		d = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(d, "https://"), "http://"), "/")
		if !slices.Contains(domains, d) {
			domains = append(domains, d)
		}
	}
	s.Domains = domains
	if s.Hours.Zone == "" {
		s.Hours = hours.Always()
	}
	t := &s.Settings
	t.Locale = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(cmp.Or(t.Locale, "en")), "_", "-"))
	t.Greeting, t.Assistant, t.Team = strings.TrimSpace(t.Greeting), strings.TrimSpace(t.Assistant), strings.TrimSpace(t.Team)
	t.FallbackContact = strings.TrimSpace(t.FallbackContact)
	if t.OwnerGone.How != GoneToTeam {
		t.OwnerGone.Team = ""
	}
	return s
}

// Validate says everything that is wrong with the site, in the words of the admin
// who sets it up: one [chat.Error] with a Field each, joined.
func (s Site) Validate() error {
	t := s.Settings
	wrong := []error{
		checkName(s.Name), checkMode(s.Mode), checkDomains(s.Domains), checkHours(s.Hours),
		optional("greeting", t.Greeting, maxGreeting), chat.CheckLine("assistant.name", t.Assistant, maxAssistant),
		optional("assistant.instructions", t.Instructions, maxInstructions), chat.CheckLine("team", t.Team, maxTeam),
		chat.CheckLine("fallback_contact", t.FallbackContact, maxFallback), checkTexts(t.HandoffTexts),
	}
	wrong = append(wrong, s.Terms().Check("sla")...)
	if !localeForm.MatchString(t.Locale) {
		wrong = append(wrong, chat.RefuseField("locale", "%q is not a language code. Write codes such as en, de or pt-br.", t.Locale))
	}
	if t.Accent != "" && !accentForm.MatchString(t.Accent) {
		wrong = append(wrong, chat.RefuseField("accent", "Write the colour with six digits, such as #3451D1."))
	}
	if t.Limit < 0 || t.Limit > agent.MaxCapacity {
		wrong = append(wrong, chat.RefuseField("limit", "Choose from 1 to %d conversations at once, or 0 for as many as each person's capacity.", agent.MaxCapacity))
	}
	return errors.Join(wrong...)
}

// checkGone says whether there is what a site sends conversations of vanished agents to.
func checkGone(tx *gorm.DB, g OwnerGone) error {
	switch g.How {
	case GoneRequeue, GoneKeep:
		return nil
	case GoneToTeam:
	default:
		return chat.RefuseField("owner_gone.how", "There is no way %q. Choose requeue, keep or team.", g.How)
	}
	all, err := teams(tx)
	if err != nil {
		return err
	}
	if indexTeam(all, g.Team) < 0 {
		return chat.RefuseField("owner_gone.team", "There is no team %q. Choose one that takes over from vanished agents.", g.Team)
	}
	return nil
}

func checkName(s string) error {
	if s == "" {
		return chat.RefuseField("name", "Enter a name for the site.")
	}
	return chat.CheckLine("name", s, maxSiteName)
}

func checkMode(m chat.Mode) error {
	if m == chat.Live || m == chat.ThinPipe {
		return nil
	}
	return chat.RefuseField("mode", "There is no mode %q. Choose live or thin_pipe.", m)
}

// checkDomains also bounds the header that the domains are written into.
func checkDomains(all []string) error {
	if len(all) > maxDomains {
		return chat.RefuseField("domains", "At most %d domains can be listed; these are %d. *.example.com covers many.", maxDomains, len(all))
	}
	for _, d := range all {
		if len(d) > 253 || !domainForm.MatchString(d) {
			return chat.RefuseField("domains", "%q is not a domain. Write hosts such as shop.example.com, *.example.com or localhost:8081, without a path.", d)
		}
	}
	return nil
}

func checkHours(p hours.Plan) error {
	var wrong []error
	for _, problem := range p.Problems() {
		field := "hours"
		if problem.At != "" {
			field += "." + problem.At
		}
		wrong = append(wrong, chat.RefuseField(field, "%s", problem.Say))
	}
	return errors.Join(wrong...)
}

// optional is [chat.CheckText] for a text that may be left out.
func optional(field, s string, limit int) error {
	if s == "" {
		return nil
	}
	err := chat.CheckText("text", s, limit)
	if e, ok := errors.AsType[*chat.Error](err); ok {
		return chat.RefuseField(field, "%s", e.Say)
	}
	return err
}

func checkTexts(texts map[string]string) error {
	if len(texts) > maxTexts {
		return chat.RefuseField("handoff_texts", "At most %d texts can be changed; these are %d.", maxTexts, len(texts))
	}
	for name, text := range texts {
		if !textForm.MatchString(name) {
			return chat.RefuseField("handoff_texts", "There is no text %q.", name)
		}
		if err := optional("handoff_texts."+name, text, maxText); err != nil {
			return err
		}
	}
	return nil
}
