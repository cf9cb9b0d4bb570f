package assistant

import (
	_ "embed" // waiting.txt

	"github.com/batonchat/baton/assistant/builtin"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/wording"
)

// intent is what the visitor's new messages ask for.
type intent int

const (
	asks        intent = iota // something to answer
	wantsPerson               // a human being
	callsOff                  // the person who is coming
	declines                  // the person who was offered
	givesFields               // nothing: they only say what was asked or is worth noting
	asksWhen                  // when the person comes who was asked
)

//go:embed waiting.txt
var waitingList []byte

var waitingWords = wording.MustPatterns(waitingList, "when")

// verdict is what was understood without a model.
type verdict struct {
	intent   intent
	triggers []chat.Trigger // wantsPerson: by which words
	solved   bool           // callsOff: the matter is settled
	mood     mood
}

// consider understands the fresh messages. When they change their mind, the
// last one counts.
func consider(r reading) verdict {
	v := verdict{intent: asks}
	waiting := r.c.State != chat.StateAssistant
	offered := !waiting && r.offered()
	silent := true
	for _, l := range r.fresh {
		switch found := one(l.Text, r.base(), waiting, offered); {
		case found.intent == wantsPerson:
			v.intent, v.triggers, silent = wantsPerson, append(v.triggers, found.triggers...), false
		case found.intent != asks:
			v.intent, v.triggers, v.solved, silent = found.intent, nil, found.solved, false
		case !onlyFields(l.Text, r.settings):
			silent = false
			if v.intent == callsOff || v.intent == declines {
				v.intent = asks // "never mind. Where is my order?" goes on
			}
		}
	}
	if silent {
		v.intent = givesFields
	}
	if v.intent == asks && !waiting {
		v.mood = feel(r)
	}
	return v
}

// one understands one message.
func one(text, lang string, waiting, offered bool) verdict {
	wish, wants := builtin.WantsPerson(text, lang)
	if waiting {
		if c, ok := builtin.NeverMind(text, lang); ok && !wants {
			return verdict{intent: callsOff, solved: c.Solved}
		}
	}
	if waiting && !wants && waitingWords["when"].MatchString(text) {
		return verdict{intent: asksWhen}
	}
	if wants {
		return verdict{intent: wantsPerson, triggers: []chat.Trigger{{Kind: TriggerWords, Evidence: oneLine(wish.Evidence)}}}
	}
	if offered {
		switch assent(text) {
		case yes:
			return verdict{intent: wantsPerson, triggers: []chat.Trigger{{Kind: TriggerAccepted, Evidence: oneLine(text)}}}
		case no:
			return verdict{intent: declines}
		case neither:
		}
	}
	return verdict{intent: asks}
}

// level is how strongly signs of frustration show.
type level int

const (
	calm   level = iota
	mild         // a person is offered
	strong       // a person comes
)

// mood is what the visitor's behaviour shows, with its evidence.
type mood struct {
	level  level
	reason chat.Reason
	signs  []builtin.Signal
}

// The scores, taken together, from which a person is offered and comes.
const (
	mildFrom   = 0.45
	strongFrom = 0.8
	unsafeFrom = 0.6
)

func feel(r reading) mood {
	turns := r.turns(r.fresh[0].Seq)
	for _, l := range r.fresh {
		turns = append(turns, builtin.Turn{Visitor: true, Text: l.Text})
	}
	return moodOf(builtin.Signals(turns, r.base()))
}

// moodOf weighs signals together: each makes calm less likely, as independent
// signs do.
func moodOf(signals []builtin.Signal) mood {
	m := mood{signs: signals, reason: chat.Sentiment}
	quiet := 1.0
	for _, s := range signals {
		quiet *= 1 - min(max(s.Score, 0), 1)
		if (s.Kind == builtin.Unsafe || s.Kind == builtin.Hostile) && s.Score >= unsafeFrom {
			m.level, m.reason = strong, chat.Unsafe
		}
	}
	switch upset := 1 - quiet; {
	case m.level == strong:
	case upset >= strongFrom:
		m.level = strong
	case upset >= mildFrom:
		m.level = mild
	}
	return m
}

func (m mood) triggers() []chat.Trigger {
	out := make([]chat.Trigger, 0, len(m.signs))
	for _, s := range m.signs {
		out = append(out, chat.Trigger{Kind: TriggerSignal + ":" + string(s.Kind), Evidence: oneLine(s.Evidence)})
	}
	return out
}

// Sentiment names how a visitor seems to feel after all that was said ("calm",
// "annoyed", "angry"), and the sign that shows it best.
func Sentiment(turns []builtin.Turn, lang string) (sentiment, evidence string) {
	m := moodOf(builtin.Signals(turns, lang))
	best := 0.0
	for _, s := range m.signs {
		if s.Score > best {
			best, evidence = s.Score, s.Evidence
		}
	}
	switch m.level {
	case strong:
		return "angry", evidence
	case mild:
		return "annoyed", evidence
	default:
		return "calm", ""
	}
}
