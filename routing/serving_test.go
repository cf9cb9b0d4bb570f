package routing_test

import (
	"slices"
	"testing"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/routing"
)

func TestWhoServesWhileATeamIsClosed(t *testing.T) {
	teams := []routing.Team{{ID: "billing", Overflow: "orders"}, {ID: "orders", Overflow: "night"}, {ID: "night"}, {ID: "a", Overflow: "b"}, {ID: "b", Overflow: "a"}}
	for _, c := range []struct {
		name        string
		team, over  chat.TeamID
		open        []chat.TeamID
		serves      chat.TeamID
		stillHelped chat.TeamID
	}{
		{"an open team serves itself", "billing", "", []chat.TeamID{"billing", "orders"}, "billing", ""},
		{"and keeps the helper of the rule", "billing", "night", []chat.TeamID{"billing"}, "billing", "night"},
		{"a closed team is served by who helps it out", "billing", "", []chat.TeamID{"orders", "night"}, "orders", ""},
		{"by the helper of the rule before its own", "billing", "night", []chat.TeamID{"orders", "night"}, "night", ""},
		{"or by who helps that one out", "billing", "", []chat.TeamID{"night"}, "night", ""},
		{"nobody open: it stays, and waits for the opening", "billing", "night", nil, "billing", "night"},
		{"nobody helps out: it stays", "night", "", []chat.TeamID{"billing"}, "night", ""},
		{"helpers in a circle end", "a", "", []chat.TeamID{"billing"}, "a", ""},
		{"a team that is no more is nobody's to replace", "gone", "orders", []chat.TeamID{"orders"}, "gone", "orders"},
	} {
		isOpen := func(id chat.TeamID) bool { return slices.Contains(c.open, id) }
		serves, helps := routing.Serving(teams, c.team, c.over, isOpen)
		if serves != c.serves || helps != c.stillHelped {
			t.Errorf("%s: Serving() = %q, %q, want %q, %q", c.name, serves, helps, c.serves, c.stillHelped)
		}
	}
}
