// Package chattest makes random but plausible lives of conversations, for the
// property tests of every package that stores, sends or draws them.
package chattest

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/batonchat/baton/chat"
)

// Agents are the people in the generated lives.
var Agents = []chat.Profile{
	{ID: "agent-ada", Name: "Ada", Title: "Customer care"},
	{ID: "agent-ben", Name: "Ben"},
	{ID: "agent-cem", Name: "Cem", Picture: "/p/cem"},
}

// Start gives the command that opens a conversation.
func Start(site chat.SiteID, visitor chat.VisitorID) chat.Start {
	return chat.Start{Site: site, Visitor: visitor, Language: "en", Page: chat.Page{URL: "https://shop.example/fjord-40"},
		ClientID: "client-first", Text: "Which size do I need at 168 cm?"}
}

// route is a need that has everything, or only what has to be.
func route(named chat.AgentID, ahead bool) chat.Route {
	if !ahead {
		return chat.Route{Language: "de"}
	}
	return chat.Route{Rule: "Key accounts", Team: "team-care", Skills: []chat.SkillNeed{{Name: "billing", Level: 3}}, Tier: "vip", Named: []chat.AgentID{named},
		Preferred: named, Overflow: "team-all", Ahead: true, Target: 30, Next: 60, Resolution: 3600}
}

