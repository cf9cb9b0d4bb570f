package main

import (
	"context"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/desk"
	"github.com/batonchat/baton/routing"
)

// ruled is the desk as agents reach it: what routing's rules refuse is refused
// with their reason, before the transaction counts again what only it can know.
type ruled struct {
	*desk.Desk

	staff *staff
}

// Do asks the rules about claims and transfers first.
func (r ruled) Do(ctx context.Context, id chat.ConversationID, cmds ...chat.Command) (desk.Result, error) {
	for _, cmd := range cmds {
		if err := r.check(ctx, id, cmd); err != nil {
			return desk.Result{}, err
		}
	}
	return r.Desk.Do(ctx, id, cmds...)
}

func (r ruled) check(ctx context.Context, id chat.ConversationID, cmd chat.Command) error {
	var who chat.AgentID
	switch m := cmd.(type) {
	case chat.Claim:
		who = m.Agent.ID
	case chat.Transfer:
		who = m.To
	case chat.Give:
		if m.Force {
			return nil
		}
		who = m.Agent.ID
	default:
		return nil
	}
	c, err := r.Load(ctx, id)
	if err != nil {
		return err
	}
	if c.Owner.IsAgent(who) {
		return nil // the state machine has the better sentence
	}
	p, err := r.staff.fresh(ctx, who)
	if err != nil {
		return err
	}
	claim, byHand := cmd.(chat.Claim)
	if !byHand {
		return routing.CheckTransfer(p, c.Site)
	}
	return routing.Claim{By: p, Site: c.Site, Force: claim.Force, Supervises: claim.Force}.Check()
}
