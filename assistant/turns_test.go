package assistant

import (
	"strings"
	"testing"

	"github.com/batonchat/baton/assistant/builtin"
	"github.com/batonchat/baton/chat"
)

var ada = chat.Profile{ID: "agent-ada", Name: "Ada"}

func TestWishForAPersonIsHonouredWithoutAModel(t *testing.T) {
	for _, text := range []string{"Can I talk to a human?", "I want to speak to a real person", "Kann ich mit einem Menschen sprechen?", "Je veux parler à un humain",
		"Quiero hablar con una persona", "Vorrei parlare con una persona reale", "Quero falar com um atendente", "Kan ik een medewerker spreken?", "转人工客服"} {
		t.Run(text, func(t *testing.T) {
			w := newWorld(t)
			id := w.talk(t, text)
			f := fact[chat.HandoffRequested](t, w, id)
			if w.state(t, id).State != chat.StateQueued || f.Reason != chat.ExplicitRequest || f.Triggers[0].Kind != TriggerWords || f.Triggers[0].Evidence == "" {
				t.Errorf("%s, %+v", w.state(t, id).State, f)
			}
			if n := len(w.answers(id)); n != 1 {
				t.Errorf("%d messages of the assistant, want the told line alone", n)
			}
		})
	}
}

func TestWishComesBeforeTheModel(t *testing.T) {
	w := newWorld(t, step("I can help you myself!"))
	id := w.talk(t, "Please let me talk to a human")
	if w.state(t, id).State != chat.StateQueued || len(w.llm.Requests()) != 0 {
		t.Errorf("%s after asking the model %d times", w.state(t, id).State, len(w.llm.Requests()))
	}
}

func TestBurstIsOneAnswer(t *testing.T) {
	w := newWorld(t)
	id := w.Open(chat.Start{Language: "en", Text: "Hello"})
	for _, text := range []string{"I have a question", "How long does delivery take?"} {
		if err := w.post(id, text); err != nil {
			t.Fatal(err)
		}
	}
	w.work(t)
	all := w.answers(id)
	if len(all) != 1 || all[0].UpTo != w.state(t, id).VisitorSeq || !strings.Contains(all[0].Text, "two working days") {
		t.Fatalf("answers = %+v, want one for all three messages", all)
	}
	if c := all[0].Citations; len(c) != 1 || c[0].Slug != "delivery-times" || all[0].Confidence != 0.9 {
		t.Errorf("citations %+v, confidence %v", c, all[0].Confidence)
	}
}

func TestNotKnowing(t *testing.T) {
	w := newWorld(t)
	id := w.talk(t, "Do you sell unicycles?")
	m := w.last(t, id)
	want := "I’m sorry, I could not find that in the help pages, so I’d rather not guess.\n\nSHALL SOMEBODY COME?"
	if m.Text != want || !m.Unanswered || m.Template != TemplateUnknown {
		t.Errorf("said %+v, want %q", m, want)
	}
	w.say(t, id, "And tandems?")
	f := fact[chat.HandoffRequested](t, w, id)
	if f.Reason != chat.LowConfidence || f.Triggers[0].Kind != TriggerNoAnswer || !strings.Contains(f.Triggers[0].Evidence, "And tandems?") {
		t.Errorf("after the second time: %+v", f)
	}
}

func TestAnAnswerBetweenResetsTheCount(t *testing.T) {
	w := newWorld(t)
	id := w.talk(t, "Do you sell unicycles?", "How long does delivery take?", "And tandems?")
	if c := w.state(t, id); c.State != chat.StateAssistant || c.Unanswered != 1 {
		t.Errorf("%s with %d unanswered; want the assistant with 1", c.State, c.Unanswered)
	}
}

func TestOneTurnIsEnoughWhenTheSiteSaysSo(t *testing.T) {
	w := newWorld(t)
	w.settings.LowConfidenceTurns = 1
	if id := w.talk(t, "Do you sell unicycles?"); w.state(t, id).State != chat.StateQueued {
		t.Errorf("%s, want the queue at once", w.state(t, id).State)
	}
}

func TestOfferedPerson(t *testing.T) {
	tests := []struct {
		name, reply string
		state       chat.State
		template    string
	}{
		{"yes", "Yes please!", chat.StateQueued, "told"},
		{"yes in German", "ja gerne", chat.StateQueued, "told"},
		{"yes in Chinese", "好的", chat.StateQueued, "told"},
		{"yes in Arabic", "نعم", chat.StateQueued, "told"},
		{"no", "No thanks", chat.StateAssistant, TemplateDeclined},
		{"not now", "not now", chat.StateAssistant, TemplateDeclined},
		{"no in French", "non merci", chat.StateAssistant, TemplateDeclined},
		{"something else", "How long does delivery take?", chat.StateAssistant, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			id := w.talk(t, "Do you sell unicycles?", tt.reply)
			if c := w.state(t, id); c.State != tt.state || w.last(t, id).Template != tt.template {
				t.Errorf("%s, last line %q; want %s, %q", c.State, w.last(t, id).Template, tt.state, tt.template)
			}
		})
	}
	w := newWorld(t)
	if id := w.talk(t, "yes please"); w.state(t, id).State != chat.StateAssistant {
		t.Error("a yes to nothing brought a person")
	}
}

