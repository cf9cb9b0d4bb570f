package llmtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
)

// Script is a list of rules; the first that fits a request is played.
type Script struct{ rules []rule }

type rule struct {
	User  string `json:"user"`  // fits the last user message; empty: any
	After string `json:"after"` // "tool": only with a tool's result; "visitor": only without; empty: both
	Do    Step   `json:"do"`

	user *regexp.Regexp
}

// ReadScript reads a JSON list of rules such as
//
//	[{"user": "(?i)deliver", "after": "visitor", "do": {"text": "It takes two days.", "every": "30ms"}}]
//
// user is a regular expression that the visitor's last words must match; do is
// a Step.
func ReadScript(r io.Reader) (*Script, error) {
	var s Script
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s.rules); err != nil {
		return nil, fmt.Errorf("read the script: %w", err)
	}
	if len(s.rules) == 0 {
		return nil, errors.New("the script has no rules")
	}
	for i := range s.rules {
		re, err := regexp.Compile(s.rules[i].User)
		if err != nil {
			return nil, fmt.Errorf("rule %d: %w", i+1, err)
		}
		s.rules[i].user = re
		if a := s.rules[i].After; a != "" && a != "tool" && a != "visitor" {
			return nil, fmt.Errorf("rule %d: after is %q; it may be tool or visitor", i+1, a)
		}
	}
	return &s, nil
}

// Step gives what to do with a request; without a fitting rule, a refusal that
// says so.
func (s *Script) Step(r Request) Step {
	for _, rule := range s.rules {
		if rule.After == "tool" && !r.AfterTool() || rule.After == "visitor" && r.AfterTool() {
			continue
		}
		if rule.user.MatchString(r.Asked()) {
			return rule.Do
		}
	}
	return Step{Status: 400, Code: "no_rule"}
}
