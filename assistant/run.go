package assistant

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/batonchat/baton/assistant/builtin"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/model"
	"github.com/batonchat/baton/internal/transcript"
)

// What one turn may take.
const (
	maxRounds   = 5 // requests to the model
	maxSearches = 4
)

// run is one turn with a language model.
type run struct {
	reading

	t        *Turns
	v        verdict
	mark     string            // around what others wrote
	found    []builtin.Passage // numbered from 1, as the model knows them
	searches int
	usage    model.Usage
}

// converse takes the turn with a language model, and without it when that
// fails.
func (t *Turns) converse(ctx context.Context, r reading, v verdict, m Model) error {
	limited, cancel := context.WithTimeout(ctx, r.settings.turnLimit())
	defer cancel()
	x := &run{reading: r, t: t, v: v, mark: model.NewMark()}
	found, err := t.d.Library.Search(limited, string(r.c.Site), transcript.Join(r.fresh), r.base(), passages)
	if err != nil && limited.Err() == nil {
		t.d.Log.WarnContext(ctx, "the articles could not be searched before a turn", "conversation", r.c, "err", err)
	}
	x.found = found
	err = x.rounds(limited, m)
	if t.d.Spent != nil && x.usage != (model.Usage{}) {
		t.d.Spent(context.WithoutCancel(ctx), r.c.ID, x.usage) // what was spent is spent, whoever has the conversation now
	}
	switch {
	case err == nil || ctx.Err() != nil:
		return err
	case limited.Err() != nil:
		err = &model.Failure{Why: model.Timeout, Say: "The language model did not finish in time.", Err: err}
	}
	if _, ok := errors.AsType[*model.Failure](err); !ok {
		return err
	}
	return x.instead(ctx, model.Failed(err))
}

// rounds asks the model until it has answered.
func (r *run) rounds(ctx context.Context, m Model) error {
	p := prompt(r.reading, r.found, r.mark)
	for range maxRounds {
		id := chat.RunID(chat.NewID())
		s := &speech{live: r.t.d.Live, conversation: r.c.ID, run: id, now: r.t.d.Now}
		reply, err := m.Chat(ctx, p, func(text string) {
			if ctx.Err() == nil {
				s.write(text)
			}
		})
		r.usage = r.usage.Add(reply.Usage)
		if err != nil {
			s.withdraw()
			return err
		}
		if len(reply.Calls) == 0 {
			return r.close(ctx, s, reply)
		}
		over, err := r.act(ctx, s, reply, &p)
		if err != nil || over {
			return err
		}
	}
	return &model.Failure{Why: model.Budget, Say: "The language model used its tools too often without answering."}
}

// act carries out the calls of a reply. over is true when the turn ends with
// them.
func (r *run) act(ctx context.Context, s *speech, reply model.Reply, p *model.Prompt) (over bool, err error) {
	allowed := tools(r.reading)
	p.Messages = append(p.Messages, model.Message{Role: model.Assistant, Text: reply.Text, Calls: reply.Calls})
	var ends []model.Call
	for _, call := range reply.Calls {
		var result string
		switch {
		case !slices.ContainsFunc(allowed, func(t model.Tool) bool { return t.Name == call.Name }):
			result = "there is no such tool"
		case call.Name == toolSearch:
			result = r.search(ctx, call)
		case call.Name == toolCollect:
			if result, err = r.note(ctx, call); err != nil {
				s.withdraw()
				return true, err
			}
		default:
			ends = append(ends, call)
			continue
		}
		p.Messages = append(p.Messages, model.Message{Role: model.Result, For: call.ID, Text: result})
	}
	for _, call := range ends {
		result, over, err := r.end(ctx, s, call, reply)
		if over || err != nil {
			return true, err
		}
		p.Messages = append(p.Messages, model.Message{Role: model.Result, For: call.ID, Text: result})
	}
	s.withdraw() // what was said before the tools is said anew after them
	return false, nil
}

