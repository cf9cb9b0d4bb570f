package assistant

import (
	"context"
	"embed"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/batonchat/baton/assistant/builtin"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/model"
	"github.com/batonchat/baton/internal/transcript"
	"github.com/batonchat/baton/internal/wording"
)

//go:embed lines/*.txt
var lineFiles embed.FS

var lines = wording.MustLoad(lineFiles, "lines")

// The templates under which the assistant's own lines are stored.
const (
	TemplateUnknown  = "unanswered"    // it does not know, and offers a person
	TemplateOffer    = "offer"         // an answer, or a word of comfort, and the offer of a person
	TemplateStill    = "still_waiting" // somebody is coming already
	TemplateNoted    = "noted"         // a contact or field was noted
	TemplateDeclined = "declined"      // the visitor wants nobody
)

// The kinds of triggers that the assistant finds.
const (
	TriggerWords    = "asked_in_words"
	TriggerAccepted = "accepted_offer"
	TriggerNoAnswer = "no_answer"
	TriggerSignal   = "signal"     // followed by ":" and the signal's kind
	TriggerTool     = "model_tool" // the model asked for a person
	TriggerClaim    = "claimed_handoff"
	TriggerFailed   = "assistant_failed"
)

// Deps are what Turns works with. All are needed unless it says otherwise.
type Deps struct {
	Desk     Desk
	Handoffs Handoffs
	Sites    Sites
	Library  builtin.Library
	Live     Live
	Owners   Owners
	// Model gives the site's language model, nil when it has none. The func
	// itself may be nil.
	Model func(ctx context.Context, site chat.SiteID) Model
	// Answerer makes what answers without a model; nil: the built-in one.
	Answerer func(threshold float64) Answerer
	// Language guesses the language of what a visitor wrote; nil: the built-in
	// guess.
	Language func(text string) (tag string, sure float64)
	// Spent is told what each turn cost; may be nil.
	Spent func(ctx context.Context, id chat.ConversationID, usage model.Usage)
	Log   *slog.Logger     // nil: silent
	Now   func() time.Time // nil: time.Now
}

// Turns takes the assistant's turns. It keeps nothing in memory and is safe for
// concurrent use.
type Turns struct{ d Deps }

// New makes Turns.
func New(d Deps) *Turns {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Language == nil {
		d.Language = builtin.DetectLanguage
	}
	if d.Answerer == nil {
		d.Answerer = func(threshold float64) Answerer { return builtin.NewAnswerer(d.Library, threshold) }
	}
	return &Turns{d}
}

// Answer takes the turn that the visitor's message at seq asks for, together
// with all that came after it; the work of chat.WorkAnswer. It returns an error
// when the work should be done again.
func (t *Turns) Answer(ctx context.Context, id chat.ConversationID, seq int64) error {
	c, entries, err := transcript.All(ctx, t.d.Desk, id)
	if err != nil {
		return err
	}
	if !c.AssistantMayWrite() || seq <= c.AnsweredSeq {
		return nil
	}
	settings, err := t.d.Sites.Assistant(ctx, c.Site)
	if err != nil {
		return fmt.Errorf("settings of the assistant of %s: %w", c.Site, err)
	}
	watched, stop := t.d.Owners.Watch(ctx, id, c.OwnerEpoch)
	defer stop()
	r := read(c, transcript.Read(entries), settings, t.d.Language)
	if len(r.fresh) == 0 {
		return nil // withdrawn meanwhile
	}
	switch err := t.turn(watched, r); {
	case ctx.Err() != nil:
		return ctx.Err() // we are stopping; another node, or the next start, does it
	case watched.Err() != nil, chat.IsCode(err, chat.Conflict):
		return nil // somebody else has the conversation, or it was answered
	default:
		return err
	}
}

