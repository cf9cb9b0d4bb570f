package ws

import (
	"time"

	"github.com/batonchat/baton/chat"
)

// Team says who answers on a site at the moment, and what somebody who asked for a person
// now could expect.
type Team struct {
	Open        bool          `json:"open"`
	Online      bool          `json:"online"`
	OpensAt     time.Time     `json:"opens_at,omitzero"`     // closed: the next opening; zero if there is none
	Expectation *chat.Promise `json:"expectation,omitempty"` // nil: nothing can be said
}

type frameTeam struct {
	T string `json:"t"`
	Team
}

// VisitedSites gives the sites whose visitors have sockets on this node.
func (h *Hub) VisitedSites() []chat.SiteID {
	seen := map[chat.SiteID]bool{}
	var sites []chat.SiteID
	for _, s := range h.all() {
		if site := s.who.Site; s.who.IsVisitor() && !seen[site] {
			seen[site] = true
			sites = append(sites, site)
		}
	}
	return sites
}

// TellTeam tells the visitors of a site on this node who answers there, if it is not what
// their socket was told last. When the promise was made is no news.
func (h *Hub) TellTeam(site chat.SiteID, t Team) {
	t.OpensAt = t.OpensAt.UTC()
	var made time.Time
	var p chat.Promise
	if t.Expectation != nil {
		p = *t.Expectation
		made = p.MadeAt
		p.Place, p.Inputs, p.MadeAt = 0, chat.PromiseInputs{}, time.Time{} // nobody's place; figures for the team only
		t.Expectation = &p
	}
	told := string(frame(frameTeam{"team", t}).data)
	p.MadeAt = made
	o := frame(frameTeam{"team", t}).passing()
	h.teamMu.Lock()
	defer h.teamMu.Unlock()
	for _, s := range h.all() {
		if s.who.IsVisitor() && s.who.Site == site && s.greeted.Load() && s.team != told && s.send(o) {
			s.team = told
		}
	}
}
