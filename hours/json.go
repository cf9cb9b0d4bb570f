package hours

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// maxJSON bounds a plan's JSON form in bytes. A full plan is far smaller.
const maxJSON = 256 << 10

// Parse reads a plan from JSON and checks all of it. The error is a [Problems]
// that holds everything found, in reading and in checking alike.
func Parse(data []byte) (Calendar, error) {
	plan, problems := read(data)
	if len(problems) > 0 {
		return Calendar{}, problems
	}
	return New(plan)
}

// UnmarshalJSON reads what Parse reads, so a Calendar can be a field of something
// larger.
func (c *Calendar) UnmarshalJSON(data []byte) error {
	parsed, err := Parse(data)
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}

// MarshalJSON writes the plan that the calendar was made from.
func (c Calendar) MarshalJSON() ([]byte, error) { return json.Marshal(c.Plan()) }

// The wire types keep every time as the text that came in, so that one bad time
// does not hide the problems after it.
type (
	wirePlan struct {
		Zone       string          `json:"zone"`
		Weekly     []wireInterval  `json:"weekly"`
		Exceptions []wireException `json:"exceptions"`
		Override   *wireOverride   `json:"override"`
	}
	wireInterval struct {
		Day  string `json:"day"`
		From string `json:"from"`
		To   string `json:"to"`
	}
	wireException struct {
		Date string     `json:"date"`
		Name string     `json:"name"`
		Open []wireSpan `json:"open"`
	}
	wireSpan struct {
		From string `json:"from"`
		To   string `json:"to"`
	}
	wireOverride struct {
		Open  bool   `json:"open"`
		From  string `json:"from"`
		Until string `json:"until"`
	}
)

// read turns JSON into a plan. With problems the plan is of no use.
func read(data []byte) (Plan, Problems) {
	wire, problem := decode(data)
	if problem != nil {
		return Plan{}, Problems{*problem}
	}
	var r reader
	r.zone(wire.Zone)
	plan := Plan{Zone: wire.Zone}
	unread := skip{}
	for i, w := range wire.Weekly {
		interval, ok := r.interval(fmt.Sprintf("weekly[%d]", i), w)
		unread[i] = !ok
		plan.Weekly = append(plan.Weekly, interval)
	}
	r.weekly(plan.Weekly, unread)
	unread = skip{}
	for i, w := range wire.Exceptions {
		exception, ok := r.exception(fmt.Sprintf("exceptions[%d]", i), w)
		unread[i] = !ok
		plan.Exceptions = append(plan.Exceptions, exception)
	}
	r.exceptions(plan.Exceptions, unread)
	if wire.Override != nil {
		override, ok := r.forced(*wire.Override)
		plan.Override = &override
		if ok {
			r.override(plan.Override)
		}
	}
	return plan, r.problems
}

// decode reads the outer form: an object, no unknown fields, the right kinds, and
// nothing behind it.
func decode(data []byte) (wirePlan, *Problem) {
	var wire wirePlan
	if len(data) > maxJSON {
		return wire, &Problem{Say: fmt.Sprintf("The opening times take %d bytes; %d is the most.", len(data), maxJSON)}
	}
	if trimmed := bytes.TrimSpace(data); len(trimmed) == 0 || trimmed[0] != '{' {
		return wire, &Problem{Say: "Opening times are a JSON object with zone and weekly."}
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&wire); err != nil {
		return wire, explain(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return wire, &Problem{Say: "There is more text after the opening times; send one JSON object."}
	}
	return wire, nil
}

// explain turns the decoder's error into words for whoever sent the JSON.
func explain(err error) *Problem {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &kind):
		return &Problem{At: kind.Field, Say: fmt.Sprintf("This is a JSON %s, but %s is needed.", kind.Value, article(kind.Type.Kind().String()))}
	case errors.As(err, &syntax):
		return &Problem{Say: fmt.Sprintf("This is not JSON: %s, after %d bytes.", syntax.Error(), syntax.Offset)}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &Problem{Say: "The JSON ends too early."}
	}
	if _, name, found := strings.Cut(err.Error(), "unknown field "); found {
		return &Problem{Say: fmt.Sprintf("Opening times have no field %s. The fields are zone, weekly, exceptions and override.", shorten(name))}
	}
	return &Problem{Say: "This JSON cannot be read: " + err.Error() + "."}
}

// article names a Go kind the way JSON does.
func article(kind string) string {
	switch kind {
	case "slice":
		return "a list"
	case "struct", "ptr":
		return "an object"
	case "bool":
		return "true or false"
	default:
		return "a text in quotes"
	}
}

// reader turns wire values into domain values, gathering what cannot be read.
type reader struct{ checklist }

// text reads one value and reports whether it could be read.
func (r *reader) text(at, value string, into encoding.TextUnmarshaler) bool {
	if err := into.UnmarshalText([]byte(value)); err != nil {
		r.addf(at, "%s.", err)
		return false
	}
	return true
}

func (r *reader) interval(at string, w wireInterval) (Interval, bool) {
	var v Interval
	day := r.text(at+".day", w.Day, &v.Day)
	from := r.text(at+".from", w.From, &v.From)
	to := r.text(at+".to", w.To, &v.To)
	return v, day && from && to
}

func (r *reader) exception(at string, w wireException) (Exception, bool) {
	e := Exception{Name: w.Name, Open: []Span{}}
	ok := r.text(at+".date", w.Date, &e.Date)
	for j, ws := range w.Open {
		var s Span
		here := fmt.Sprintf("%s.open[%d]", at, j)
		from := r.text(here+".from", ws.From, &s.From)
		to := r.text(here+".to", ws.To, &s.To)
		ok = ok && from && to
		e.Open = append(e.Open, s)
	}
	return e, ok
}

func (r *reader) forced(w wireOverride) (Override, bool) {
	o := Override{Open: w.Open}
	from := r.instant("override.from", w.From, &o.From)
	until := r.instant("override.until", w.Until, &o.Until)
	return o, from && until
}

func (r *reader) instant(at, value string, into *time.Time) bool {
	t, err := time.Parse(time.RFC3339, value)
	if err != nil {
		r.addf(at, "%q is not a point in time; write it such as 2026-12-24T18:00:00+01:00.", shorten(value))
		return false
	}
	*into = t
	return true
}
