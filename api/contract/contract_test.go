package contract

import (
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/batonchat/baton/api/wire"
	"github.com/batonchat/baton/chat"
)

var loaded = sync.OnceValues(func() (*Contract, error) {
	text, err := os.ReadFile("../openapi.yaml")
	if err != nil {
		return nil, err
	}
	return Load(text)
})

func load(tb testing.TB) *Contract {
	tb.Helper()
	c, err := loaded()
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func operation(tb testing.TB, method, route string) Operation {
	tb.Helper()
	o, ok := load(tb).Find(method, route)
	if !ok {
		tb.Fatalf("there is no operation %s %s", method, route)
	}
	return o
}

// The checker knows only some keywords of JSON Schema. A request schema that uses
// another one would promise more than is checked.
func TestRequestsUseOnlyKeywordsThatAreChecked(t *testing.T) {
	known := []string{
		"type", "properties", "required", "additionalProperties", "maxProperties", "items", "minItems", "maxItems", "allOf",
		"enum", "minLength", "maxLength", "pattern", "format", "minimum", "maximum", "description", "title", "example",
	}
	formats := []string{"", "date-time", "int64"}
	var walk func(where string, s *openapi3.Schema)
	walk = func(where string, s *openapi3.Schema) {
		raw, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var members map[string]json.RawMessage
		if err := json.Unmarshal(raw, &members); err != nil {
			t.Fatal(err)
		}
		for name := range members {
			if !slices.Contains(known, name) && !strings.HasPrefix(name, "x-") {
				t.Errorf("%s uses the keyword %q, which nothing checks", where, name)
			}
		}
		if !slices.Contains(formats, s.Format) {
			t.Errorf("%s uses the format %q, which nothing checks", where, s.Format)
		}
		if len(s.AllOf) > 1 {
			t.Errorf("%s joins several schemas with allOf, of which none would be checked", where)
		}
		for _, part := range s.AllOf {
			walk(where, part.Value)
		}
		if s.Items != nil {
			walk(where+"[]", s.Items.Value)
		}
		for name, p := range s.Properties {
			walk(where+"."+name, p.Value)
		}
		if more := s.AdditionalProperties.Schema; more != nil {
			walk(where+".*", more.Value)
		}
	}
	for _, o := range load(t).Operations() {
		if o.Body != nil {
			walk(o.ID, o.Body)
			if o.Body.AdditionalProperties.Has == nil || *o.Body.AdditionalProperties.Has {
				t.Errorf("%s takes a body that does not refuse unknown members", o.ID)
			}
		}
		for _, p := range o.Query {
			walk(o.ID+"?"+p.Name, p.Schema)
		}
	}
}

func TestDecode(t *testing.T) {
	tests := []struct {
		name, method, route, body string
		field, say                string // of the refusal; both empty: it is taken
	}{
		{"takes what the schema allows", "POST", "/auth/sign-in", `{"email":"a@b.de","password":"x"}`, "", ""},
		{"refuses nothing at all", "POST", "/auth/sign-in", "", "", "The body is empty; send a JSON object."},
		{"refuses what is not JSON", "POST", "/auth/sign-in", `{"email"`, "email", "The JSON ends too early."},
		{"refuses text behind the object", "POST", "/auth/sign-in", `{"email":"a@b.de","password":"x"} {}`, "", "This is not JSON in UTF-8; something is wrong at the byte 34."},
		{"refuses a list", "POST", "/auth/sign-in", `[]`, "", "The body must be an object, not a list."},
		{"refuses null", "POST", "/auth/sign-in", `null`, "", "The body must be an object, not null."},
		{"refuses an unknown member", "POST", "/auth/sign-in", `{"email":"a@b.de","password":"x","role":"admin"}`, "role", "role is not known here; expected are email, password."},
		{"refuses another case", "POST", "/auth/sign-in", `{"Email":"a@b.de","password":"x"}`, "email", "email is missing."},
		{"refuses a name that is there twice", "POST", "/auth/sign-in", `{"email":"a@b.de","email":"c@d.de","password":"x"}`, "email", "email is there twice; send each member once."},
		{"refuses broken UTF-8", "POST", "/auth/sign-in", "{\"email\":\"a\xff@b.de\",\"password\":\"x\"}", "email", "This is not JSON in UTF-8; something is wrong at the byte 11."},
		{"refuses half of a surrogate pair", "POST", "/auth/sign-in", `{"email":"\ud800@b.de","password":"x"}`, "email", "This is not JSON in UTF-8; something is wrong at the byte 10."},
		{"refuses a NUL", "POST", "/auth/sign-in", `{"email":"a\u0000@b.de","password":"x"}`, "email", "email contains a NUL character; remove it."},
		{"refuses a number for a text", "POST", "/auth/sign-in", `{"email":1,"password":"x"}`, "email", "email must be a text in quotes, not a number."},
		{"refuses null for a text", "POST", "/auth/sign-in", `{"email":null,"password":"x"}`, "email", "email must be a text in quotes, not null."},
		{"says in words what is wrong with an address", "POST", "/auth/sign-in", `{"email":"nobody","password":"x"}`, "email", "This does not look like an e-mail address. Write it like name@example.com."},
		{"refuses an empty text", "POST", "/conversations/:id/notes", `{"client_id":"12345678","text":""}`, "text", "text is empty."},
		{"counts characters, not bytes", "POST", "/conversations/:id/messages", `{"client_id":"12345678","text":"` + strings.Repeat("😀", 4000) + `"}`, "", ""},
		{"refuses a text that is too long", "POST", "/conversations/:id/messages", `{"client_id":"12345678","text":"` + strings.Repeat("a", 4001) + `"}`, "text", "text has 4001 characters; at most 4000 are allowed."},
		{"refuses a short client id", "POST", "/conversations/:id/messages", `{"client_id":"1234567","text":"a"}`, "client_id", "client_id has 7 characters; at least 8 are needed."},
		{"refuses a value outside an enumeration", "PUT", "/me/status", `{"status":"lunch"}`, "status", "status must be one of available, busy, away, offline."},
		{"refuses what is no time", "PUT", "/me/status", `{"status":"busy","until":"tomorrow"}`, "until", "until is not a point in time; write it like 2026-12-24T18:00:00Z."},
		{"refuses a number beyond its range", "POST", "/visitor/rating", `{"conversation":"12345678","score":6}`, "score", "score must be from 1 to 5."},
		{"refuses a fraction", "POST", "/visitor/rating", `{"conversation":"12345678","score":4.5}`, "score", "score must be a whole number."},
		{"refuses a text for a boolean", "POST", "/visitor/cancel", `{"conversation":"12345678","solved":"yes"}`, "solved", "solved must be true or false, not a text."},
		{"refuses a member of a member", "POST", "/visitor/messages", `{"client_id":"12345678","text":"a","page":{"uri":"x"}}`, "page.uri", "page.uri is not known here; expected are referrer, title, url."},
		{"names the item of a list", "PATCH", "/me", `{"languages":["de","??"]}`, "languages[1]", "This is not a language code. Write codes such as en, de or pt-br."},
		{"refuses a list that is too long", "PATCH", "/me", `{"languages":[` + strings.TrimSuffix(strings.Repeat(`"de",`, 21), ",") + `]}`, "languages", "languages has 21 items; at most 20 are allowed."},
		{"refuses an empty list where one is needed", "POST", "/sites/:id/articles/import", `{"files":[]}`, "files", "files has 0 items; at least 1 are needed."},
		{"takes a free-form object", "PATCH", "/me", `{"preferences":{"panes":{"list":320},"keys":["a"]}}`, "", ""},
		{"refuses a NUL deep in a free-form object", "PATCH", "/me", `{"preferences":{"a":[{"b":"\u0000"}]}}`, "preferences.a[0].b", "preferences.a[0].b contains a NUL character; remove it."},
		{"refuses a NUL in a free-form name", "PATCH", "/me", `{"preferences":{"a\u0000":1}}`, "preferences", "preferences has a member whose name contains a NUL character."},
		{"holds the values of a map to their schema", "PATCH", "/sites/:id", `{"handoff_texts":{"told.range":7}}`, "handoff_texts.told.range", "handoff_texts.told.range must be a text in quotes, not a number."},
		{"refuses deep nesting", "PATCH", "/me", `{"preferences":` + strings.Repeat(`{"a":`, 20) + `1` + strings.Repeat(`}`, 20) + `}`, "", "The body nests objects or lists more than 16 deep."},
		{"is not fooled by brackets in a text", "POST", "/conversations/:id/notes", `{"client_id":"12345678","text":"[[[[[[[[[[[[[[[[[[[[[\"{{{{{"}`, "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Decode[map[string]any](operation(t, test.method, test.route), []byte(test.body))
			if test.say == "" {
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			refusal, ok := errors.AsType[*chat.Error](err)
			if !ok {
				t.Fatalf("err = %v, want a refusal", err)
			}
			if refusal.Code != chat.Invalid || refusal.Field != test.field || refusal.Say != test.say {
				t.Errorf("refused with %s, field %q: %s\nwant field %q: %s", refusal.Code, refusal.Field, refusal.Say, test.field, test.say)
			}
		})
	}
}

func TestDecodeFillsTheGeneratedType(t *testing.T) {
	o := operation(t, "PATCH", "/agents/:id")
	change, err := Decode[wire.AgentChange](o, []byte(`{"capacity":0,"disabled":false,"sites":[]}`))
	if err != nil {
		t.Fatal(err)
	}
	if change.Capacity == nil || *change.Capacity != 0 || change.Disabled == nil || change.Sites == nil || change.Role != nil {
		t.Errorf("Decode() = %+v; what was sent as zero must differ from what was not sent", change)
	}
}

func TestCheckQuery(t *testing.T) {
	tests := []struct {
		name, query string
		field, say  string
	}{
		{"takes known parameters", "list=mine&limit=20&sort=newest", "", ""},
		{"refuses a missing one", "limit=20", "list", "The address needs the parameter list."},
		{"refuses an unknown one", "list=mine&lmit=20", "lmit", "The address has the parameter lmit, which is not known here; expected are list, site, sort, cursor, limit."},
		{"refuses one given twice", "list=mine&list=all", "list", "The address has the parameter list 2 times; give it once."},
		{"refuses a word for a number", "list=mine&limit=many", "limit", "limit must be a whole number."},
		{"refuses a number out of range", "list=mine&limit=201", "limit", "limit must be from 1 to 200."},
		{"refuses a value outside an enumeration", "list=theirs", "list", "list must be one of mine, queue, assistant, follow_up, snoozed, all, resolved."},
		{"refuses an id that is none", "list=mine&site=%27%20or%201=1", "site", "An id has letters, digits, hyphens and underscores only."},
		{"refuses broken UTF-8", "list=mine&cursor=%ff", "cursor", "cursor is not valid UTF-8 text."},
		{"refuses a NUL", "list=mine&cursor=%00", "cursor", "cursor contains a NUL character; remove it."},
	}
	o := operation(t, "GET", "/inbox")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := o.CheckQuery(query(t, test.query))
			if test.say == "" {
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			refusal, ok := errors.AsType[*chat.Error](err)
			if !ok || refusal.Field != test.field || refusal.Say != test.say {
				t.Errorf("err = %#v, want field %q: %s", err, test.field, test.say)
			}
		})
	}
}

