package assistant

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/batonchat/baton/assistant/builtin"
	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/model"
)

func TestClaims(t *testing.T) {
	found := []builtin.Passage{{Text: "After you have sent the form, our team will call you within two days."}}
	claiming := []string{
		"I have forwarded your question to our team.",
		"I've just notified a colleague who will take it from here.",
		"Hold on. I’m connecting you with an agent now.",
		"I will let our support team know about this.",
		"I've created a ticket for you.",
		"Someone from our team will be in touch shortly.",
		"A specialist will get back to you by tomorrow.",
		"I have passed this on to a person, who will write to you after the weekend.",
		"Ich habe Ihre Frage an unser Team weitergeleitet.",
		"Ich verbinde Sie jetzt mit einem Mitarbeiter.",
		"Ein Kollege meldet sich in Kürze bei Ihnen.",
		"J'ai transmis votre demande à notre équipe.",
		"Un conseiller va vous contacter rapidement.",
		"He enviado su consulta a nuestro equipo.",
		"Un agente le contactará en breve.",
		"Ho inoltrato la sua richiesta al nostro team.",
		"Un operatore la contatterà a breve.",
		"Encaminhei a sua pergunta para a nossa equipe.",
		"Alguém da equipe vai entrar em contato com você.",
		"Ik heb uw vraag doorgestuurd naar een collega.",
		"Een medewerker neemt zo contact met u op.",
		"我已经将您的问题转交给我们的团队。",
		"客服稍后会联系您。",
		"لقد أبلغت فريق الدعم بطلبك.",
		"سيتواصل معك أحد موظفينا قريبًا.",
	}
	for _, text := range claiming {
		if claims(text, nil) == "" {
			t.Errorf("not seen as a claim: %q", text)
		}
	}
	honest := []string{
		"Two working days.",
		"Shall I connect you with somebody from our team?",
		"I can bring in a person if you like.",
		"If you want, I will forward this to our team.",
		"Would you like me to ask a colleague?",
		"You can reach our support team by phone.",
		"I could not find that in the help pages.",
		"Our team will call you within two days after you have sent the form.",
		"Once the bicycle is ready, somebody will call you.",
		"Pass the chain over the smallest sprocket.",
		"Soll ich jemanden aus dem Team dazuholen?",
		"Wenn Sie möchten, leite ich das an unser Team weiter.",
		"Sie erreichen unser Team unter der Nummer auf der Rechnung.",
		"Souhaitez-vous que je demande à notre équipe ?",
		"¿Quiere que avise a nuestro equipo?",
		"Vuole che avvisi il nostro team?",
		"Quer que eu avise a nossa equipe?",
		"Zal ik het aan ons team vragen?",
		"需要我转接人工客服吗？",
		"هل أستدعي فريقنا؟",
		"I have sent 3 bicycles to the museum.",
		"I know our team by name.",
	}
	for _, text := range honest {
		if got := claims(text, found); got != "" {
			t.Errorf("seen as a claim: %q", text)
		}
	}
}

func TestCite(t *testing.T) {
	found := []builtin.Passage{{ArticleID: "a", Title: "A"}, {ArticleID: "b", Title: "B"}, {ArticleID: "a", Title: "A", Section: "2"}}
	tests := []struct{ name, in, want, cited string }{
		{"numbers follow the order of use", "X [2]. Y [1].", "X [1]. Y [2].", "ba"},
		{"one article has one number", "X [1]. Y [3].", "X [1]. Y [1].", "a"},
		{"what was not found goes", "X [9][0] [123].", "X [123].", ""},
		{"no numbers, no sources", "X.", "X.", ""},
		{"a link is no number", "[1](https://x.example) [ok](https://x.example)", "[1](https://x.example) [ok](https://x.example)", "a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, cited := cite(tt.in, found)
			ids := ""
			for _, c := range cited {
				ids += string(c.Article)
			}
			if text != tt.want || ids != tt.cited {
				t.Errorf("cite(%q) = %q with %q, want %q with %q", tt.in, text, ids, tt.want, tt.cited)
			}
		})
	}
}

func TestFields(t *testing.T) {
	site := Settings{Fields: []FieldRule{OrderNumber, {Name: "error_code", Pattern: regexp.MustCompile(`\bE-\d{3}\b`)}}}
	tests := []struct {
		name, text string
		want       map[string]string
		only       bool
	}{
		{"an order's number", "Where is order A-1042?", map[string]string{"order_number": "A-1042"}, false},
		{"with a hash", "#10042 has not arrived", map[string]string{"order_number": "10042"}, false},
		{"German", "Meine Bestellnummer ist 4711-22", map[string]string{"order_number": "4711-22"}, true},
		{"Chinese", "订单号：20260312", map[string]string{"order_number": "20260312"}, true},
		{"an order's number is no telephone number", "order number 100234567", map[string]string{"order_number": "100234567"}, true},
		{"a field of the site's own", "it says E-104 all the time", map[string]string{"error_code": "E-104"}, false},
		{"an address", "My e-mail is Mia@Example.com.", map[string]string{"email": "Mia@Example.com"}, true},
		{"a telephone number", "call me at +49 30 1234567", map[string]string{"phone": "+49301234567"}, false},
		{"a number that is named one", "my phone: 555 010 9988", map[string]string{"phone": "5550109988"}, true},
		{"a date is nothing", "since 2026-03-02 it squeaks", nil, false},
		{"a price is nothing", "it cost 1,299.00 euro", nil, false},
		{"a card is nothing", "4111 1111 1111 1111", nil, false},
		{"words are nothing", "in short order I expect an answer", nil, false},
		{"a question with a number wants an answer", "Is A-1042 on its way?", map[string]string{"order_number": "A-1042"}, false},
		{"thanks around it are no question", "Hi, my order is A-1042, thank you", map[string]string{"order_number": "A-1042"}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := map[string]string{}
			for _, f := range newFields(&chat.Conversation{}, site, tt.text) {
				got[f.Name] = f.Value
			}
			if len(got) != len(tt.want) {
				t.Errorf("newFields(%q) = %v, want %v", tt.text, got, tt.want)
			}
			for name, value := range tt.want {
				if got[name] != value {
					t.Errorf("newFields(%q) = %v, want %v", tt.text, got, tt.want)
				}
			}
			if only := onlyFields(tt.text, site); only != tt.only {
				t.Errorf("onlyFields(%q) = %t", tt.text, only)
			}
		})
	}
}

