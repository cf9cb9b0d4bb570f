package assistant

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/batonchat/baton/assistant/builtin"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/model"
	"github.com/batonchat/baton/internal/transcript"
)

// The names of the tools.
const (
	toolSearch  = "search_knowledge"
	toolCollect = "collect_field"
	toolHandOff = "hand_off"
	toolResolve = "resolve"
)

// reasons are those that a model may give for a handoff.
var reasons = []chat.Reason{chat.ExplicitRequest, chat.LowConfidence, chat.OutOfRemit, chat.Sentiment, chat.Unsafe}

// tools lists what the model may call in the conversation's state. Whoever
// calls another one is told that it does not exist.
func tools(r reading) []model.Tool {
	out := []model.Tool{
		{Name: toolSearch, Description: "Search the help articles. Use it when the articles you were given do not answer the question.",
			Schema: object(`"query":{"type":"string","description":"What to look for, in a few words"}`, "query")},
		{Name: toolCollect, Description: "Note something that the visitor has said about themselves or their case. Only what they really wrote.",
			Schema: object(`"name":{"type":"string","enum":`+encode(r.settings.fieldNames())+`},`+
				`"value":{"type":"string","description":"Exactly as the visitor wrote it"}`, "name", "value")},
	}
	if r.c.State == chat.StateAssistant {
		out = append(out,
			model.Tool{Name: toolHandOff,
				Description: "Bring a person of the team into the chat. The visitor is told what happens next; write nothing yourself.",
				Schema: object(`"reason":{"type":"string","enum":`+encode(reasons)+`},`+subject(r.settings.Subjects)+
					`"evidence":{"type":"string","description":"Why, in one short sentence for the team"}`, "reason")},
			model.Tool{Name: toolResolve,
				Description: "End the conversation, only after the visitor has said that everything is settled. Write the goodbye as your text.",
				Schema:      object(``)})
	}
	return out
}

// subject asks which of the site's topics it is, so that the right people are found.
func subject(subjects []string) string {
	if len(subjects) == 0 {
		return ""
	}
	return `"topic":{"type":"string","enum":` + encode(subjects) + `,"description":"What the visitor needs help with; leave it out when none fits"},`
}

func object(properties string, required ...string) json.RawMessage {
	if required == nil {
		required = []string{}
	}
	return json.RawMessage(`{"type":"object","properties":{` + properties + `},"required":` + encode(required) + `,"additionalProperties":false}`)
}

func encode[T ~string](list []T) string {
	b, err := json.Marshal(list)
	if err != nil {
		return "[]" // strings always encode
	}
	return string(b)
}

func (s Settings) fieldNames() []string {
	names := []string{chat.FieldEmail, chat.FieldPhone, chat.FieldName}
	for _, rule := range s.rules() {
		names = append(names, rule.Name)
	}
	return names
}

// arguments reads a call's arguments strictly. The error is a sentence for the
// model.
func arguments[T any](call model.Call) (T, error) {
	var v T
	raw := strings.TrimSpace(call.Arguments)
	if raw == "" {
		raw = "{}"
	}
	dec := json.NewDecoder(strings.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil || dec.More() {
		return v, fmt.Errorf("the arguments of %s are not the JSON object that its schema asks for", call.Name)
	}
	return v, nil
}

type searchArgs struct {
	Query string `json:"query"`
}

type collectArgs struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type handOffArgs struct {
	Reason   chat.Reason `json:"reason"`
	Evidence string      `json:"evidence"`
	Topic    string      `json:"topic"`
}

// search runs a search of the model and gives what it may read of the result.
func (r *run) search(ctx context.Context, call model.Call) string {
	a, err := arguments[searchArgs](call)
	if err != nil {
		return err.Error()
	}
	a.Query = transcript.Shorten(a.Query, 300)
	if a.Query == "" {
		return "the query is empty"
	}
	if r.searches++; r.searches > maxSearches {
		return "no more searches in this turn: answer with what you have, or say that you do not know"
	}
	found, err := r.t.d.Library.Search(ctx, string(r.c.Site), a.Query, r.base(), passages)
	if err != nil {
		r.t.d.Log.WarnContext(ctx, "a search of the model did not work", "conversation", r.c, "err", err)
		return "the articles cannot be searched at the moment"
	}
	fresh := slices.DeleteFunc(found, func(p builtin.Passage) bool { return slices.ContainsFunc(r.found, samePassage(p)) })
	if len(fresh) == 0 {
		return "nothing that you have not been given already"
	}
	text := articles(fresh, len(r.found)+1, r.mark)
	r.found = append(r.found, fresh...)
	return text
}

func samePassage(p builtin.Passage) func(builtin.Passage) bool {
	return func(q builtin.Passage) bool { return p.ArticleID == q.ArticleID && p.Section == q.Section }
}

// note collects a field for the model, if the visitor really wrote it.
func (r *run) note(ctx context.Context, call model.Call) (result string, err error) {
	field, refusal := r.noteworthy(call)
	if refusal != "" {
		return refusal, nil
	}
	if _, err = r.t.d.Desk.Do(ctx, r.c.ID, chat.Collect{By: chat.ByAssistant, Field: field}); err != nil {
		return "", err
	}
	return "noted", nil
}

// noteworthy reads the field out of a call, or says to the model why it may
// not be noted.
func (r *run) noteworthy(call model.Call) (field chat.Field, refusal string) {
	a, err := arguments[collectArgs](call)
	if err != nil {
		return field, err.Error()
	}
	a.Value = strings.TrimSpace(a.Value)
	switch {
	case !slices.Contains(r.settings.fieldNames(), a.Name):
		return field, "there is no field of this name"
	case a.Value == "" || chat.CheckLine(a.Name, a.Value, chat.MaxField) != nil:
		return field, "this value cannot be noted"
	case !r.wrote(a.Value):
		return field, "the visitor has not written this value; ask them"
	case !chat.IsContact(a.Name):
		return chat.Field{Name: a.Name, Value: a.Value}, ""
	}
	name, value, err := chat.ParseContact(a.Value)
	switch {
	case err != nil || name != a.Name:
		return field, "this is not a valid " + a.Name
	case r.c.Contact != "" && r.c.Contact != value:
		return field, "a contact is known already; the visitor can change it themselves"
	}
	return chat.Field{Name: name, Value: value}, ""
}

// wrote reports whether the visitor wrote the value, spaces and case aside.
func (r *run) wrote(value string) bool {
	want := squeeze(value)
	for _, l := range r.lines {
		if l.ByVisitor() && strings.Contains(squeeze(l.Text), want) {
			return true
		}
	}
	return false
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-./()", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// settled reports whether the visitor's last words let a conversation end.
func (r *run) settled() bool {
	last := r.fresh[len(r.fresh)-1].Text
	if kind, ok := builtin.ChatsOnly(last, r.base()); ok && (kind == builtin.Thanks || kind == builtin.Goodbye) {
		return true
	}
	c, ok := builtin.NeverMind(last, r.base())
	return ok && c.Solved
}