// Whatever arrives, the decoder answers with a value or a refusal; what it takes
// is the same when it is written and read again.
func FuzzDecode(f *testing.F) {
	c := load(f)
	var all []Operation
	for _, o := range c.Operations() {
		if o.Body != nil {
			all = append(all, o)
		}
	}
	slices.SortFunc(all, func(a, b Operation) int { return strings.Compare(a.ID, b.ID) })
	for i := range all {
		f.Add(uint(i), []byte(`{"client_id":"12345678","text":"hello","conversation":"12345678"}`))
		f.Add(uint(i), []byte(`{"name":"a","email":"a@b.de","page":{"url":"x"},"preferences":{"a":[1,null]}}`))
	}
	f.Add(uint(0), []byte("{\"a\":\"\\u0000\xff\"}"))
	f.Add(uint(1), []byte(strings.Repeat("[", 100)))
	f.Fuzz(func(t *testing.T, which uint, body []byte) {
		o := all[which%uint(len(all))]
		v, err := Decode[map[string]any](o, body)
		if err != nil {
			if refusal, ok := errors.AsType[*chat.Error](err); !ok || refusal.Code != chat.Invalid || refusal.Say == "" {
				t.Fatalf("Decode() failed without a sentence: %#v", err)
			}
			return
		}
		again, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Decode[map[string]any](o, again); err != nil {
			t.Fatalf("took %q, refused it when written again as %q: %v", body, again, err)
		}
	})
}

func query(t *testing.T, raw string) url.Values {
	t.Helper()
	v, err := url.ParseQuery(raw)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
