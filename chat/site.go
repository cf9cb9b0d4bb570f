package chat

// Mode says where a site's handoffs go.
type Mode string

const (
	// Live hands off to people in Baton's dashboard.
	Live Mode = "live"
	// ThinPipe delivers to a place the team already watches and closes gracefully.
	ThinPipe Mode = "thin_pipe"
)

// Page is a page of the host's site, as the widget reported it.
type Page struct {
	URL      string `json:"url,omitempty"`
	Title    string `json:"title,omitempty"`
	Referrer string `json:"referrer,omitempty"`
}

// Citation names an article that an answer rests on.
type Citation struct {
	Article ArticleID `json:"article"`
	Title   string    `json:"title"`
	Slug    string    `json:"slug,omitempty"`
	Quote   string    `json:"quote,omitempty"` // the passage used
}

// Field is one thing known about the visitor or the case.
type Field struct {
	Name   string    `json:"name"`   // "order_number", "email"
	Value  string    `json:"value"`  // as given
	Source PartyKind `json:"source"` // who noted it
}

// The field names that Baton itself goes by; by the first two a visitor can be reached.
const (
	FieldEmail = "email"
	FieldPhone = "phone"
	FieldName  = "name"
	FieldTopic = "topic" // what the conversation is about, as somebody noted it
)

// IsContact reports whether a field of this name tells where to reach the visitor.
func IsContact(name string) bool { return name == FieldEmail || name == FieldPhone }
