package builtin

import (
	"strings"
	"testing"
)

// talk makes turns of lines; those that begin with ">" are not the visitor's.
func talk(lines ...string) []Turn {
	turns := make([]Turn, 0, len(lines))
	for _, l := range lines {
		text, ours := strings.CutPrefix(l, ">")
		turns = append(turns, Turn{Visitor: !ours, Text: text})
	}
	return turns
}

func signalOf(signals []Signal, kind SignalKind) (Signal, bool) {
	for _, s := range signals {
		if s.Kind == kind {
			return s, true
		}
	}
	return Signal{}, false
}

func TestSignalsNameWhatTheySaw(t *testing.T) {
	for name, c := range map[string]struct {
		turns    []Turn
		lang     string
		kind     SignalKind
		least    float64
		evidence string
	}{
		"shouts":                      {talk("WHERE IS MY ORDER NOW"), "en", Shouting, 0.5, "5 words in capitals"},
		"asks the same again":         {talk("where is my refund?", ">Let me look.", "Where is my refund", ">One moment.", "so where is my refund??"), "en", Repeating, 0.7, "asked 3 times"},
		"asks again in other order":   {talk("my refund, where is it?", ">...", "where is it, my refund?"), "en", Repeating, 0.5, "asked 2 times"},
		"asks again in German":        {talk("Wo ist meine Bestellung?", ">Hm.", "wo ist denn meine Bestellung"), "de", Repeating, 0.5, "asked 2 times"},
		"asks again in Chinese":       {talk("我的退款在哪里", ">请稍等。", "请问我的退款在哪里？"), "zh", Repeating, 0.5, "asked 2 times"},
		"grows short":                 {talk("I ordered a blue helmet last week and it has not come yet", ">Orders take a week.", "but it says delivered already", ">I see.", "useless"), "en", Shortening, 0.3, "13, 5 and now 1 words"},
		"is frustrated":               {talk("this is terrible, the worst shop ever, I hate it"), "en", Frustration, Strong, `"terrible"`},
		"is frustrated in German":     {talk("Das ist eine Frechheit, einfach furchtbar und unverschämt"), "de", Frustration, 0.7, "Frechheit"},
		"is frustrated in French":     {talk("C'est honteux, un service lamentable"), "fr", Frustration, 0.7, "lamentable"},
		"is frustrated in Spanish":    {talk("Es una vergüenza, un servicio pésimo"), "es", Frustration, 0.7, "pésimo"},
		"is frustrated in Italian":    {talk("Servizio pessimo, è una vergogna"), "it", Frustration, 0.7, "pessimo"},
		"is frustrated in Portuguese": {talk("Atendimento péssimo, que vergonha"), "pt", Frustration, 0.7, "vergonha"},
		"is frustrated in Dutch":      {talk("Wat een slechte service, echt belachelijk"), "nl", Frustration, 0.7, "belachelijk"},
		"is frustrated in Chinese":    {talk("你们太差劲了，垃圾服务"), "zh", Frustration, 0.5, "垃圾"},
		"is frustrated in Arabic":     {talk("خدمة سيئة جدا وفاشلة، نصابين"), "ar", Frustration, 0.5, "نصابين"},
		"insults":                     {talk("you are a stupid idiot"), "en", Hostile, Strong, `"idiot"`},
		"threatens":                   {talk("I know where you live"), "en", Unsafe, 0.9, "threatens"},
		"is in danger":                {talk("I want to end my life"), "en", Unsafe, 0.9, "may be in danger"},
		"draws letters out":           {talk("this is sooooo baaaad, terrrrible"), "en", Frustration, 0.6, "terrrrible"},
	} {
		t.Run(name, func(t *testing.T) {
			all := Signals(c.turns, c.lang)
			got, ok := signalOf(all, c.kind)
			if !ok || got.Score < c.least || got.Score > 1 || !strings.Contains(got.Evidence, c.evidence) {
				t.Errorf("Signals = %+v; want %s of %.2f or more with %q", all, c.kind, c.least, c.evidence)
			}
		})
	}
}

func TestSignalsKeepQuietAboutCalmVisitors(t *testing.T) {
	for name, turns := range map[string][]Turn{
		"nothing said":                  nil,
		"only us":                       talk(">THIS IS TERRIBLE, YOU IDIOT"),
		"a plain question":              talk("Where is my order?"),
		"thanks":                        talk("great, thank you so much for the help!"),
		"a name in capitals":            talk("My order number is BTN-4711-XKCD"),
		"one word in capitals":          talk("URGENTLY"),
		"greets twice":                  talk("hello", ">Hi!", "hello"),
		"says yes twice":                talk("yes", ">And?", "yes"),
		"a subject, not a mood":         talk("I want a refund, how do I cancel my order?"),
		"short answers to our question": talk("I ordered a blue helmet last week and it has not come yet", ">What is your order number?", "it is 4711", ">And your name?", "Ann"),
		"two questions":                 talk("where is my order", ">On its way.", "what does the warranty cover"),
		"grows short but thanks":        talk("I ordered a blue helmet last week and it has not come yet", ">It came today.", "oh yes it is here", ">Good.", "thanks"),
		"a product with a rude name":    talk("do you have the Bastard saddle in black?"),
	} {
		t.Run(name, func(t *testing.T) {
			for _, s := range Signals(turns, "en") {
				if s.Score >= Strong || s.Kind != Frustration {
					t.Errorf("Signals = %+v, want nothing strong", s)
				}
			}
		})
	}
}

func TestSignalsComeStrongestFirst(t *testing.T) {
	all := Signals(talk("WHERE IS IT, YOU STUPID IDIOTS, I HATE THIS TERRIBLE SHOP"), "en")
	if len(all) < 3 {
		t.Fatalf("Signals = %+v, want shouting, frustration and insults", all)
	}
	for i := 1; i < len(all); i++ {
		if all[i].Score > all[i-1].Score {
			t.Errorf("signal %d is stronger than the one before: %+v", i, all)
		}
	}
}

func TestFrustrationOfRanksMoods(t *testing.T) {
	rising := []string{
		"Thank you so much, you are wonderful!", "Where can I find the opening times?", "This is a bit annoying, it still does not work",
		"Terrible service, this is ridiculous", "fuck this shit, the worst fucking service ever, I hate you",
	}
	last := -1.0
	for _, text := range rising {
		score, _ := FrustrationOf(text, "en")
		if score <= last || score > 1 {
			t.Errorf("FrustrationOf(%q) = %.2f, want more than %.2f", text, score, last)
		}
		last = score
	}
}

func FuzzSignals(f *testing.F) {
	f.Add("WHERE IS IT", "where is it", "it", "en")
	f.Add("", "\xff", "😡😡", "zh")
	f.Fuzz(func(t *testing.T, a, b, c, lang string) {
		for _, s := range Signals([]Turn{{true, a}, {false, b}, {true, b}, {true, c}}, lang) {
			if s.Score <= 0 || s.Score > 1 || s.Evidence == "" {
				t.Errorf("signal %+v", s)
			}
		}
	})
}
