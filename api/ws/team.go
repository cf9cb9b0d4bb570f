package ws

import (
	"time"

	"github.com/batonchat/baton/chat"
)

// Team says who answers on a site at the moment, and what somebody who asked for a person
// now could expect.
type Team struct {
	Open        bool
	Online      bool
	OpensAt     time.Time     // closed: the next opening; zero if there is none
	Expectation *chat.Promise // nil: nothing can be said
}

type frameTeam struct {
	T           string        `json:"t"`
	Open        bool          `json:"open"`
	Online      bool          `json:"online"`
	OpensAt     time.Time     `json:"opens_at,omitzero"`
	Expectation *chat.Promise `json:"expectation,omitempty"`
}

// toldTeam is what visitors read of a Team: when the promise was made is no news.
type toldTeam struct {
	open, online bool
	opens        time.Time
	promise      chat.Promise
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
// their socket was told last.
func (h *Hub) TellTeam(site chat.SiteID, t Team) {
	told := &toldTeam{open: t.Open, online: t.Online, opens: t.OpensAt.UTC()}
	f := frameTeam{"team", t.Open, t.Online, t.OpensAt, nil}
	if t.Expectation != nil {
		p := *t.Expectation
		p.Place, p.Inputs = 0, chat.PromiseInputs{} // nobody's place; figures for the team only
		f.Expectation = &p
		told.promise = p
		told.promise.MadeAt = time.Time{}
	}
	o := frame(f).passing()
	h.teamMu.Lock()
	defer h.teamMu.Unlock()
	for _, s := range h.all() {
		if s.who.IsVisitor() && s.who.Site == site && s.greeted.Load() && (s.team == nil || *s.team != *told) && s.send(o) {
			s.team = told
		}
	}
}
