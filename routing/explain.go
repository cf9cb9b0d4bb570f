package routing

import (
	"cmp"
	"slices"
	"time"

	"github.com/batonchat/baton/chat"
)

// MaxRows is how many people an explanation lists; of the others it keeps the counts.
const MaxRows = 50

// Explanation says why a conversation went to whom it did: in one line for the agent,
// and with everybody who was looked at for a supervisor.
type Explanation struct {
	Conversation  chat.ConversationID `json:"conversation"`
	At            time.Time           `json:"at"`
	Line          string              `json:"line"` // "German, billing 4; waited 0:42; longest idle of 3 who could"
	WaitedSeconds int                 `json:"waited_seconds"`
	FirstQueuedAt time.Time           `json:"first_queued_at,omitzero"`
	Team          chat.TeamID         `json:"team,omitempty"` // by whose method
	Method        Method              `json:"method"`
	Stage         Stage               `json:"stage"`
	Later         LaterWhy            `json:"later,omitempty"`
	TieBreak      TieBreak            `json:"tie_break,omitempty"`
	Could         int                 `json:"could"`         // how many could have had it, the chosen included; of a manual team's, could have claimed it
	Cut           map[Cut]int         `json:"cut,omitempty"` // how many could not, by the layer
	Rows          []Row               `json:"rows,omitempty"`
}

// Row is one person who was looked at: the chosen first, then who could too in the
// order in which they would have been chosen, then who could not.
type Row struct {
	Agent     chat.AgentID `json:"agent"`
	Name      string       `json:"name,omitempty"`
	Chosen    bool         `json:"chosen,omitempty"`
	Cut       Cut          `json:"cut,omitempty"` // empty: they could
	Fit       Stage        `json:"fit"`           // who could: the stage from which on
	Load      int          `json:"load"`
	Places    int          `json:"places"`
	Levels    int          `json:"levels,omitempty"` // sum of the needed skills'
	Turn      int64        `json:"turn,omitempty"`   // round robin
	IdleSince time.Time    `json:"idle_since,omitzero"`

	at int
}

// TieBreak names what set the chosen apart from the next in the list.
type TieBreak string

// The tie-breaks, the first that differs counts.
const (
	OnlyOne     TieBreak = "only_one"     // nobody else could
	Everybody   TieBreak = "everybody"    // first available: all who could
	Known       TieBreak = "known"        // the visitor knows them
	BestFit     TieBreak = "best_fit"     // they would have been eligible earlier
	AtDesk      TieBreak = "at_desk"      // the others would have been asked on a device
	NextTurn    TieBreak = "next_turn"    // round robin
	MostSkilled TieBreak = "most_skilled" // skill based
	LeastLoaded TieBreak = "least_loaded" // load balanced
	LongestIdle TieBreak = "longest_idle"
	ByID        TieBreak = "by_id" // all else was equal
)

// Why explains the decision. It looks at everybody on the board again, which costs more
// than deciding did, so ask for it once and keep the answer. It must be asked before
// the board is changed; afterwards it fails.
func (d Decision) Why() (Explanation, bool) {
	if d.run == nil || d.run.board.version != d.run.version {
		return Explanation{}, false
	}
	b, w := d.run.board, d.entry.w
	b.replay(d.run.log[:d.given], true)
	defer b.replay(d.run.log[:d.given], false)

	x := Explanation{Conversation: d.Conversation, At: d.run.now, WaitedSeconds: int(d.run.now.Sub(w.EnteredAt) / time.Second), FirstQueuedAt: w.FirstQueuedAt,
		Team: d.Team, Method: d.Method, Stage: d.Stage, Later: d.Later, Cut: map[Cut]int{}}
	rows := b.rows(d)
	for _, r := range rows {
		if r.Cut == "" {
			x.Could++
		} else {
			x.Cut[r.Cut]++
		}
	}
	x.TieBreak = b.tieBreak(d, rows, x.Could)
	x.Rows = slices.Clone(rows[:min(len(rows), MaxRows)])
	x.Line = line(w, x, len(d.Agents))
	return x, true
}

