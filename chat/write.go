package chat

import (
	"strconv"
	"time"
)

// Start opens a conversation, with the visitor's first message if Text is not
// empty.
type Start struct {
	Site     SiteID
	Visitor  VisitorID
	Language string
	Page     Page
	Previous ConversationID
	Contact  string
	ClientID string
	Text     string
}

func (m Start) decide(c *Conversation, _ time.Time) (Decision, error) {
	var d Decision
	if c.Seq != 0 {
		return d, Refuse(Conflict, "This conversation exists already.")
	}
	d.draft(ByVisitor(m.Visitor), Started{m.Site, m.Visitor, m.Language, m.Page, m.Previous, m.Contact})
	if m.Text == "" {
		return d, nil
	}
	if err := CheckText("message", m.Text, MaxMessage); err != nil {
		return Decision{}, err
	}
	seq := d.nextSeq(c)
	d.Drafts = append(d.Drafts, Draft{ByVisitor(m.Visitor), m.ClientID, MessagePosted{Text: m.Text}})
	d.answer(c, seq)
	return d, nil
}

// answer adds the assistant's turn for the visitor's message at seq.
func (d *Decision) answer(c *Conversation, seq int64) {
	d.Work = append(d.Work, Work{Kind: WorkAnswer, Key: string(c.ID) + ":" + strconv.FormatInt(seq, 10), Seq: seq})
}

// Post writes a message that the visitor may read.
type Post struct {
	By       Party // a visitor or an agent
	ClientID string
	Text     string
	Language string // as detected, may be empty
}

func (m Post) decide(c *Conversation, now time.Time) (Decision, error) {
	if err := CheckText("message", m.Text, MaxMessage); err != nil {
		return Decision{}, err
	}
	if m.By.Kind == VisitorParty {
		return m.byVisitor(c, now)
	}
	switch {
	case c.State == StateActive && c.Owner == m.By:
		return Decision{Drafts: []Draft{{m.By, m.ClientID, MessagePosted{Text: m.Text}}}}, nil
	case c.State == StateActive:
		return Decision{}, Refuse(Conflict, "%s has this conversation. Take it over first, or write a note.", ownerName(c))
	case c.State == StateResolved:
		return Decision{}, Refuse(Conflict, "This conversation is resolved. Reopen it first.")
	default:
		return Decision{}, Refuse(Conflict, "Nobody has this conversation yet. Claim it first, then write.")
	}
}

func (m Post) byVisitor(c *Conversation, now time.Time) (Decision, error) {
	var d Decision
	back := false
	if c.State == StateResolved {
		if now.Sub(c.ResolvedAt) > ReopenWithin {
			return d, Refuse(Conflict, "This conversation ended more than seven days ago. Start a new one.")
		}
		d.draft(m.By, Reopened{Why: "visitor"})
		back = c.HumanJoined || c.Outcome == OutcomeAbandoned
	}
	if c.State == StateSnoozed {
		d.draft(m.By, Woken{Why: "visitor"})
	}
	seq := d.nextSeq(c)
	d.Drafts = append(d.Drafts, Draft{m.By, m.ClientID, MessagePosted{Text: m.Text, Language: m.Language}})
	if c.Handoff != nil && c.Handoff.AskingFor != "" {
		if name, value, ok := FindContact(m.Text); ok {
			d.draft(m.By, FieldCollected{Field{name, value, VisitorParty}})
		}
	}
	switch {
	case back:
		d.Work = append(d.Work, Work{Kind: WorkReturn, Key: string(c.ID) + ":" + strconv.FormatInt(seq, 10), Seq: seq})
	case c.AssistantMayWrite() || c.State == StateResolved:
		d.answer(c, seq)
	}
	return d, nil
}

// Note writes something that only the team may read.
type Note struct {
	By       AgentID
	ClientID string
	Text     string
}

func (m Note) decide(_ *Conversation, _ time.Time) (Decision, error) {
	if err := CheckText("note", m.Text, MaxNote); err != nil {
		return Decision{}, err
	}
	return Decision{Drafts: []Draft{{ByAgent(m.By), m.ClientID, NotePosted{m.Text}}}}, nil
}

// Edit changes the text of a message or note. Target is the entry as stored.
type Edit struct {
	By     Party
	Target Entry
	Text   string
}

func (m Edit) decide(_ *Conversation, _ time.Time) (Decision, error) {
	limit := MaxMessage
	if _, note := m.Target.Fact.(NotePosted); note {
		limit = MaxNote
	}
	if err := changeable(m.By, m.Target); err != nil {
		return Decision{}, err
	}
	if err := CheckText("message", m.Text, limit); err != nil {
		return Decision{}, err
	}
	var d Decision
	d.draft(m.By, MessageEdited{m.Target.Seq, m.Target.PublicSeq, m.Text})
	return d, nil
}