func TestNeverMindWhileWaiting(t *testing.T) {
	for text, solved := range map[string]bool{"never mind": false, "It works now, thanks!": true} {
		w := newWorld(t)
		id := w.talk(t, "Can I talk to a human?", text)
		f := fact[chat.HandoffCancelled](t, w, id)
		if w.state(t, id).State != chat.StateAssistant || f.Solved != solved || w.last(t, id).Text != "CANCELLED" || count(w, id, "handoff.cancelled") != 1 {
			t.Errorf("%q: %s, solved %t, %q", text, w.state(t, id).State, f.Solved, w.Lines(id))
		}
	}
}

func TestChangedMindsCountByTheLastWord(t *testing.T) {
	w := newWorld(t)
	id := w.talk(t, "Can I talk to a human?")
	for _, text := range []string{"never mind", "no wait, I do want to talk to a human"} {
		if err := w.post(id, text); err != nil {
			t.Fatal(err)
		}
	}
	w.work(t)
	if c := w.state(t, id); c.State != chat.StateQueued || count(w, id, "handoff.requested") != 1 {
		t.Errorf("%s after %d handoffs; want to go on waiting", c.State, count(w, id, "handoff.requested"))
	}
}

func TestAskedAgainWhileWaiting(t *testing.T) {
	for _, nobody := range []bool{false, true} {
		w := newWorld(t)
		w.nobody = nobody
		id := w.talk(t, "Can I talk to a human?", "I want to talk to a human!!")
		if n := count(w, id, "handoff.requested"); n != 1 || w.last(t, id).Text != "SOMEBODY COMES" || w.last(t, id).Template != TemplateStill {
			t.Errorf("nobody there %t: %d handoffs, said %q", nobody, n, w.last(t, id).Text)
		}
	}
}

func TestAskingWhenWhileWaiting(t *testing.T) {
	for text, want := range map[string]bool{
		"How long do I have to wait?": true, "how much longer?": true, "Is anybody there?": true, "hello??": true, "I'm still waiting": true, "how long until someone joins": true,
		"Wie lange muss ich noch warten?": true, "Ist da jemand?": true, "combien de temps dois-je attendre ?": true, "¿hay alguien?": true, "c'è qualcuno?": true,
		"tem alguém aí?": true, "hoe lang moet ik wachten?": true, "还要等多久？": true, "هل يوجد أحد؟": true,
		"How long does delivery take?": false, "Wie lange dauert die Lieferung?": false, "Is the delivery here tomorrow?": false,
	} {
		w := newWorld(t)
		id := w.talk(t, "Can I talk to a human?", text)
		if got := w.last(t, id).Text == "SOMEBODY COMES"; got != want {
			t.Errorf("%q: said %q", text, w.last(t, id).Text)
		}
		w = newWorld(t)
		if id := w.talk(t, text); w.last(t, id).Text == "SOMEBODY COMES" {
			t.Errorf("%q: somebody is said to come, though nobody was asked", text)
		}
	}
}

func TestGoesOnHelpingWhileWaiting(t *testing.T) {
	for _, nobody := range []bool{false, true} {
		w := newWorld(t)
		w.nobody = nobody
		id := w.talk(t, "Can I talk to a human?", "By the way, how long does delivery take?", "Do you sell unicycles?", "And tandems?")
		all := w.answers(id)
		if len(all) != 4 || !strings.Contains(all[1].Text, "two working days") {
			t.Fatalf("said %q", w.Lines(id))
		}
		for _, m := range all[2:] {
			if strings.Contains(m.Text, "SHALL") || !strings.HasPrefix(m.Text, "I could not find that") {
				t.Errorf("while somebody is coming it says %q", m.Text)
			}
		}
		if n := count(w, id, "handoff.requested"); n != 1 {
			t.Errorf("%d handoffs, want 1", n)
		}
	}
}

func TestAFollowUpBecomesLiveWhenAskedAgain(t *testing.T) {
	w := newWorld(t)
	w.nobody = true
	id := w.talk(t, "Can I talk to a human?")
	w.mu.Lock()
	w.nobody = false
	w.mu.Unlock()
	w.say(t, id, "Is a human there now? I want to talk to a person")
	if w.state(t, id).State != chat.StateQueued || w.last(t, id).Text != "TOLD" {
		t.Errorf("%s, said %q", w.state(t, id).State, w.last(t, id).Text)
	}
}

func TestContactGivenLaterIsThankedFor(t *testing.T) {
	w := newWorld(t)
	w.nobody = true
	id := w.talk(t, "Can I talk to a human?", "my e-mail is mia@example.com")
	if c := w.state(t, id); c.Contact != "mia@example.com" || w.last(t, id).Text != "Thank you. You can close this window, or keep asking me." {
		t.Errorf("contact %q, said %q", c.Contact, w.last(t, id).Text)
	}
}

