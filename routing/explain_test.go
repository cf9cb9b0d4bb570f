package routing

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/batonchat/baton/chat"
)

// german is somebody who speaks German and knows billing.
func german(id string, change ...func(*Candidate)) Candidate {
	return free(append([]func(*Candidate){func(c *Candidate) {
		c.Agent, c.Name, c.Languages, c.Skills = chat.AgentID(id), id, []string{"de"}, map[string]int{"billing": 4}
		c.IdleSince = noon.Add(-time.Minute)
	}}, change...)...)
}

// onPhone leaves somebody to a device.
func onPhone(c *Candidate) { c.OnPhone = true }

func TestAnExplanationSaysWhyThisAgent(t *testing.T) {
	longer := func(c *Candidate) { c.IdleSince = noon.Add(-time.Hour) }
	busier := func(c *Candidate) { c.Load.Active = 2 }
	french := func(c *Candidate) { c.Languages = []string{"fr"} }
	need := Need{Site: shop, Language: "de", Skills: []SkillNeed{{"billing", 4}}}
	for _, tt := range []struct {
		name   string
		method Method
		agents []Candidate
		change func(*Waiting)
		line   string
	}{
		{"who has been idle for longest", LoadBalanced, []Candidate{german("ada"), german("ben", longer), german("cem")}, nil,
			"German, billing 4; waited 0:42; longest idle of 3 who could"},
		{"who has the least load", LoadBalanced, []Candidate{german("ada"), german("ben", longer, busier)}, nil, "German, billing 4; waited 0:42; least loaded of 2 who could"},
		{"who is at a desk, however busy", LoadBalanced, []Candidate{german("ada", onPhone), german("ben", busier)}, nil, "German, billing 4; waited 0:42; the only one at a desk of 2 who could"},
		{"all at a desk, when the first to accept has it", FirstAvailable, []Candidate{german("ada", onPhone), german("ben"), german("cem")}, nil,
			"German, billing 4; waited 0:42; offered to the 2 at a desk of 3 who could"},
		{"the only one", SkillBased, []Candidate{german("ada"), german("ben", french)}, nil, "German, billing 4; waited 0:42; the only one who could"},
		{"the most skilled", SkillBased, []Candidate{german("ada", longer), german("ben", func(c *Candidate) { c.Skills = map[string]int{"billing": 5} })}, nil,
			"German, billing 4; waited 0:42; most skilled of 2 who could"},
		{"whose turn it is", RoundRobin, []Candidate{german("ada", longer, func(c *Candidate) { c.Turns = map[chat.TeamID]int64{"": 7} }), german("ben")}, nil,
			"German, billing 4; waited 0:42; next in turn of 2 who could"},
		{"everybody who could", FirstAvailable, []Candidate{german("ada"), german("ben")}, nil, "German, billing 4; waited 0:42; offered to all 2 who could"},
		{"whom the visitor knows", LoadBalanced, []Candidate{german("ada", longer), german("ben")}, func(w *Waiting) { w.Need.Preferred = "ben" },
			"German, billing 4; waited 0:42; whom the visitor knows"},
		{"who fits best when the whole team is asked", LoadBalanced, []Candidate{german("ada", longer, french), german("ben")},
			func(w *Waiting) { w.EnteredAt = noon.Add(-100 * time.Minute) },
			"German, billing 4; waited 1:40:00; best fit of 2 who could"},
		{"who does not fit when nobody else is there", LoadBalanced, []Candidate{german("ada", longer, french)}, nil,
			"German, billing 4 (nobody of the team who fits was free); waited 0:42; the only one who could"},
		{"by ID when all is equal", LoadBalanced, []Candidate{german("ben"), german("ada")}, func(w *Waiting) { w.Need.Tier = "VIP" },
			"VIP, German, billing 4; waited 0:42; one of 2 who could, all else being equal"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := Waiting{Conversation: "chat-1", Need: need, EnteredAt: noon.Add(-42 * time.Second)}
			if tt.change != nil {
				tt.change(&w)
			}
			all := Decide(Snapshot{Agents: tt.agents, Waiting: []Waiting{w}, Teams: []Team{{Method: tt.method, OverflowAfter: 1000 * time.Hour}}}, noon)
			x, ok := all[0].Why()
			if !ok || x.Line != tt.line {
				t.Errorf("Why() = %q, want %q", x.Line, tt.line)
			}
		})
	}
}