// replay gives the places that a pass had given before a decision, or takes them back.
func (b *Board) replay(log []gift, again bool) {
	if !again {
		for _, g := range slices.Backward(log) {
			b.ungive(g)
		}
		return
	}
	for i, g := range log {
		b.seats[g.at].load++
		b.seats[g.at].idle = unknownIdle + int64(i) + 1
		if g.col != nil {
			g.col.values[g.at] = max(slices.Max(g.col.values), 0) + 1
		}
	}
}

// terms gives what the decision asked of an agent.
func (d Decision) terms() Need {
	place := d.entry.lane.key.spec.place
	n := d.entry.w.Need
	n.Way, n.Stage, n.Overflow = Given, d.Stage, place.key.over
	switch {
	case place.team.Method == Manual && d.Later == "":
		n = Need{Site: n.Site, Team: n.Overflow, Way: Given, Stage: StageOverflow} // only who helps out
	case place.helper.Method == Manual:
		n.Overflow = ""
	}
	if place.could[StageTeam].layers[0].question.layer == onSite {
		n.Team = "" // it has nobody, so the whole site counts
	}
	for _, bar := range d.entry.w.Bars {
		if bar.Until.After(d.run.now) {
			n.Barred = append(n.Barred, bar.Agent)
		}
	}
	return n
}

// rows lists everybody on the board.
func (b *Board) rows(d Decision) []Row {
	n, sp := d.terms(), d.entry.lane.key.spec
	rows := make([]Row, 0, len(b.places))
	for at := range b.seats {
		s := &b.seats[at]
		if !s.taken {
			continue
		}
		c := s.who
		c.Load, c.Limits = Load{Active: s.load}, Limits{Agent: s.places}
		r := Row{Agent: c.Agent, Name: c.Name, Chosen: slices.Contains(d.Agents, c.Agent), Load: s.load, Places: s.places, IdleSince: c.IdleSince, at: at}
		_, r.Cut = Eligible(c, n)
		if r.Cut == "" {
			for !sp.give[r.Fit].has(at) && r.Fit < d.Stage {
				r.Fit++
			}
		}
		for _, need := range n.Skills {
			r.Levels += c.Skills[need.Name]
		}
		if sp.place.turns != nil {
			r.Turn = sp.place.turns.values[at]
		}
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(x, y Row) int { return b.compareRows(sp, x, y) })
	return rows
}

// compareRows is negative when x stands above y.
func (b *Board) compareRows(sp *spec, x, y Row) int {
	if x.Chosen != y.Chosen {
		if x.Chosen {
			return -1
		}
		return 1
	}
	if order := cmp.Compare(layerAt(y.Cut), layerAt(x.Cut)); order != 0 {
		return order // the further they came, the higher
	}
	if order := cmp.Compare(x.Fit, y.Fit); order != 0 {
		return order
	}
	if b.before(b.worth(sp, x.at), x.at, b.worth(sp, y.at), y.at) {
		return -1
	}
	return 1
}

// layerAt gives how many layers somebody passed.
func layerAt(cut Cut) int {
	if cut == "" {
		return len(cuts)
	}
	return slices.Index(cuts, cut)
}

func (b *Board) tieBreak(d Decision, rows []Row, could int) TieBreak {
	switch {
	case len(d.Agents) == 0:
		return ""
	case d.Agents[0] == d.entry.preferred:
		return Known
	case could == 1:
		return OnlyOne
	case d.Method == FirstAvailable:
		return Everybody
	}
	sp, first, second := d.entry.lane.key.spec, rows[0], rows[1]
	v, w := b.worth(sp, first.at), b.worth(sp, second.at)
	switch {
	case first.Fit != second.Fit:
		return BestFit
	case v.phone != w.phone:
		return AtDesk
	case v.figure != w.figure:
		return map[Method]TieBreak{RoundRobin: NextTurn, SkillBased: MostSkilled, LoadBalanced: LeastLoaded}[d.Method]
	case v.idle != w.idle:
		return LongestIdle
	default:
		return ByID
	}
}