// Command draws something that somebody might ask of c now; many draws are
// refused, as in real life. stored gives the entries written so far.
func Command(t *rapid.T, c *chat.Conversation, stored []chat.Entry, now time.Time) chat.Command { //nolint:funlen // one list of all that can be asked
	agent := rapid.SampledFrom(Agents).Draw(t, "agent")
	other := rapid.SampledFrom(Agents).Draw(t, "other")
	yes := rapid.Bool().Draw(t, "yes")
	text := rapid.SampledFrom([]string{"Hello", "My mail is mia@example.com", "And then?", "**Bold** & <b>", "再见"}).Draw(t, "text")
	promise := chat.Promise{Kind: chat.PromiseRange, Low: 60, High: 120, Place: 1, MadeAt: now, Inputs: chat.PromiseInputs{Routable: 2}}
	byTime := chat.Promise{Kind: chat.PromiseByTime, By: now.Add(time.Hour), MadeAt: now}
	key := fmt.Sprintf("client-%d", c.Seq)
	offer := chat.OfferID(fmt.Sprintf("offer-%d", c.Seq))
	if c.Offer != nil && rapid.Bool().Draw(t, "its offer") {
		offer = c.Offer.ID
		agent.ID = c.Offer.Agents[0]
	}
	routed := route(other.ID, yes)
	target := stored[rapid.IntRange(0, len(stored)-1).Draw(t, "target")]
	commands := []chat.Command{
		chat.Post{By: chat.ByVisitor(c.Visitor), ClientID: key, Text: text, Language: "de"},
		chat.Post{By: chat.ByAgent(agent.ID), ClientID: key, Text: text},
		chat.Note{By: agent.ID, ClientID: key, Text: text},
		chat.Edit{By: target.By, Target: target, Text: text},
		chat.Delete{By: target.By, Target: target},
		chat.Collect{By: chat.ByAgent(agent.ID), Field: chat.Field{Name: rapid.SampledFrom([]string{"email", "order_number"}).Draw(t, "field"), Value: text}},
		chat.Say{Run: chat.RunID(key), Epoch: c.OwnerEpoch, UpTo: c.VisitorSeq, Text: text, Confidence: .5, Unanswered: yes},
		chat.Fail{AssistantFailed: chat.AssistantFailed{Why: "timeout", Say: "No answer within 20 s.", Instead: "built_in_answer"}},
		chat.RequestHandoff{Handoff: chat.HandoffID(key), By: chat.ByVisitor(c.Visitor), Reason: chat.ExplicitRequest, Told: "Of course.", Promise: promise, Live: true, AskContact: yes, Route: &routed},
		chat.RequestHandoff{Handoff: chat.HandoffID(key), By: chat.ByAssistant, Reason: chat.LowConfidence, Told: "They are back on Monday.", Promise: byTime, Why: "closed", AskContact: yes},
		chat.CancelHandoff{By: c.Visitor, Solved: yes, Line: "All right."},
		chat.ChangePromise{Promise: promise, Line: "It takes longer."},
		chat.MoveToFollowUp{By: chat.BySystem, Why: "deadline", Promise: byTime, AskContact: yes},
		chat.Abandon{},
		chat.Claim{Agent: agent, Handoff: chat.HandoffID(key), Greeting: "Hi!", Relieves: c.Owner.Agent(), Force: yes},
		chat.Rejoin{Agent: agent}, chat.Give{By: other.ID, Agent: agent, Handoff: chat.HandoffID(key), Greeting: "Hi!", Note: "Please", Force: yes},
		chat.Transfer{By: c.Owner.Agent(), To: other.ID, Offer: offer, Note: "Please", Warm: yes, ExpiresAt: now.Add(20 * time.Second)},
		chat.MakeOffer{Offer: offer, Agents: []chat.AgentID{agent.ID, other.ID}, ExpiresAt: now.Add(20 * time.Second)},
		chat.Assign{Agent: agent, Greeting: "Hi!", Why: "longest idle", Turn: &chat.Turn{Team: "team-care", Next: 1}},
		chat.Reroute{By: chat.BySystem, Route: route(other.ID, yes)},
		chat.PassOn{By: c.Owner.Agent(), Route: route(other.ID, yes), Note: "Please"},
		chat.AcceptOffer{Offer: offer, Agent: agent, Greeting: "Hello"},
		chat.EndOffer{Offer: offer, By: chat.ByAgent(agent.ID), Agent: agent.ID, How: chat.OfferDeclined},
		chat.EndOffer{Offer: offer, By: chat.BySystem, How: chat.OfferLapsed},
		chat.Release{By: c.Owner.Agent()},
		chat.HandBack{By: c.Owner.Agent()},
		chat.Snooze{By: c.Owner.Agent(), Until: now.Add(10 * time.Second)},
		chat.Wake{}, chat.Wake{Absent: c.Owner.Agent(), Team: "team-care"}, chat.Relieve{Agent: c.Owner.Agent()},
		chat.Resolve{By: chat.ByAgent(agent.ID), Override: yes, Outcome: chat.OutcomeSolved},
		chat.Rate{By: c.Visitor, Score: 4, Comment: text, Repeated: &yes},
		chat.Track{By: c.Visitor, ClientID: key, Name: "cart.changed", Props: map[string]string{"items": "2", "note": text}, HappenedAt: now.Add(-time.Minute)},
		chat.NoteIdentity{Moved: yes},
	}
	for _, k := range []chat.Clock{chat.FirstResponse, chat.NextResponse} {
		since, _, _ := c.ClockSince(k)
		commands = append(commands, chat.NoteClock{Clock: k, StartedAt: since, DueAt: now, Breached: yes})
	}
	if c.Handoff != nil {
		commands = append(commands,
			chat.RecordPackage{Package: chat.Package{Handoff: c.Handoff.ID, Summary: "Wants a size.", Topic: "sizes", Priority: 2}},
			chat.NoteClock{Clock: chat.Resolution, StartedAt: c.Handoff.AskedAt, DueAt: now, Breached: yes},
			chat.RecordDelivery{Handoff: c.Handoff.ID, Destination: "queue"},
			chat.RecordFailure{HandoffFailed: chat.HandoffFailed{Handoff: c.Handoff.ID, Step: chat.StepDelivered, Attempt: 1, Say: "No answer."}})
	}
	switch { // what is rare by chance is made common
	case c.Offer != nil && rapid.Bool().Draw(t, "answer the offer"):
		commands = []chat.Command{
			chat.AcceptOffer{Offer: offer, Agent: agent, Greeting: "Hello"},
			chat.EndOffer{Offer: offer, By: chat.ByAgent(agent.ID), Agent: agent.ID, How: chat.OfferDeclined},
			chat.EndOffer{Offer: offer, By: chat.BySystem, How: chat.OfferLapsed},
		}
	case c.State == chat.StateQueued && rapid.Bool().Draw(t, "offer it"):
		return chat.MakeOffer{Offer: offer, Agents: []chat.AgentID{agent.ID, other.ID}, ExpiresAt: now.Add(20 * time.Second)}
	case c.State == chat.StateSnoozed && rapid.Bool().Draw(t, "wake it"):
		return rapid.SampledFrom([]chat.Command{chat.Wake{Absent: c.Owner.Agent()}, chat.Post{By: chat.ByVisitor(c.Visitor), ClientID: key, Text: text}}).Draw(t, "by")
	case c.Handoff != nil && !c.Handoff.Packaged && rapid.IntRange(0, 3).Draw(t, "package it") == 0:
		return chat.RecordPackage{Package: chat.Package{Handoff: c.Handoff.ID, Summary: "Wants a size.", Topic: "sizes", Priority: 2}}
	case c.State == chat.StateActive && rapid.IntRange(0, 7).Draw(t, "put it away") == 0:
		return rapid.SampledFrom([]chat.Command{chat.HandBack{By: c.Owner.Agent()}, chat.Snooze{By: c.Owner.Agent(), Until: now.Add(10 * time.Second)}}).Draw(t, "by")
	case c.Handoff != nil && c.Clocked() && rapid.IntRange(0, 9).Draw(t, "be late") == 0:
		return chat.NoteClock{Clock: chat.Resolution, StartedAt: c.Handoff.AskedAt, DueAt: now, Breached: yes}
	case c.State == chat.StateResolved && rapid.IntRange(0, 3).Draw(t, "rate it") == 0:
		return chat.Rate{By: c.Visitor, Score: 4, Comment: text, Repeated: &yes}
	case c.State == chat.StateActive && c.Offer == nil && rapid.IntRange(0, 3).Draw(t, "transfer it") == 0:
		return chat.Transfer{By: c.Owner.Agent(), To: other.ID, Offer: offer, Warm: yes, ExpiresAt: now.Add(20 * time.Second)}
	}
	return rapid.SampledFrom(commands).Draw(t, "command")
}
