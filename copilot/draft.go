package copilot

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/model"
)

// draftLimit is how long a model may write a draft or an answer.
const draftLimit = 45 * time.Second

// Draft is a reply that an agent may send, change or leave.
type Draft struct {
	ID           string              `json:"id"`
	Conversation chat.ConversationID `json:"conversation"`
	Agent        chat.AgentID        `json:"agent"` // for whom it was made
	Text         string              `json:"text"`  // empty when there is nothing to draft from
	Sources      []chat.Citation     `json:"sources"`
	By           By                  `json:"by"`
	Failed       string              `json:"failed,omitempty"` // why the model did not write it, for the agent
	UpTo         int64               `json:"up_to"`            // the entry up to which it was made
	At           time.Time           `json:"at"`
}

// Draft writes a reply to the visitor's last words for the agent, who may say in
// hint what it should say: the articles are then searched for that too. emit gets it
// as it is written, with the numbers of its sources; restart means that what
// came before is void. The finished draft, without the numbers, is kept and
// returned. Nothing is sent to anybody.
func (s *Service) Draft(ctx context.Context, id chat.ConversationID, agent chat.AgentID, hint string, emit func(delta string, restart bool)) (Draft, error) {
	if err := chat.CheckLine("hint", hint, maxQuestion); err != nil {
		return Draft{}, err
	}
	d, err := s.open(ctx, id)
	if err != nil {
		return Draft{}, err
	}
	out := Draft{ID: chat.NewID(), Conversation: id, Agent: agent, UpTo: d.c.Seq, At: s.d.Now(), Sources: []chat.Citation{}}
	query, wish := d.asked(s.d.Idle), ""
	if hint != "" {
		query, wish = hint, "\nThe agent wants it to say:\n"+model.Data(d.mark, hint)
	}
	found := s.find(ctx, d, query)
	p := model.Prompt{System: d.draftSystem(), Account: d.account(agent),
		Messages: []model.Message{{Role: model.User, Text: d.articles(found) + d.facts() + d.conversation() + wish + "\nWrite the agent's next reply."}}}
	w := s.write(ctx, d, p, found, emit)
	if ctx.Err() != nil {
		return Draft{}, ctx.Err()
	}
	out.Text, out.Sources, out.By, out.Failed = w.Text, w.Sources, w.By, w.Failed
	if w.By == ByModel {
		out.Text = marks.ReplaceAllString(w.Text, "") // the visitor has no list of sources
	}
	if err := s.d.Drafts.Save(ctx, out); err != nil {
		return Draft{}, fmt.Errorf("keep a draft for %s: %w", id, err)
	}
	return out, nil
}

// Dispose keeps what the agent did with a draft of theirs.
func (s *Service) Dispose(ctx context.Context, draft string, agent chat.AgentID, how How) error {
	switch how {
	case Inserted, Edited, Dismissed:
		return s.d.Drafts.Dispose(ctx, draft, agent, how, s.d.Now())
	default:
		return chat.RefuseField("how", "A draft is inserted, edited or dismissed; “%s” is none of these.", string(how))
	}
}

// Answer is what the copilot says to an agent's own question.
type Answer struct {
	Text    string          `json:"text"`
	Sources []chat.Citation `json:"sources"`
	By      By              `json:"by"`
	Failed  string          `json:"failed,omitempty"`
}

const maxQuestion = 1000

// Ask answers the agent's question from the articles and the conversation.
func (s *Service) Ask(ctx context.Context, id chat.ConversationID, agent chat.AgentID, question string, emit func(delta string, restart bool)) (Answer, error) {
	if err := chat.CheckText("question", question, maxQuestion); err != nil {
		return Answer{}, err
	}
	d, err := s.open(ctx, id)
	if err != nil {
		return Answer{}, err
	}
	found := s.find(ctx, d, question)
	system := "You help an agent of the support team. " +
		"Answer their question in the language in which it is asked, briefly, only from the articles and the conversation; " +
		"after a statement from an article put its number like [1]. If they do not answer it, say so.\n" + d.rule()
	p := model.Prompt{System: system, Account: d.account(agent), Messages: []model.Message{{Role: model.User,
		Text: d.articles(found) + d.facts() + d.conversation() + "\nThe agent asks:\n" + model.Data(d.mark, question)}}}
	w := s.write(ctx, d, p, found, emit)
	return w, ctx.Err()
}

