package transcript

import (
	"slices"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
)

// Line is one public message as it stands now.
type Line struct {
	Seq        int64
	At         time.Time
	By         chat.Party
	Name       string // of the agent who wrote it, empty for others
	Text       string
	Template   string // which of Baton's own lines it is
	Citations  []chat.Citation
	UpTo       int64 // assistant: the visitor's message it answers
	Unanswered bool  // assistant: it said that it does not know
}

// ByVisitor reports whether the visitor wrote the line.
func (l Line) ByVisitor() bool { return l.By.Kind == chat.VisitorParty }

// ByAssistant reports whether the assistant wrote the line.
func (l Line) ByAssistant() bool { return l.By.Kind == chat.AssistantParty }

// ByAgent reports whether a person of the team wrote the line.
func (l Line) ByAgent() bool { return l.By.Kind == chat.AgentParty }

// Read makes the lines of a timeline that begins at its first entry.
func Read(entries []chat.Entry) []Line {
	var lines []Line
	at := make(map[int64]int) // a message's Seq -> its place in lines
	names := make(map[chat.AgentID]string)
	withdrawn := make(map[int64]bool)
	for _, e := range entries {
		switch f := e.Fact.(type) {
		case chat.AgentJoined:
			names[f.Agent.ID] = f.Agent.Name
		case chat.MessagePosted:
			at[e.Seq] = len(lines)
			lines = append(lines, Line{Seq: e.Seq, At: e.At, By: e.By, Name: names[e.By.Agent()], Text: f.Text, Template: f.Template,
				Citations: f.Citations, UpTo: f.UpTo, Unanswered: f.Unanswered})
		case chat.MessageEdited:
			if i, ok := at[f.Target]; ok {
				lines[i].Text = f.Text
			}
		case chat.MessageDeleted:
			withdrawn[f.Target] = true
		}
	}
	return slices.DeleteFunc(lines, func(l Line) bool { return withdrawn[l.Seq] })
}

// Said gives the visitor's lines after a place of the timeline and up to
// another.
func Said(lines []Line, after, upTo int64) []Line {
	var out []Line
	for _, l := range lines {
		if l.ByVisitor() && l.Seq > after && l.Seq <= upTo {
			out = append(out, l)
		}
	}
	return out
}

// Join puts the texts of lines below one another.
func Join(lines []Line) string {
	texts := make([]string, 0, len(lines))
	for _, l := range lines {
		texts = append(texts, strings.TrimSpace(l.Text))
	}
	return strings.Join(texts, "\n")
}
