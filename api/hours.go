package api

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/hours"
)

// readHours reads a plan of opening times; nil when none was sent.
func readHours(raw json.RawMessage) (*hours.Plan, error) {
	if raw == nil {
		return nil, nil //nolint:nilnil // nothing was sent and nothing is wrong
	}
	calendar, err := hours.Parse(raw)
	if problems, ok := errors.AsType[hours.Problems](err); ok && len(problems) > 0 {
		field := "hours"
		if problems[0].At != "" {
			field += "." + problems[0].At
		}
		return nil, &chat.Error{Code: chat.Invalid, Field: field, Say: problems[0].Say, Err: err}
	}
	if err != nil {
		return nil, err
	}
	plan := calendar.Plan()
	return &plan, nil
}

// hoursChange is what was sent for hours that need not be there.
type hoursChange struct {
	sent bool
	plan *hours.Plan // nil: none of its own any more
}

// apply leaves what is there if nothing was sent.
func (c hoursChange) apply(to **hours.Plan) {
	if c.sent {
		*to = c.plan
	}
}

// readOwnHours reads a plan that may be taken away by sending an empty object.
func readOwnHours(raw json.RawMessage) (hoursChange, error) {
	if raw == nil {
		return hoursChange{}, nil
	}
	var parts map[string]json.RawMessage
	if bytes.HasPrefix(raw, []byte("{")) && json.Unmarshal(raw, &parts) == nil && len(parts) == 0 {
		return hoursChange{sent: true}, nil
	}
	plan, err := readHours(raw)
	return hoursChange{sent: true, plan: plan}, err
}

// writeHours is the opposite of readHours.
func writeHours(plan *hours.Plan) json.RawMessage {
	if plan == nil {
		return nil
	}
	raw, err := json.Marshal(plan)
	if err != nil { // a stored plan was checked when it came in
		return nil
	}
	return raw
}