// end carries out a call that ends the turn, or says why it may not.
func (r *run) end(ctx context.Context, s *speech, call model.Call, reply model.Reply) (result string, over bool, err error) {
	if call.Name == toolResolve {
		if !r.settled() {
			return "the visitor has not said that everything is settled; ask them", false, nil
		}
		return "", true, r.farewell(ctx, s, reply)
	}
	a, err := arguments[handOffArgs](call)
	if err != nil {
		a = handOffArgs{Reason: chat.OutOfRemit} // it wants a person, however badly it says so
	}
	if !slices.Contains(reasons, a.Reason) {
		a.Reason = chat.OutOfRemit
	}
	s.withdraw()
	if slices.Contains(r.settings.Subjects, a.Topic) {
		if _, err := r.t.d.Desk.Do(ctx, r.c.ID, chat.Collect{By: chat.ByAssistant, Field: chat.Field{Name: chat.FieldTopic, Value: a.Topic}}); err != nil {
			return "", true, err
		}
	}
	return "", true, r.handOff(ctx, a.Reason, chat.Trigger{Kind: TriggerTool, Evidence: oneLine(a.Evidence)})
}

func (r *run) handOff(ctx context.Context, reason chat.Reason, trigger chat.Trigger) error {
	return r.t.d.Handoffs.Request(ctx, r.c.ID, chat.ByAssistant, reason, append([]chat.Trigger{trigger}, r.v.mood.triggers()...), r.c.OwnerEpoch)
}

// farewell ends the conversation with the model's goodbye.
func (r *run) farewell(ctx context.Context, s *speech, reply model.Reply) error {
	text, _ := finish(reply.Text)
	if text == "" || claims(text, r.found) != "" {
		text = r.line("farewell")
	}
	s.flush()
	_, err := r.t.d.Desk.Do(ctx, r.c.ID, r.complete(chat.Say{Run: s.run, Text: text}),
		chat.Resolve{By: chat.ByAssistant, Outcome: chat.OutcomeSolved})
	if err != nil {
		s.withdraw()
	}
	return err
}

// close stores the answer, or does what the answer calls for instead.
func (r *run) close(ctx context.Context, s *speech, reply model.Reply) error {
	text, unanswered := finish(reply.Text)
	if text == "" {
		s.withdraw()
		return &model.Failure{Why: model.BrokenOutput, Say: "The language model's reply held no words."}
	}
	here := r.c.State == chat.StateAssistant
	if claim := claims(text, r.found); claim != "" && here {
		s.withdraw()
		return r.handOff(ctx, chat.OutOfRemit, chat.Trigger{Kind: TriggerClaim, Evidence: oneLine(claim)})
	}
	if unanswered && here && r.c.Unanswered+1 >= r.settings.turns() {
		s.withdraw()
		return r.t.giveUp(ctx, r.reading)
	}
	text, cited := cite(text, r.found)
	answer := chat.Say{Run: s.run, Text: text, Citations: cited, Unanswered: unanswered}
	var err error
	switch {
	case unanswered && here:
		answer.Template = TemplateUnknown
		var offer string
		if offer, err = r.t.d.Handoffs.Offer(ctx, r.c); err == nil && offer != "" {
			answer.Text += "\n\n" + offer
		}
	case !unanswered:
		err = r.t.addOffer(ctx, r.reading, r.v, &answer)
	}
	if err == nil {
		s.flush()
		err = r.t.say(ctx, r.reading, answer)
	}
	if err != nil {
		s.withdraw()
	}
	return err
}

// instead is what the visitor gets when the model failed: the built-in answer,
// or a person.
func (r *run) instead(ctx context.Context, f *model.Failure) error {
	r.t.d.Log.WarnContext(ctx, "the language model failed, answering without it", "conversation", r.c, "why", string(f.Why), "err", f)
	a, err := r.t.lookUp(ctx, r.reading)
	if err != nil || !a.Known {
		return r.t.unable(ctx, r.reading, f)
	}
	failed := chat.Fail{AssistantFailed: chat.AssistantFailed{Why: string(f.Why), Say: f.Say, Instead: "built_in_answer"}}
	return r.t.answerKnown(ctx, r.reading, r.v, a, failed)
}

// finish makes a model's text fit to be shown: without control characters, and
// without the mark of a reply that does not answer.
func finish(text string) (clean string, unanswered bool) {
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r >= ' ' && r != 0x7f && r != 0xfffd {
			return r
		}
		return -1
	}, strings.ToValidUTF8(text, "")))
	if len(text) >= len(noAnswer) && strings.EqualFold(text[:len(noAnswer)], noAnswer) {
		text, unanswered = strings.TrimSpace(text[len(noAnswer):]), true
	}
	if chat.CheckText("answer", text, 4*chat.MaxMessage) != nil || !worded(text) {
		return "", unanswered
	}
	return text, unanswered
}
