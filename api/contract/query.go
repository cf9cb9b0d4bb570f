package contract

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/batonchat/baton/chat"
)

// CheckQuery holds the parameters of an address against the operation.
func (o Operation) CheckQuery(values url.Values) error {
	for _, p := range o.Query {
		if p.Required && !values.Has(p.Name) {
			return chat.RefuseField(p.Name, "The address needs the parameter %s.", p.Name)
		}
	}
	for name, given := range values {
		i := slices.IndexFunc(o.Query, func(p Parameter) bool { return p.Name == name })
		switch {
		case i < 0:
			return chat.RefuseField(quoted(name), "The address has the parameter %s, which is not known here%s.", quoted(name), o.known())
		case len(given) > 1:
			return chat.RefuseField(name, "The address has the parameter %s %d times; give it once.", name, len(given))
		}
		if err := o.Query[i].check(given[0]); err != nil {
			return err
		}
	}
	return nil
}

func (o Operation) known() string {
	if len(o.Query) == 0 {
		return ""
	}
	names := make([]string, len(o.Query))
	for i, p := range o.Query {
		names[i] = p.Name
	}
	return "; expected are " + strings.Join(names, ", ")
}

func (p Parameter) check(text string) error {
	if !utf8.ValidString(text) {
		return chat.RefuseField(p.Name, "%s is not valid UTF-8 text.", p.Name)
	}
	if p.Schema.Type.Is(openapi3.TypeBoolean) {
		if text != "true" && text != "false" {
			return chat.RefuseField(p.Name, "%s must be true or false.", p.Name)
		}
		return nil
	}
	if !p.Schema.Type.Is(openapi3.TypeInteger) {
		return check(p.Schema, text, p.Name)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return chat.RefuseField(p.Name, "%s must be a whole number.", p.Name)
	}
	return check(p.Schema, float64(n), p.Name)
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
