package contract

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/batonchat/baton/chat"
)

// check holds a decoded JSON value against a schema and gives the first thing that
// is wrong with it. at is the path of the value, as people read it: site.domains[2].
// Only the keywords that openapi.yaml uses in requests are known; a test proves that
// there are no others.
func check(s *openapi3.Schema, v any, at string) error {
	if len(s.AllOf) == 1 {
		return check(s.AllOf[0].Value, v, at)
	}
	switch {
	case s.Type.Is(openapi3.TypeObject):
		return checkObject(s, v, at)
	case s.Type.Is(openapi3.TypeArray):
		return checkArray(s, v, at)
	case s.Type.Is(openapi3.TypeString):
		text, ok := v.(string)
		if !ok {
			return refuse(at, "must be a text in quotes, not %s", kind(v))
		}
		return checkText(s, text, at)
	case s.Type.Is(openapi3.TypeInteger):
		return checkInteger(s, v, at)
	case s.Type.Is(openapi3.TypeBoolean):
		if _, ok := v.(bool); !ok {
			return refuse(at, "must be true or false, not %s", kind(v))
		}
	}
	return nil
}

func checkObject(s *openapi3.Schema, v any, at string) error {
	object, ok := v.(map[string]any)
	if !ok {
		return refuse(at, "must be an object, not %s", kind(v))
	}
	if s.MaxProps != nil && uint64(len(object)) > *s.MaxProps {
		return refuse(at, "has %d members; at most %d are allowed", len(object), *s.MaxProps)
	}
	for _, name := range s.Required {
		if _, there := object[name]; !there {
			return refuse(under(at, name), "is missing")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		member, known := s.Properties[name]
		switch {
		case known:
			if err := check(member.Value, object[name], under(at, name)); err != nil {
				return err
			}
		case s.AdditionalProperties.Schema != nil:
			if err := check(s.AdditionalProperties.Schema.Value, object[name], under(at, quoted(name))); err != nil {
				return err
			}
		case s.AdditionalProperties.Has != nil && *s.AdditionalProperties.Has:
			if err := noNUL(object[name], under(at, quoted(name))); err != nil {
				return err
			}
		default:
			return refuse(under(at, quoted(name)), "is not known here; %s", expected(s))
		}
		if strings.ContainsRune(name, 0) {
			return refuse(at, "has a member whose name contains a NUL character")
		}
	}
	return nil
}

// expected lists the member names of a schema.
func expected(s *openapi3.Schema) string {
	if len(s.Properties) == 0 {
		return "nothing is expected"
	}
	return "expected are " + strings.Join(slices.Sorted(maps.Keys(s.Properties)), ", ")
}

func checkArray(s *openapi3.Schema, v any, at string) error {
	list, ok := v.([]any)
	switch {
	case !ok:
		return refuse(at, "must be a list, not %s", kind(v))
	case uint64(len(list)) < s.MinItems:
		return refuse(at, "has %d items; at least %d are needed", len(list), s.MinItems)
	case s.MaxItems != nil && uint64(len(list)) > *s.MaxItems:
		return refuse(at, "has %d items; at most %d are allowed", len(list), *s.MaxItems)
	}
	for i, item := range list {
		if err := check(s.Items.Value, item, fmt.Sprintf("%s[%d]", at, i)); err != nil {
			return err
		}
	}
	return nil
}

func checkText(s *openapi3.Schema, text, at string) error {
	n := uint64(utf8.RuneCountInString(text))
	switch {
	case strings.ContainsRune(text, 0):
		return refuse(at, "contains a NUL character; remove it")
	case len(s.Enum) > 0 && !slices.Contains(s.Enum, any(text)):
		return refuse(at, "must be one of %s", options(s.Enum))
	case n < s.MinLength && text == "":
		return refuse(at, "is empty")
	case n < s.MinLength:
		return refuse(at, "has %d characters; at least %d are needed", n, s.MinLength)
	case s.MaxLength != nil && n > *s.MaxLength:
		return refuse(at, "has %d characters; at most %d are allowed", n, *s.MaxLength)
	case s.Pattern != "" && !pattern(s.Pattern).MatchString(text):
		if say, ok := s.Extensions["x-say"].(string); ok {
			return &chat.Error{Code: chat.Invalid, Field: at, Say: say}
		}
		return refuse(at, "has a form that is not allowed")
	case s.Format == "date-time":
		if _, err := time.Parse(time.RFC3339, text); err != nil {
			return refuse(at, "is not a point in time; write it like 2026-12-24T18:00:00Z")
		}
	}
	return nil
}

func checkInteger(s *openapi3.Schema, v any, at string) error {
	n, ok := v.(float64)
	switch {
	case !ok:
		return refuse(at, "must be a whole number, not %s", kind(v))
	case n != float64(int64(n)):
		return refuse(at, "must be a whole number")
	case s.Min != nil && n < *s.Min, s.Max != nil && n > *s.Max:
		if s.Min != nil && s.Max != nil {
			return refuse(at, "must be from %d to %d", int64(*s.Min), int64(*s.Max))
		}
		if s.Min != nil && n < *s.Min {
			return refuse(at, "must be at least %d", int64(*s.Min))
		}
		return refuse(at, "must be at most %d", int64(*s.Max))
	}
	return nil
}

// noNUL looks through a free-form value; databases cannot keep a NUL.
func noNUL(v any, at string) error {
	switch v := v.(type) {
	case string:
		if strings.ContainsRune(v, 0) {
			return refuse(at, "contains a NUL character; remove it")
		}
	case []any:
		for i, item := range v {
			if err := noNUL(item, fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
	case map[string]any:
		for name, item := range v {
			if strings.ContainsRune(name, 0) {
				return refuse(at, "has a member whose name contains a NUL character")
			}
			if err := noNUL(item, under(at, quoted(name))); err != nil {
				return err
			}
		}
	}
	return nil
}

// patterns keeps what was compiled; the set is openapi.yaml's and so is finite.
var patterns sync.Map

func pattern(text string) *regexp.Regexp {
	if known, ok := patterns.Load(text); ok {
		if re, ok := known.(*regexp.Regexp); ok {
			return re
		}
	}
	re := regexp.MustCompile(text)
	patterns.Store(text, re)
	return re
}

// refuse makes the error for the member at a path.
func refuse(at, format string, args ...any) error {
	name := at
	if name == "" {
		name = "The body"
	}
	return &chat.Error{Code: chat.Invalid, Field: at, Say: name + " " + fmt.Sprintf(format, args...) + "."}
}

func under(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

// quoted keeps what a stranger sent as a member's name short and printable.
func quoted(name string) string {
	const limit = 40
	if runes := []rune(name); len(runes) > limit {
		name = string(runes[:limit]) + "…"
	}
	if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return fmt.Sprintf("%q", name)
	}
	return name
}

// kind names a JSON value as people do.
func kind(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "true or false"
	case float64:
		return "a number"
	case string:
		return "a text"
	case []any:
		return "a list"
	default:
		return "an object"
	}
}

func options(all []any) string {
	words := make([]string, len(all))
	for i, v := range all {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, ", ")
}
