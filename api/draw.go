package api

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/internal/store"
	"github.com/batonchat/baton/internal/transcript"
	"github.com/batonchat/baton/routing/sla"
)

// This file turns domain values into the types of openapi.yaml. Lists are never null.

func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

func texts[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, v := range all {
		out[i] = string(v)
	}
	return out
}

// wireAgent draws an agent; all says that the reader may see address and greeting.
func wireAgent(a agent.Agent, st agent.State, all bool) wire.Agent {
	w := wire.Agent{ID: string(a.ID), Name: a.Name, Title: a.Title, Languages: list(a.Languages), Picture: a.Picture, Role: wire.Role(a.Role),
		Capacity: a.Capacity, Sites: texts(a.Sites), Teams: texts(a.Teams),
		Skills: wire.SkillLevels{}, Translates: a.Translates, Hours: writeHours(a.Hours), Disabled: a.Disabled(), CreatedAt: a.CreatedAt, Version: a.Version, Presence: wirePresence(a, st)}
	maps.Copy(w.Skills, a.Skills)
	if all {
		w.Email, w.Greeting = a.Email, a.Greeting
	}
	return w
}

// wirePresence draws a state. A disabled account has none of its own.
func wirePresence(a agent.Agent, st agent.State) wire.Presence {
	if st.Agent == "" {
		return wire.Presence{Agent: string(a.ID), At: a.DisabledAt, Status: wire.Status(agent.Offline), Capacity: a.Capacity,
			Shown: wire.Status(agent.Offline), Why: wire.PresenceWhy(agent.WhyDisabled)}
	}
	return wire.Presence{Agent: string(st.Agent), Version: st.Version, At: st.At, Status: wire.Status(st.Status), Own: string(st.Own), Since: st.Since, Until: st.Until, ShiftEndsAt: st.ShiftEnds,
		Reachable: st.Reach.Hears(), Load: st.Load, Capacity: st.Capacity, Shown: wire.Status(st.Shown), Why: wire.PresenceWhy(st.Why)}
}

func wireSite(s store.Site) wire.Site {
	week, err := json.Marshal(s.Hours)
	if err != nil { // what is stored was checked
		week = []byte("{}")
	}
	texts := s.Settings.HandoffTexts
	if texts == nil {
		texts = map[string]string{}
	}
	return wire.Site{ID: string(s.ID), Key: s.Key, Name: s.Name, Domains: list(s.Domains), Locale: s.Settings.Locale, Greeting: s.Settings.Greeting,
		Assistant: wire.AssistantSettings{Name: s.Settings.Assistant, Instructions: s.Settings.Instructions}, Accent: s.Settings.Accent,
		Team: s.Settings.Team, Hours: week, HandoffTexts: texts, LiveOff: s.Settings.LiveOff, Mode: s.Mode,
		FallbackContact: s.Settings.FallbackContact, TypingPreview: s.Settings.TypingPreview, SLA: wireLevels(s.Terms()), Limit: s.Settings.Limit, OwnerGone: wireGone(s.Settings.OwnerGone), Version: s.Version, CreatedAt: s.CreatedAt}
}

// seconds draws a length of time.
func seconds(d time.Duration) int { return int(d / time.Second) }

func wireLevels(p sla.Policy) wire.ServiceLevels {
	level := func(t sla.Target) wire.ServiceLevel {
		return wire.ServiceLevel{WithinSeconds: seconds(t.Within), OpenOnly: t.OpenOnly}
	}
	return wire.ServiceLevels{Live: level(p.Live), Later: level(p.Later), Next: level(p.Next), Resolution: level(p.Resolution)}
}

func wireGone(g store.OwnerGone) wire.OwnerGone {
	return wire.OwnerGone{How: cmp.Or(wire.OwnerGoneHow(g.How), wire.OwnerGoneHowRequeue), Team: string(g.Team)}
}

func levelsOf(w wire.ServiceLevels) sla.Policy {
	target := func(l wire.ServiceLevel) sla.Target {
		return sla.Target{Within: time.Duration(l.WithinSeconds) * time.Second, OpenOnly: l.OpenOnly}
	}
	return sla.Policy{Live: target(w.Live), Later: target(w.Later), Next: target(w.Next), Resolution: target(w.Resolution)}
}

