package policy_test

import (
	"testing"

	"github.com/batonchat/baton/agent"
	"github.com/batonchat/baton/api/policy"
	"github.com/batonchat/baton/chat"
)

func TestWhereAPrincipalWorks(t *testing.T) {
	const here, elsewhere = chat.SiteID("site-here-1"), chat.SiteID("site-else-1")
	tests := []struct {
		name            string
		who             policy.Principal
		here, elsewhere bool
		override        bool
	}{
		{"nobody", policy.Principal{}, false, false, false},
		{"a visitor", policy.Principal{Visitor: "visitor-1", Site: here}, true, false, false},
		{"an agent of one site", policy.Principal{Agent: "agent-01", Role: agent.RoleAgent, Sites: []chat.SiteID{here}}, true, false, false},
		{"an agent of all sites", policy.Principal{Agent: "agent-01", Role: agent.RoleAgent}, true, true, false},
		{"a supervisor of one site", policy.Principal{Agent: "agent-01", Role: agent.RoleSupervisor, Sites: []chat.SiteID{here}}, true, false, true},
		{"an admin, whatever is listed", policy.Principal{Agent: "agent-01", Role: agent.RoleAdmin, Sites: []chat.SiteID{here}}, true, true, true},
		{"an unknown role", policy.Principal{Agent: "agent-01", Role: "owner", Sites: []chat.SiteID{here}}, true, false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.who.Works(here); got != test.here {
				t.Errorf("Works(here) = %v, want %v", got, test.here)
			}
			if got := test.who.Works(elsewhere); got != test.elsewhere {
				t.Errorf("Works(elsewhere) = %v, want %v", got, test.elsewhere)
			}
			if got := test.who.MayOverride(); got != test.override {
				t.Errorf("MayOverride() = %v, want %v", got, test.override)
			}
		})
	}
}

func TestConversationsOfOthersAreRefusedLikeMissingOnes(t *testing.T) {
	c := &chat.Conversation{ID: "conversation-1", Site: "site-here-1", Visitor: "visitor-1"}
	missing := policy.Conversation(policy.Principal{Visitor: "visitor-1", Site: "site-here-1"}, nil)
	tests := []struct {
		name string
		who  policy.Principal
		may  bool
	}{
		{"its visitor", policy.Principal{Visitor: "visitor-1", Site: "site-here-1"}, true},
		{"another visitor of the site", policy.Principal{Visitor: "visitor-2", Site: "site-here-1"}, false},
		{"the same id on another site", policy.Principal{Visitor: "visitor-1", Site: "site-else-1"}, false},
		{"an agent of the site", policy.Principal{Agent: "agent-01", Role: agent.RoleAgent, Sites: []chat.SiteID{"site-here-1"}}, true},
		{"an agent of another site", policy.Principal{Agent: "agent-01", Role: agent.RoleAgent, Sites: []chat.SiteID{"site-else-1"}}, false},
		{"nobody", policy.Principal{}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := policy.Conversation(test.who, c)
			if (err == nil) != test.may {
				t.Fatalf("err = %v, may: want %v", err, test.may)
			}
			if err != nil && err.Error() != missing.Error() {
				t.Errorf("refused with %v, a missing one with %v; want the same", err, missing)
			}
		})
	}
}

func TestAnOperationWithoutRuleIsClosed(t *testing.T) {
	admin := policy.Principal{Agent: "agent-01", Role: agent.RoleAdmin}
	if err := policy.RuleOf("dropEverything").Admit(admin); !chat.IsCode(err, chat.NotFound) {
		t.Errorf("Admit() = %v, want not_found", err)
	}
}