func TestAnExplanationListsWhoWasCutAndWhere(t *testing.T) {
	s := Snapshot{Agents: []Candidate{german("ada"), german("ben", func(c *Candidate) { c.Load.Active = 3 }), german("cem", func(c *Candidate) { c.Available = false }),
		german("dora", func(c *Candidate) { c.Skills = nil }), german("eve")},
		Waiting: []Waiting{{Conversation: "chat-1", Need: Need{Site: shop, Language: "de", Skills: []SkillNeed{{"billing", 2}}}, EnteredAt: noon,
			Bars: []Bar{{"eve", noon.Add(time.Minute)}}}}}
	b := s.Board()
	d := b.Pass(noon)[0]
	x, _ := d.Why()
	got := ""
	for _, r := range x.Rows {
		got += fmt.Sprintf("%s %v %q %d/%d; ", r.Agent, r.Chosen, r.Cut, r.Load, r.Places)
	}
	if want := `ada true "" 1/3; eve false "barred" 1/3; ben false "capacity" 3/3; cem false "status" 1/3; dora false "skill" 1/3; `; got != want {
		t.Errorf("Rows = %s\nwant %s", got, want)
	}
	text, err := json.Marshal(x)
	var back Explanation
	if err != nil || json.Unmarshal(text, &back) != nil || back.Line != x.Line || back.Stage != x.Stage || len(back.Rows) != 5 {
		t.Errorf("as JSON it is %s, %v", text, err)
	}
	b.DropWaiting("chat-1")
	if _, ok := d.Why(); ok {
		t.Error("it is explained from a board that has changed")
	}
}

func TestExplanationsAgreeWithTheDecisions(t *testing.T) {
	check(t, func(t *rapid.T) {
		s := drawnSnapshot(t)
		b := s.Board()
		decisions := b.Pass(noon)
		for _, d := range decisions {
			x, ok := d.Why()
			if !ok {
				t.Fatal("a fresh decision is not explained")
			}
			total := x.Could
			for _, n := range x.Cut {
				total += n
			}
			if total != len(s.Agents) {
				t.Fatalf("%d could and %v were cut, of %d", x.Could, x.Cut, len(s.Agents))
			}
			for i, r := range x.Rows {
				if r.Chosen != (i < len(d.Agents)) || r.Chosen != slices.Contains(d.Agents, r.Agent) || r.Chosen && r.Cut != "" {
					t.Fatalf("%q: row %d is %+v", told([]Decision{d}), i, r)
				}
			}
			if d.Later != "" && x.Could > 0 && d.Method != Manual {
				t.Fatalf("%q, though %d could", told([]Decision{d}), x.Could)
			}
		}
		if again := told(b.Pass(noon)); !slices.Equal(again, told(decisions)) {
			t.Fatal("explaining has changed the board")
		}
	})
}

func TestAnExplanationIsBounded(t *testing.T) {
	s := Snapshot{Waiting: []Waiting{{Conversation: "chat-1", Need: Need{Site: shop}, EnteredAt: noon}}}
	for i := range 300 {
		s.Agents = append(s.Agents, german(fmt.Sprint("agent-", i), func(c *Candidate) { c.Available = i%2 == 0 }))
	}
	x, _ := Decide(s, noon)[0].Why()
	if len(x.Rows) != MaxRows || x.Could != 150 || x.Cut[CutStatus] != 150 || !x.Rows[0].Chosen {
		t.Errorf("%d rows, %d could, %v cut", len(x.Rows), x.Could, x.Cut)
	}
}

// TestWhoIsOnThePhoneIsAskedWhenNobodyIsAtADesk, always, and for long enough to take the
// phone out.
func TestWhoIsOnThePhoneIsAskedWhenNobodyIsAtADesk(t *testing.T) {
	for _, tt := range []struct {
		name   string
		method Method
		offer  time.Duration
		agents []Candidate
		want   string
	}{
		{"not while a desk is free", RoundRobin, 20 * time.Second, []Candidate{german("ada", onPhone), german("ben")}, "[ben] assigned false for 20s"},
		{"longer than at a desk", LoadBalanced, 20 * time.Second, []Candidate{german("ada", onPhone)}, "[ada] assigned false for 1m0s"},
		{"as long as the team says, if that is longer", SkillBased, 2 * time.Minute, []Candidate{german("ada", onPhone)}, "[ada] assigned false for 2m0s"},
		{"though the team assigns", LoadBalanced, 0, []Candidate{german("ada", onPhone)}, "[ada] assigned false for 1m0s"},
		{"all of them, when the first to accept has it", FirstAvailable, 20 * time.Second, []Candidate{german("ada", onPhone), german("ben", onPhone)}, "[ada ben] assigned false for 1m0s"},
		{"who accepts first cannot be found without asking", FirstAvailable, 0, []Candidate{german("ada"), german("ben")}, "[ada ben] assigned false for 20s"},
		{"none of them while a desk is free", FirstAvailable, 20 * time.Second, []Candidate{german("ada", onPhone), german("ben"), german("cem")}, "[ben cem] assigned false for 20s"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := Snapshot{Teams: []Team{{Method: tt.method, Offer: tt.offer}}, Agents: tt.agents, Waiting: []Waiting{{Conversation: "chat-1", Need: Need{Site: shop, Language: "de"}, EnteredAt: noon}}}
			var got string
			for _, d := range Decide(s, noon) {
				got += fmt.Sprintf("%v assigned %v for %s", d.Agents, d.Assign, d.Patience)
			}
			if got != tt.want {
				t.Errorf("Decide() = %s, want %s", got, tt.want)
			}
		})
	}
}