// Delete withdraws a message or note. Target is the entry as stored.
type Delete struct {
	By     Party
	Target Entry
}

func (m Delete) decide(_ *Conversation, _ time.Time) (Decision, error) {
	if err := changeable(m.By, m.Target); err != nil {
		return Decision{}, err
	}
	var d Decision
	d.draft(m.By, MessageDeleted{m.Target.Seq, m.Target.PublicSeq})
	return d, nil
}

func changeable(by Party, target Entry) error {
	switch target.Fact.(type) {
	case MessagePosted, NotePosted:
	default:
		return Refuse(Invalid, "Only messages and notes can be changed.")
	}
	if target.By != by {
		return Refuse(Forbidden, "Only the author of a message can change it.")
	}
	return nil
}

// Collect notes something that became known.
type Collect struct {
	By    Party
	Field Field
}

func (m Collect) decide(c *Conversation, _ time.Time) (Decision, error) {
	var d Decision
	if m.Field.Name == "" || len(m.Field.Name) > 50 {
		return d, RefuseField("name", "A field needs a name of at most 50 characters.")
	}
	if err := CheckLine(m.Field.Name, m.Field.Value, MaxField); err != nil {
		return d, err
	}
	if c.FieldValue(m.Field.Name) == m.Field.Value {
		return d, nil
	}
	m.Field.Source = m.By.Kind
	d.draft(m.By, FieldCollected{m.Field})
	return d, nil
}

// Say is an answer of the assistant. It is refused with Conflict when a person
// owns the conversation by now (promise R10), or when the same messages were
// answered already.
type Say struct {
	Run        RunID
	Epoch      int64 // the owner epoch when the run began
	UpTo       int64 // the visitor's last message that the run has read, by Seq
	Text       string
	Citations  []Citation
	Confidence float64
	Unanswered bool
	Template   string
	Language   string
}

func (m Say) decide(c *Conversation, _ time.Time) (Decision, error) {
	switch {
	case !c.AssistantMayWrite() || c.OwnerEpoch != m.Epoch:
		return Decision{}, Refuse(Conflict, "A person has this conversation; the assistant stays silent.")
	case m.UpTo <= c.AnsweredSeq:
		return Decision{}, Refuse(Conflict, "These messages are answered already.")
	}
	if err := CheckText("answer", m.Text, 4*MaxMessage); err != nil {
		return Decision{}, err
	}
	return Decision{Drafts: []Draft{{ByAssistant, "run-" + string(m.Run), MessagePosted{
		Text: m.Text, Citations: m.Citations, Run: m.Run, UpTo: m.UpTo, Confidence: m.Confidence,
		Unanswered: m.Unanswered, Template: m.Template, Language: m.Language}}}}, nil
}

// Fail notes that the assistant could not answer as it should.
type Fail struct{ AssistantFailed }

func (m Fail) decide(_ *Conversation, _ time.Time) (Decision, error) {
	var d Decision
	d.draft(ByAssistant, m.AssistantFailed)
	return d, nil
}

// Rate stores what the visitor thought of a resolved conversation.
type Rate struct {
	By       VisitorID
	Score    int
	Comment  string
	Repeated *bool
}

func (m Rate) decide(c *Conversation, now time.Time) (Decision, error) {
	var d Decision
	switch {
	case m.Score < 1 || m.Score > 5:
		return d, RefuseField("score", "A rating goes from 1 to 5; this one is %d.", m.Score)
	case c.State != StateResolved:
		return d, Refuse(Conflict, "A conversation can be rated once it has ended.")
	case c.Outcome == OutcomeAbandoned:
		return d, Refuse(Conflict, "This conversation ended before anybody could help, so there is nothing to rate.")
	case c.Rating != nil && now.Sub(c.Rating.At) > RatingEditableFor:
		return d, Refuse(Conflict, "A rating can be changed for 24 hours; this one is older.")
	}
	if m.Comment != "" {
		if err := CheckText("comment", m.Comment, MaxComment); err != nil {
			return d, err
		}
	}
	segment := AssistantOnly
	if c.HumanJoined {
		segment = AfterHandoff
	} else {
		m.Repeated = nil
	}
	d.draft(ByVisitor(m.By), RatingGiven{segment, m.Score, m.Comment, m.Repeated})
	return d, nil
}
