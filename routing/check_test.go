package routing

import (
	"strings"
	"testing"
	"time"

	"github.com/batonchat/baton/chat"
)

func team(id string, change ...func(*Team)) Team {
	t := Team{ID: chat.TeamID(id), Name: id, Method: LoadBalanced}
	for _, f := range change {
		f(&t)
	}
	return t
}

func over(id string) func(*Team) { return func(t *Team) { t.Overflow = chat.TeamID(id) } }

func member(name string, teams ...chat.TeamID) Candidate {
	return Candidate{Agent: chat.AgentID(name), Name: name, Enabled: true, Teams: teams, Limits: Limits{Agent: 3}, Skills: map[string]int{"billing": 1}}
}

// says lists problems as "at: sentence", warnings with a question mark.
func says(ps Problems) string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(p.At)
		if p.Warning {
			b.WriteString("?")
		}
		b.WriteString(": " + p.Say + "\n")
	}
	return b.String()
}

func TestProblemsOfTeamsAreToldToTheAdmin(t *testing.T) {
	all := []Candidate{member("ada", "sales", "care", "night")}
	for _, tt := range []struct {
		name    string
		teams   []Team
		skills  []string
		members []Candidate
		want    []string
	}{
		{"nothing is wrong with teams that help one another in a row", []Team{team("sales", over("care")), team("care", over("night")), team("night")}, []string{"billing"}, all, nil},
		{"an overflow that does not exist", []Team{team("sales", over("gone"))}, nil, all, []string{"teams[0].overflow: sales overflows to a team that does not exist."}},
		{"a team that overflows to itself", []Team{team("sales", over("sales"))}, nil, all, []string{"teams[0].overflow: sales overflows to itself."}},
		{"a circle is told of everybody in it, not of who leads into it", []Team{team("night", over("sales")), team("sales", over("care")), team("care", over("sales"))}, nil, all,
			[]string{"teams[1].overflow: The overflow goes round in a circle: sales to care to sales.", "teams[2].overflow: The overflow goes round in a circle: care to sales to care."}},
		{"a team without members has a fallback", []Team{team("empty")}, nil, all, []string{"teams[0]?: empty has no members. Until it has, its conversations go to everybody",
			"members[0].teams?: ada is a member of a team that", "members[0].teams?: ada", "members[0].teams?: ada"}},
		{"a skill that is nobody's has one too", nil, []string{"billing", "fishing"}, []Candidate{member("ada")}, []string{"skills[1]?: Nobody has the skill fishing."}},
		{"capacities", nil, nil, []Candidate{func() Candidate { c := member("ada"); c.Limits.Agent = -1; return c }(), func() Candidate { c := member("ben"); c.Limits.Agent = 0; return c }()},
			[]string{"members[0].capacity: ada has -1 places.", "members[1].capacity?: ben has no place"}},
		{"times that run backwards", []Team{team("sales", over("care"), func(t *Team) { t.Widen.AnyLevel, t.OverflowAfter = 10*time.Second, 80*time.Second }), team("care")}, nil, all,
			[]string{"teams[0].widen.any_level: sales: any level would be asked after 10 s, before translators after 30 s.", "teams[0].overflow_after: sales: the overflow would be asked after 1:20 min, before the whole team after 1:30 min."}},
		{"an overflow whose time nobody set waits for the whole team", []Team{team("sales", over("care"), func(t *Team) { t.Widen.Team = 5 * time.Minute }), team("care")}, nil, all, nil},
		{"the time of an overflow that there is not stands in nobody's way", []Team{team("sales", func(t *Team) { t.Widen.Team, t.OverflowAfter = 5*time.Minute, 80*time.Second })}, nil, all, nil},
		{"an overflow that is never reached", []Team{team("sales", over("care"), func(t *Team) { t.MaxWait = time.Minute }), team("care")}, nil, all,
			[]string{"teams[0].max_wait?: sales: after 1 min a conversation is answered later, so the overflow after 2 min"}},
		{"an offer that stands for hours", []Team{team("sales", func(t *Team) { t.Offer = 90 * time.Minute })}, nil, all, []string{"teams[0].offer?: sales: an offer stands for 90 min."}},
		{"a method that does not exist", []Team{team("sales", func(t *Team) { t.Method = "raffle" })}, nil, all, []string{`teams[0].method: sales has the method "raffle".`}},
		{"numbers below zero", []Team{team("sales", func(t *Team) { t.Limit, t.Offer = -1, -time.Second })}, nil, all,
			[]string{"teams[0].limit: sales: the limit for each member is below zero.", "teams[0].offer: sales: the time for an offer is below zero."}},
		{"the same name in other letters", []Team{team("sales"), team("care", func(t *Team) { t.Name = "SALES" })}, nil, all, []string{"teams[1].name: Two teams are called SALES."}},
		{"the same team twice", []Team{team("sales"), team("sales")}, nil, all, []string{"teams[1].id: sales is in the list twice."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Check(tt.teams, tt.skills, tt.members)
			if tt.name != "a team without members has a fallback" { // where members belong is not what these are about
				got = without(got, "is a member of a team that does not exist")
			}
			lines := strings.Split(strings.TrimSuffix(says(got), "\n"), "\n")
			if len(tt.want) != len(got) {
				t.Fatalf("Check() =\n%swant %d problems", says(got), len(tt.want))
			}
			for i, want := range tt.want {
				if !strings.HasPrefix(lines[i], want) {
					t.Errorf("problem %d is %q, want %q", i, lines[i], want)
				}
			}
		})
	}
}