// turn decides what the visitor's messages ask for and does it.
func (t *Turns) turn(ctx context.Context, r reading) error {
	if err := t.collect(ctx, r); err != nil {
		return err
	}
	v := consider(r)
	switch v.intent {
	case wantsPerson:
		return t.bring(ctx, r, v)
	case callsOff:
		return t.d.Handoffs.Cancel(ctx, r.c.ID, v.solved)
	case asksWhen:
		return t.reassure(ctx, r)
	case declines:
		return t.say(ctx, r, chat.Say{Text: r.line("declined"), Template: TemplateDeclined})
	case givesFields:
		return t.say(ctx, r, chat.Say{Text: r.line(r.notedKey()), Template: TemplateNoted})
	case asks:
	}
	if v.mood.level == strong && r.c.State == chat.StateAssistant {
		return t.d.Handoffs.Request(ctx, r.c.ID, chat.ByAssistant, v.mood.reason, v.mood.triggers(), r.c.OwnerEpoch)
	}
	if m := t.model(ctx, r); m != nil {
		return t.converse(ctx, r, v, m)
	}
	return t.answerBuiltIn(ctx, r, v)
}

func (t *Turns) model(ctx context.Context, r reading) Model {
	if t.d.Model == nil {
		return nil
	}
	return t.d.Model(ctx, r.c.Site)
}

// bring asks for the person that the visitor wants. While one is coming the
// visitor reads what to expect instead; on the follow-up list somebody may be
// reachable by now.
func (t *Turns) bring(ctx context.Context, r reading, v verdict) error {
	c := r.c
	if !c.Waiting() {
		if err := t.d.Handoffs.Request(ctx, c.ID, chat.ByVisitor(c.Visitor), chat.ExplicitRequest, v.triggers, c.OwnerEpoch); err != nil {
			return err
		}
		after, err := transcript.Fresh(ctx, t.d.Desk, c.ID)
		if err != nil {
			return err
		}
		if after.AnsweredSeq >= r.upTo || after.State != c.State {
			return nil // the told line is the answer
		}
	}
	return t.reassure(ctx, r)
}

// reassure tells a visitor who waits what they may expect.
func (t *Turns) reassure(ctx context.Context, r reading) error {
	text, err := t.d.Handoffs.Reassure(ctx, r.c)
	if err != nil {
		return err
	}
	return t.say(ctx, r, chat.Say{Text: text, Template: TemplateStill})
}

// collect notes what the visitor's words hold.
func (t *Turns) collect(ctx context.Context, r reading) error {
	cmds := make([]chat.Command, 0, len(r.fields))
	for _, f := range r.fields {
		cmds = append(cmds, chat.Collect{By: chat.ByAssistant, Field: f})
	}
	if len(cmds) == 0 {
		return nil
	}
	_, err := t.d.Desk.Do(ctx, r.c.ID, cmds...)
	return err
}

// say stores an answer to all that was read, after the commands before it, in
// one transaction.
func (t *Turns) say(ctx context.Context, r reading, s chat.Say, before ...chat.Command) error {
	_, err := t.d.Desk.Do(ctx, r.c.ID, append(before, r.complete(s))...)
	return err
}

// complete adds what every answer of this turn carries.
func (r reading) complete(s chat.Say) chat.Say {
	if s.Run == "" {
		s.Run = chat.RunID(chat.NewID())
	}
	s.Epoch, s.UpTo = r.c.OwnerEpoch, r.upTo
	if s.Language == "" {
		s.Language = r.lang
	}
	return s
}

// answerBuiltIn answers from the articles without a model.
func (t *Turns) answerBuiltIn(ctx context.Context, r reading, v verdict) error {
	a, err := t.lookUp(ctx, r)
	if err != nil {
		t.d.Log.WarnContext(ctx, "the articles could not be searched", "conversation", r.c, "err", err)
		return t.unable(ctx, r, &model.Failure{Why: model.ServerError, Say: "The help articles could not be searched.", Err: err})
	}
	if !a.Known {
		return t.admit(ctx, r, v, a.Confidence)
	}
	return t.answerKnown(ctx, r, v, a)
}