func TestAssent(t *testing.T) {
	for text, want := range map[string]answer{
		"yes": yes, "Yes, please": yes, "OK": yes, "sure, go ahead": yes, "Ja bitte": yes, "oui": yes, "d’accord": yes, "sí, por favor": yes, "va bene": yes,
		"sim": yes, "ja graag": yes, "好的，麻烦了": yes, "نعم من فضلك": yes,
		"no": no, "no thanks": no, "not now": no, "nein danke": no, "ne pas": no, "non merci": no, "não, obrigado": no, "nee": no, "不用了": no, "لا شكرا": no, "yes no don't": no,
		"": neither, "?": neither, "How long does it take?": neither, "the wheel is still bent": neither, "yes I would but first tell me how long": neither, "你好": neither,
	} {
		if got := assent(text); got != want {
			t.Errorf("assent(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestFinish(t *testing.T) {
	tests := []struct {
		name, in, want string
		unanswered     bool
	}{
		{"an answer", "  Two days.\n", "Two days.", false},
		{"an honest one", "[No Answer]\n I do not know.", "I do not know.", true},
		{"control characters go", "Two\u0000 days\u001b.", "Two days.", false},
		{"broken bytes go", "Two \xff\xfedays.", "Two days.", false},
		{"no words", "…!", "", false},
		{"only the mark", "[no answer]", "", true},
		{"too long", strings.Repeat("different words every time ", 1000), "", false},
		{"stuck", strings.Repeat("ha", 100), "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if text, un := finish(tt.in); text != tt.want || un != tt.unanswered {
				t.Errorf("finish(%q) = %q, %t; want %q, %t", tt.in, text, un, tt.want, tt.unanswered)
			}
		})
	}
}

func TestSentimentIsNamed(t *testing.T) {
	if s, _ := Sentiment(nil, "en"); s != "calm" {
		t.Errorf("Sentiment() of nothing = %q", s)
	}
	if s, why := Sentiment([]builtin.Turn{{Visitor: true, Text: "THIS IS NOT WHAT I HAVE ORDERED AT ALL"}}, "en"); s == "calm" || why == "" {
		t.Errorf("Sentiment() of shouting = %q because of %q", s, why)
	}
}

// Whatever a model writes: what is shown is clean and honest about its
// sources, and never a panic.
func FuzzReply(f *testing.F) {
	f.Add("Two days [1]. I have forwarded it to our team.")
	f.Add("[no answer] [[1]] [99] <think>\x00\xff")
	f.Add(strings.Repeat("[1]", 500))
	found := []builtin.Passage{{ArticleID: "a", Text: "Two days"}}
	f.Fuzz(func(t *testing.T, raw string) {
		text, _ := finish(raw)
		if text == "" {
			return
		}
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) || chat.CheckText("answer", text, 4*chat.MaxMessage) != nil {
			t.Errorf("finish(%q) = %q, which the desk refuses", raw, text)
		}
		_ = claims(text, found)
		out, cited := cite(text, found)
		if len(cited) > 1 {
			t.Errorf("cite(%q) names %d sources of 1", text, len(cited))
		}
		if strings.Contains(out, "[2]") && !strings.Contains(text, "[2]") {
			t.Errorf("cite(%q) = %q", text, out)
		}
	})
}

// Whatever arguments a model writes: they are read strictly or refused.
func FuzzArguments(f *testing.F) {
	for _, seed := range []string{`{"query":"x"}`, `{"name":"email","value":"a@b.de"}`, `{"reason":"unsafe","evidence":"x"}`, `{}`, ``, `null`, `[]`, `{"query":"x"}{}`, `{"QUERY":1}`, "{\"query\":\"\xff\"}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		call := model.Call{Name: "tool", Arguments: raw}
		if a, err := arguments[searchArgs](call); err == nil && len(a.Query) > 6*len(raw)+6 {
			t.Errorf("%q became %q", raw, a.Query)
		}
		if _, err := arguments[collectArgs](call); err != nil && !strings.Contains(err.Error(), "tool") {
			t.Errorf("the refusal does not name the tool: %v", err)
		}
		if a, err := arguments[handOffArgs](call); err == nil && strings.ContainsAny(oneLine(a.Evidence), "\n\r") {
			t.Errorf("evidence %q", a.Evidence)
		}
	})
}

// Whatever a visitor writes is understood in bounded time, without a panic, and
// noted fields are fit for the desk.
func FuzzVisitor(f *testing.F) {
	for _, seed := range []string{"My order A-1042, mia@example.com +49 30 1234567", "yes please", "订单号：2026", "#0000 AB-99999", "\xff@\xfe.x", strings.Repeat("0 ", 300)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, field := range newFields(&chat.Conversation{}, Settings{}, text) {
			if field.Value == "" || chat.CheckLine(field.Name, field.Value, chat.MaxField) != nil {
				t.Errorf("newFields(%q) = %+v", text, field)
			}
		}
		_ = onlyFields(text, Settings{})
		_ = assent(text)
	})
}