// defaultAccent is Baton's own colour, as in shared/src/tokens.css.
const defaultAccent = "#3451D1"

// publicSite is what anybody may know of a site.
func publicSite(s store.Site) wire.PublicSite {
	return wire.PublicSite{ID: string(s.ID), Key: s.Key, Name: s.Name, Locale: s.Settings.Locale, Greeting: s.Settings.Greeting,
		Assistant: s.Settings.Assistant, Accent: cmp.Or(s.Settings.Accent, defaultAccent), Mode: s.Mode, FallbackContact: s.Settings.FallbackContact,
		TypingPreview: s.Settings.TypingPreview}
}

// previewLength is how much of a message a list shows, in characters.
const previewLength = 200

func wireRow(l store.ListedConversation, v store.Visitor, online bool, due *chat.Deadline) wire.InboxRow {
	c := l.Conversation
	r := desk.RowOf(c)
	r.SLA = due
	row := wire.InboxRow{Conversation: string(r.Conversation), Site: string(r.Site), State: r.State, Owner: r.Owner, Agent: r.Agent,
		Priority: r.Priority, Reason: r.Reason, Summary: r.Summary, Topic: r.Topic, Language: r.Language, Visitor: inboxVisitor(c, v, online),
		Page: v.Page, Turn: wire.InboxRowTurn(r.Turn), Unread: l.Unread, StartedAt: r.StartedAt, EnteredQueueAt: r.EnteredQueueAt, Front: r.Front, Ahead: r.Ahead, TargetSeconds: r.Target,
		Promise: r.Promise, DueBy: r.DueBy, SnoozedUntil: r.SnoozedUntil, ResolvedAt: r.ResolvedAt, Outcome: c.Outcome, SLA: r.SLA, Version: r.Seq}
	if row.Page == (chat.Page{}) {
		row.Page = c.Page
	}
	if l.LastText != "" {
		row.Last = &wire.LinePreview{By: c.LastMessage.By, At: c.LastMessage.At, Text: transcript.Shorten(l.LastText, previewLength)}
	}
	if o := r.Offer; o != nil {
		row.Offer = &wire.RowOffer{ID: string(o.ID), Agents: texts(o.Agents), From: o.From, Note: o.Note, Warm: o.Warm, ExpiresAt: o.ExpiresAt, Why: o.Why}
	}
	return row
}

func inboxVisitor(c *chat.Conversation, v store.Visitor, online bool) wire.InboxVisitor {
	name := v.Name
	if name == "" {
		name = c.FieldValue(chat.FieldName)
	}
	// The mark stands beside the name: it must not vouch for one that somebody typed.
	verified := v.Verified && (name == "" || slices.Contains(v.Proved, chat.FieldName))
	return wire.InboxVisitor{ID: string(c.Visitor), Name: name, Verified: verified, Location: place(v.Timezone), Online: online}
}

// place makes a place out of a time zone: Europe/Berlin is Berlin.
func place(zone string) string {
	i := strings.LastIndexByte(zone, '/')
	if i < 0 || strings.HasPrefix(zone, "Etc/") {
		return ""
	}
	return strings.ReplaceAll(zone[i+1:], "_", " ")
}

// forVisitor keeps what the visitor may see, in their form and numbering, up to an
// entry of the agents' numbering.
func forVisitor(entries []chat.Entry, upTo int64) []chat.Entry {
	out := []chat.Entry{}
	for _, e := range entries {
		if v, ok := e.ForVisitor(); ok && e.Seq <= upTo {
			out = append(out, v)
		}
	}
	return out
}

func wireDraftText(t CopilotText) *wire.CopilotText {
	return &wire.CopilotText{ID: t.ID, Text: t.Text, Sources: list(t.Sources), By: wire.CopilotTextBy(t.By), Why: t.Why}
}

func wirePages(trail []store.VisitedPage) []wire.VisitedPage {
	out := make([]wire.VisitedPage, len(trail))
	for i, p := range trail {
		out[i] = wire.VisitedPage{URL: p.Page.URL, Title: p.Page.Title, At: p.At}
	}
	return out
}
