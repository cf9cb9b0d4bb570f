package routing

import (
	"testing"

	"github.com/batonchat/baton/chat"
)

func TestStaffOfATeamWithoutMembers(t *testing.T) {
	person := func(id string, teams ...chat.TeamID) Candidate {
		return Candidate{Agent: chat.AgentID(id), Enabled: true, Available: true, Reachable: true, Attentive: true, Responding: true, Teams: teams, Limits: Limits{Agent: 2}}
	}
	all := []Candidate{person("ada"), person("ben", "billing"), person("cleo", "billing")}
	gone := person("dan", "night")
	gone.Enabled = false
	for _, test := range []struct {
		name string
		team chat.TeamID
		want int
	}{
		{"no team", "", 3},
		{"a team", "billing", 2},
		{"a team without members", "empty", 3},
		{"a team whose only member is shut out", "night", 3},
	} {
		if got := Staff(append(all, gone), Need{Site: "shop", Team: test.team}).Routable; got != test.want {
			t.Errorf("%s: %d could take it, want %d", test.name, got, test.want)
		}
	}
}

func TestStaffCountsTheDesksApart(t *testing.T) {
	desk := free()
	phone := free(func(c *Candidate) { c.Agent, c.OnPhone, c.Load = "agent-ben", true, Load{} })
	if got, want := Staff([]Candidate{desk, phone}, Need{Site: shop}), (Staffing{Routable: 2, Slots: 6, Free: 5, AtDesk: 2}); got != want {
		t.Errorf("Staff() = %+v, want %+v", got, want)
	}
}