func TestFieldsAreNotedWithoutAModel(t *testing.T) {
	w := newWorld(t)
	id := w.talk(t, "My order A-1042 is late, how long does delivery take? mia@example.com")
	c := w.state(t, id)
	if c.FieldValue("order_number") != "A-1042" || c.FieldValue("email") != "mia@example.com" || c.Contact != "mia@example.com" {
		t.Errorf("fields = %+v", c.Fields)
	}
	if !strings.Contains(w.last(t, id).Text, "two working days") {
		t.Errorf("said %q, want the answer", w.last(t, id).Text)
	}
	w.say(t, id, "Order A-1043")
	if w.last(t, id).Template != TemplateNoted || w.state(t, id).FieldValue("order_number") != "A-1043" {
		t.Errorf("said %+v with %+v", w.last(t, id), w.state(t, id).Fields)
	}
	w.say(t, id, "my wife is at lea@example.com")
	if got := w.state(t, id).Contact; got != "mia@example.com" {
		t.Errorf("contact = %q, want the visitor's own kept", got)
	}
}

func TestMoodBringsOrOffersAPerson(t *testing.T) {
	sign := func(kind builtin.SignalKind, score float64) builtin.Signal {
		return builtin.Signal{Kind: kind, Score: score, Evidence: "because"}
	}
	tests := []struct {
		name   string
		signs  []builtin.Signal
		level  level
		reason chat.Reason
	}{
		{"nothing", nil, calm, chat.Sentiment},
		{"a little", []builtin.Signal{sign(builtin.Shortening, 0.3)}, calm, chat.Sentiment},
		{"one clear sign", []builtin.Signal{sign(builtin.Shouting, 0.6)}, mild, chat.Sentiment},
		{"several together", []builtin.Signal{sign(builtin.Shouting, 0.6), sign(builtin.Repeating, 0.6)}, strong, chat.Sentiment},
		{"one very strong", []builtin.Signal{sign(builtin.Frustration, 0.85)}, strong, chat.Sentiment},
		{"hostile", []builtin.Signal{sign(builtin.Hostile, 0.7)}, strong, chat.Unsafe},
		{"danger", []builtin.Signal{sign(builtin.Unsafe, 0.6)}, strong, chat.Unsafe},
		{"scores outside the scale", []builtin.Signal{sign(builtin.Shouting, 7), sign(builtin.Repeating, -3)}, strong, chat.Sentiment},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if m := moodOf(tt.signs); m.level != tt.level || m.reason != tt.reason {
				t.Errorf("level %d because of %s, want %d, %s", m.level, m.reason, tt.level, tt.reason)
			}
		})
	}
}

func TestArticlesThatCannotBeSearched(t *testing.T) {
	w := newWorld(t)
	w.broken = true
	id := w.talk(t, "How long does delivery take?")
	f := fact[chat.AssistantFailed](t, w, id)
	if w.state(t, id).State != chat.StateQueued || f.Instead != "handoff" || f.Say == "" {
		t.Errorf("%s, %+v; want a person and the reason", w.state(t, id).State, f)
	}
}

func TestAnswersOnceWhateverIsCalledAgain(t *testing.T) {
	w := newWorld(t)
	id := w.talk(t, "How long does delivery take?")
	for range 3 {
		if err := w.t.Answer(t.Context(), id, 2); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(w.answers(id)); n != 1 {
		t.Errorf("%d answers, want 1", n)
	}
	if err := w.t.Answer(t.Context(), "unknown-conversation", 2); !chat.IsCode(err, chat.NotFound) {
		t.Errorf("Answer() of an unknown conversation = %v", err)
	}
}

func TestSilentWhileAPersonHasIt(t *testing.T) {
	w := newWorld(t)
	id := w.Open(chat.Start{Language: "en", Text: "How long does delivery take?"})
	if _, err := w.Do(t.Context(), id, chat.Claim{Agent: ada, Handoff: "h"}); err != nil {
		t.Fatal(err)
	}
	w.work(t)
	if n := len(w.answers(id)); n != 0 {
		t.Errorf("the assistant spoke %d times over a person", n)
	}
}

func TestWithdrawnMessagesAreNotAnswered(t *testing.T) {
	w := newWorld(t)
	id := w.Open(chat.Start{Language: "en", Text: "How long does delivery take?"})
	target := w.Timeline(id)[1]
	if _, err := w.Do(t.Context(), id, chat.Delete{By: target.By, Target: target}); err != nil {
		t.Fatal(err)
	}
	w.work(t)
	if n := len(w.answers(id)); n != 0 {
		t.Errorf("%d answers to a withdrawn message", n)
	}
}

func TestSpeaksTheVisitorsLanguage(t *testing.T) {
	w := newWorld(t)
	id := w.talk(t, "Guten Tag, verkaufen Sie eigentlich auch Einräder für Kinder?")
	if m := w.last(t, id); !strings.HasPrefix(m.Text, "Das habe ich in den Hilfeseiten leider nicht gefunden") || m.Language != "de" {
		t.Errorf("said %q in %q", m.Text, m.Language)
	}
}