func (t *Turns) lookUp(ctx context.Context, r reading) (builtin.Answer, error) {
	return t.d.Answerer(r.settings.Threshold).Answer(ctx, builtin.Question{
		Site: string(r.c.Site), Text: transcript.Join(r.fresh), Lang: r.base(), Turns: r.turns(r.fresh[0].Seq)})
}

func (t *Turns) answerKnown(ctx context.Context, r reading, v verdict, a builtin.Answer, before ...chat.Command) error {
	s := chat.Say{Text: a.Text, Citations: citations(a.Citations), Confidence: a.Confidence, Language: a.Lang}
	if err := t.addOffer(ctx, r, v, &s); err != nil {
		return err
	}
	return t.say(ctx, r, s, before...)
}

// addOffer puts the offer of a person below an answer when the visitor seems
// annoyed, unless it was made a moment ago.
func (t *Turns) addOffer(ctx context.Context, r reading, v verdict, s *chat.Say) error {
	if v.mood.level != mild || r.offeredLately() {
		return nil
	}
	offer, err := t.d.Handoffs.Offer(ctx, r.c)
	if err != nil || offer == "" {
		return err
	}
	s.Text = strings.TrimSpace(s.Text) + "\n\n" + r.line("sorry") + r.between() + offer
	s.Template = TemplateOffer
	return nil
}

// admit says that there is no answer and offers a person. The second time in a
// row the person comes unasked.
func (t *Turns) admit(ctx context.Context, r reading, v verdict, confidence float64, before ...chat.Command) error {
	c := r.c
	if c.State != chat.StateAssistant {
		return t.say(ctx, r, chat.Say{Text: r.line("unknown_waiting"), Template: TemplateUnknown, Unanswered: true, Confidence: confidence}, before...)
	}
	if c.Unanswered+1 >= r.settings.turns() {
		return t.giveUp(ctx, r, before...)
	}
	offer, err := t.d.Handoffs.Offer(ctx, c)
	if err != nil {
		return err
	}
	text := r.line("unknown")
	if v.mood.level == mild {
		text = r.line("sorry") + r.between() + text
	}
	if offer != "" {
		text += "\n\n" + offer
	}
	return t.say(ctx, r, chat.Say{Text: text, Template: TemplateUnknown, Unanswered: true, Confidence: confidence}, before...)
}

// giveUp brings a person because answers were missing too often.
func (t *Turns) giveUp(ctx context.Context, r reading, before ...chat.Command) error {
	if len(before) > 0 {
		if _, err := t.d.Desk.Do(ctx, r.c.ID, before...); err != nil {
			return err
		}
	}
	evidence := fmt.Sprintf("no answer %d times in a row, last to: %s", r.c.Unanswered+1, transcript.Shorten(transcript.Join(r.fresh), 120))
	return t.d.Handoffs.Request(ctx, r.c.ID, chat.ByAssistant, chat.LowConfidence,
		[]chat.Trigger{{Kind: TriggerNoAnswer, Evidence: evidence}}, r.c.OwnerEpoch)
}

// unable is what is left when neither model nor articles can be asked: a person.
func (t *Turns) unable(ctx context.Context, r reading, f *model.Failure) error {
	failed := chat.Fail{AssistantFailed: chat.AssistantFailed{Why: string(f.Why), Say: f.Say, Instead: "handoff"}}
	if r.c.State != chat.StateAssistant {
		failed.Instead = "built_in_answer"
		return t.admit(ctx, r, verdict{}, 0, failed)
	}
	if _, err := t.d.Desk.Do(ctx, r.c.ID, failed); err != nil {
		return err
	}
	return t.d.Handoffs.Request(ctx, r.c.ID, chat.ByAssistant, chat.LowConfidence,
		[]chat.Trigger{{Kind: TriggerFailed, Evidence: f.Say}}, r.c.OwnerEpoch)
}