// find looks the query up; without the articles the copilot goes on without.
func (s *Service) find(ctx context.Context, d desk, query string) []Passage {
	if query == "" {
		return nil
	}
	found, err := s.d.Library.Search(ctx, d.c.Site, query, d.c.Language, 4)
	if err != nil {
		s.d.Log.WarnContext(ctx, "the articles could not be searched", "conversation", d.c, "err", err)
		return nil
	}
	return found
}

// write lets the model answer the prompt, or retrieves.
func (s *Service) write(ctx context.Context, d desk, p model.Prompt, found []Passage, emit func(string, bool)) Answer {
	m := s.model(ctx, d.c.Site)
	if m == nil {
		return retrieve(found, "", emit)
	}
	limited, cancel := context.WithTimeout(ctx, draftLimit)
	defer cancel()
	spoke := false
	reply, err := m.Chat(limited, p, func(text string) {
		if limited.Err() == nil {
			spoke = true
			emit(text, false)
		}
	})
	if err == nil {
		if text := tidy(reply.Text); text != "" {
			text, from := cite(text, found)
			return Answer{Text: text, Sources: from, By: ByModel}
		}
		err = &model.Failure{Why: model.BrokenOutput, Say: "The language model's reply held no words."}
	}
	if ctx.Err() != nil {
		return Answer{}
	}
	f := model.Failed(err)
	s.d.Log.InfoContext(ctx, "an article is shown because the model failed", "conversation", d.c, "why", string(f.Why), "err", f)
	if spoke {
		emit("", true)
	}
	return retrieve(found, f.Say, emit)
}

// retrieve gives the best passage in its own words.
func retrieve(found []Passage, failed string, emit func(string, bool)) Answer {
	found = fitting(found)
	if len(found) == 0 {
		return Answer{Sources: []chat.Citation{}, By: Nothing, Failed: failed}
	}
	text := strings.TrimSpace(cut(found[0].Text, articleText))
	emit(text, false)
	return Answer{Text: text, Sources: sources(found[:1]), By: Retrieved, Failed: failed}
}

func (d desk) draftSystem() string {
	company := d.settings.Company
	if company == "" {
		company = "a company"
	}
	system := "You draft the next reply of a support agent of " + company + " in a live chat. The agent reads it before anything is sent.\n" +
		"- In the language of the visitor's last message, warm, brief, concrete; no greeting if there was one already, no signature, no placeholders.\n" +
		"- Only what the articles and the conversation say; where something must be looked up, leave it to the agent and say what.\n" +
		"- Never ask for what is known or was said. Do not repeat what the assistant already tried.\n" +
		"- After a statement from an article put its number like [1].\n"
	if d.settings.Instructions != "" {
		system += "On tone, from the team:\n" + cut(d.settings.Instructions, 4000) + "\n"
	}
	return system + d.rule()
}

var marks = regexp.MustCompile(` ?\[(\d{1,2})\]`)

// cite numbers the articles that a text names from 1, in the order in which
// they appear. Numbers of articles that were not given are taken out.
func cite(text string, found []Passage) (string, []chat.Citation) {
	var used []Passage
	text = marks.ReplaceAllStringFunc(text, func(mark string) string {
		n, err := strconv.Atoi(marks.FindStringSubmatch(mark)[1])
		if err != nil || n < 1 || n > len(found) {
			return ""
		}
		p := found[n-1]
		i := slices.IndexFunc(used, func(q Passage) bool { return q.Article == p.Article })
		if i < 0 {
			i, used = len(used), append(used, p)
		}
		return strings.TrimSuffix(mark, "["+strconv.Itoa(n)+"]") + "[" + strconv.Itoa(i+1) + "]"
	})
	return text, sources(used)
}

// tidy makes a model's text fit to be shown.
func tidy(text string) string {
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r >= ' ' && r != 0x7f && r != 0xfffd {
			return r
		}
		return -1
	}, strings.ToValidUTF8(text, "")))
	if chat.CheckText("draft", text, chat.MaxMessage) != nil {
		return ""
	}
	return text
}