func without(ps Problems, say string) Problems {
	var out Problems
	for _, p := range ps {
		if !strings.Contains(p.Say, say) {
			out = append(out, p)
		}
	}
	return out
}

func TestOnlyWhatMeansNothingIsRefused(t *testing.T) {
	ps := Check([]Team{team("empty"), team("sales", over("gone"))}, []string{"fishing"}, []Candidate{member("ada", "sales")})
	if len(ps) != 3 || len(ps.Refused()) != 1 {
		t.Errorf("Check() =\n%s", says(ps))
	}
	wantRefusal(t, ps.Err(), chat.Invalid, "overflows to a team that does not exist")
	if err := Check([]Team{team("empty")}, nil, nil).Err(); err != nil {
		t.Errorf("warnings refuse: %v", err)
	}
}

// TestNoStageBeginsBeforeTheOneItFollows: what is on no form can't turn the order round, and
// where it was in order already nothing is different.
func TestNoStageBeginsBeforeTheOneItFollows(t *testing.T) {
	for _, tt := range []struct {
		name        string
		team        Team
		whole, over time.Duration
	}{
		{"as it comes", team("sales", over("care")), 90 * time.Second, 120 * time.Second},
		{"a team stage before the usual overflow", team("sales", over("care"), func(t *Team) { t.Widen.Team = 100 * time.Second }), 100 * time.Second, 120 * time.Second},
		{"a team stage after the usual overflow", team("sales", over("care"), func(t *Team) { t.Widen.Team = 300 * time.Second }), 300 * time.Second, 300 * time.Second},
		{"an overflow time of its own", team("sales", over("care"), func(t *Team) { t.OverflowAfter = 200 * time.Second }), 90 * time.Second, 200 * time.Second},
		{"the time of an overflow that was taken out", team("sales", func(t *Team) { t.Widen.Team, t.OverflowAfter = 300*time.Second, 200*time.Second }), 300 * time.Second, 300 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if whole, over := tt.team.Begins(StageTeam), tt.team.Begins(StageOverflow); whole != tt.whole || over != tt.over {
				t.Errorf("the whole team is asked after %v and the overflow after %v, want %v and %v", whole, over, tt.whole, tt.over)
			}
		})
	}
}
