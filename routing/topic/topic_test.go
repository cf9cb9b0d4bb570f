package topic_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batonchat/baton/routing/topic"
)

// garden are topics as the admin of a small shop would write them.
var garden = []topic.Topic{
	{Name: "plants", Examples: []string{"my roses have yellow leaves", "when do I plant tulips", "which soil for tomatoes", "Blattläuse an den Rosen"}},
	{Name: "tools", Examples: []string{"the lawn mower does not start", "spare blade", "sharpen garden shears", "Rasenmäher springt nicht an"}},
	{Name: "orders", Examples: []string{"where is my order", "my parcel is late", "change the delivery address", "Wo bleibt meine Lieferung"}},
}

func TestOf(t *testing.T) {
	d := topic.New(garden)
	for _, c := range []struct {
		name     string
		messages []string
		want     string
	}{
		{"a message near an example", []string{"the mower won't start"}, "tools"},
		{"a word from an example", []string{"tulips?"}, "plants"},
		{"a word misspelt", []string{"my tulpis and tomatoe"}, "plants"},
		{"capitals and accents do not matter", []string{"RASENMAHER SPRINGT NICHT AN"}, "tools"},
		{"letters with their accents written apart", []string{"Rasenma\u0308her"}, "tools"},
		{"a greeting before it", []string{"Hello", "good morning", "my parcel is late"}, "orders"},
		{"a greeting after it", []string{"my parcel is late", "thanks", "hello?"}, "orders"},
		{"two messages that say half each", []string{"it has yellow leaves", "the roses I mean"}, "plants"},
		{"the last of two subjects, when both are said alike", []string{"where is my order", "my roses have yellow leaves"}, "plants"},
		{"another language of the examples", []string{"Ich warte auf meine Lieferung"}, "orders"},
		{"a greeting with a word of an example", []string{"hi tulips"}, "plants"},
		{"a greeting with a name", []string{"Hi Robin"}, ""},
		{"something else", []string{"do you have a job for me"}, ""},
		{"a language nobody gave examples of", []string{"我的玫瑰叶子发黄"}, ""},
		{"nothing", nil, ""},
		{"empty messages", []string{"", "  ", "\n"}, ""},
		{"only signs", []string{"?!", "🌹🌹", "…"}, ""},
		{"what is not text", []string{"\xff\xfe\x00"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, sure := d.Of(c.messages)
			if got != c.want || (got == "") != (sure == 0) || got != "" && (sure < topic.Enough || sure > 1) {
				t.Errorf("Of(%q) = %q, %.2f by %q; want %q", c.messages, got, sure, d.Evidence(c.messages), c.want)
			}
		})
	}
}

func TestIdleTalkSaysNothing(t *testing.T) {
	// The worst examples an admin could give, and conversations that all open alike.
	d := topic.Learn([]topic.Topic{
		{Name: "help", Examples: []string{"hello", "help", "I need help", "I have a question", "thanks", "你好", "yes please"}},
		{Name: "refunds", Examples: []string{"refund", "hello I want a refund", "Guten Tag, ich möchte mein Geld zurück"}},
	}, []topic.Solved{{Topic: "refunds", Messages: []string{"hi alex", "I want my money back"}}, {Topic: "refunds", Messages: []string{"hi alex", "refund it"}}})
	for _, message := range []string{
		"hi", "Hi!", "hiiii", "Hello there", "HELLO", "good morning", "hi alex", "thanks", "Thank you so much!", "I need help", "can you help me please?", "I have a question",
		"yes", "no", "ok", "is anyone there?", "can I talk to a human please", "Hallo", "Guten Morgen", "Ich brauche Hilfe", "Ich habe eine Frage", "vielen Dank",
		"Bonjour", "J'ai besoin d'aide s'il vous plaît", "merci beaucoup", "¡Hola! ¿Me puede ayudar?", "Tengo una pregunta", "Buongiorno, ho bisogno di aiuto", "grazie mille",
		"Olá, bom dia", "Preciso de ajuda", "obrigada", "Goedemorgen", "Ik heb een vraag", "dank u wel", "你好，请问在吗", "我需要帮助", "谢谢",
	} {
		if got, sure := d.Of([]string{message, message}); got != "" || sure != 0 {
			t.Errorf("Of(%q) = %q, %.2f; want nothing", message, got, sure)
		}
		if got := d.Evidence([]string{message}); len(got) > 0 {
			t.Errorf("Evidence(%q) = %q, want none", message, got)
		}
		if got := d.Rank([]string{message}); len(got) > 0 {
			t.Errorf("Rank(%q) = %v, want nothing", message, got)
		}
	}
	if got, _ := d.Of([]string{"hi", "I need help", "I want a refund"}); got != "refunds" {
		t.Errorf("Of = %q after a refund was asked for", got)
	}
}

func TestEvidenceNamesTheWordsThatDecided(t *testing.T) {
	d := topic.New(append(topic.Shipped(), garden...))
	for _, c := range []struct{ message, want string }{
		{"Hello, my Roses look sad, with YELLOW leaves", "Roses"},
		{"The lawn mower I have will not start", "mower"},
		{"昨天买的，我想退款", "退款"},
		{"ich habe meine Kündigung geschickt", "Kündigung"},
	} {
		if got := d.Evidence([]string{c.message}); !slices.Contains(got, c.want) || len(got) > 5 {
			t.Errorf("Evidence(%q) = %q, want %s among at most five", c.message, got, c.want)
		}
	}
}

func TestRankGivesEveryTopicOnce(t *testing.T) {
	got := topic.New(garden).Rank([]string{"my roses came late"})
	sum := 0.0
	for i, g := range got {
		sum += g.Sure
		if i > 0 && g.Sure > got[i-1].Sure {
			t.Errorf("Rank = %v, not sorted", got)
		}
	}
	if len(got) != len(garden) || sum > 1+1e-9 {
		t.Errorf("Rank = %v, want three topics that share at most 1", got)
	}
}

func TestTheOrderOfTopicsAndExamplesDoesNotMatter(t *testing.T) {
	messages := []string{"my roses are late and the mower is broken"}
	want := fmt.Sprint(topic.New(garden).Rank(messages))
	turned := slices.Clone(garden)
	slices.Reverse(turned)
	for i := range turned {
		turned[i].Examples = slices.Clone(turned[i].Examples)
		slices.Reverse(turned[i].Examples)
	}
	// One topic may also be given in two parts.
	turned = append(turned, topic.Topic{Name: turned[0].Name + " ", Examples: turned[0].Examples[:1]})
	turned[0].Examples = turned[0].Examples[1:]
	for range 3 {
		if got := fmt.Sprint(topic.New(turned).Rank(messages)); got != want {
			t.Fatalf("Rank = %s, want %s", got, want)
		}
	}
}

func TestTopicsThatTeachNothing(t *testing.T) {
	for name, topics := range map[string][]topic.Topic{
		"none":                    nil,
		"one without examples":    {{Name: "empty"}},
		"one without a name":      {{Name: " ", Examples: []string{"roses"}}},
		"one whose examples idle": {{Name: "hello", Examples: []string{"hello", "", "?"}}},
	} {
		t.Run(name, func(t *testing.T) {
			d := topic.New(topics)
			if got, sure := d.Of([]string{"my roses"}); got != "" || sure != 0 || d.Rank([]string{"roses"}) != nil || d.Evidence([]string{"roses"}) != nil {
				t.Errorf("Of = %q, %f; want nothing", got, sure)
			}
		})
	}
}

func TestOneTopicIsToldFromEverythingElse(t *testing.T) {
	d := topic.New([]topic.Topic{{Name: "refunds", Examples: []string{"refund", "I want my money back", "please refund my order"}}})
	for message, want := range map[string]string{"I want a refund": "refunds", "money back please": "refunds", "what time is it in Tokyo": "", "I need a plumber": ""} {
		if got, sure := d.Of([]string{message}); got != want {
			t.Errorf("Of(%q) = %q, %.2f; want %q", message, got, sure, want)
		}
	}
}

func TestLearnFromSolvedConversations(t *testing.T) {
	var solved []topic.Solved
	seats := []string{"which seat do I have", "I want a window seat", "change my seat please", "is seat 4A free", "move me to an aisle seat"}
	pizzas := []string{"a large pizza with olives", "one margherita", "two pizzas and a coke", "extra cheese on the pizza", "is the pizza vegan"}
	for i := range 20 {
		solved = append(solved,
			topic.Solved{Topic: "seats", Messages: []string{"hi", seats[i%5], fmt.Sprintf("AB%d", 1000+i)}},
			topic.Solved{Topic: "pizza", Messages: []string{"hello", pizzas[i%5], fmt.Sprintf("%d Mill Lane", 10+i)}})
	}
	d := topic.Learn(nil, solved)
	for _, c := range []struct {
		name     string
		messages []string
		want     string
	}{
		{"words that were said before", []string{"hello", "I would like another seat"}, "seats"},
		{"the form of a number alone", []string{"AB7777"}, "seats"},
		{"a greeting, with which all of them began", []string{"hello"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, sure := d.Of(c.messages); got != c.want {
				t.Errorf("Of(%q) = %q, %.2f; want %q", c.messages, got, sure, c.want)
			}
		})
	}
}

func TestManyExamplesOfOneTopicDoNotDrownTheOthers(t *testing.T) {
	topics := []topic.Topic{{Name: "small", Examples: []string{"piano lessons", "tune my piano"}}, {Name: "big"}}
	for i := range 300 {
		topics[1].Examples = append(topics[1].Examples, fmt.Sprintf("violin number%d strings and bow", i))
	}
	if got, sure := topic.New(topics).Of([]string{"who can tune a piano"}); got != "small" {
		t.Errorf("Of = %q, %.2f; want small", got, sure)
	}
}

func TestLongInputTakesBoundedTime(t *testing.T) {
	d := topic.New(topic.Shipped())
	long := make([]string, 5000)
	for i := range long {
		long[i] = strings.Repeat(fmt.Sprintf("word%d 退款%c ", i, rune('a'+i%26)), 1000)
	}
	start := time.Now()
	d.Of(long)
	d.Of([]string{strings.Repeat("x", 1<<22)})
	d.Of([]string{strings.Repeat("我", 1<<20)})
	d.Of([]string{strings.Repeat("你好", 1<<20)})
	// Far more than it takes, far less than reading it all.
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestADetectorServesManyAtOnce(t *testing.T) {
	d := topic.New(garden)
	want, sure := d.Of([]string{"the mower won't start"})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				if got, s := d.Of([]string{"the mower won't start"}); got != want || s != sure {
					t.Errorf("Of = %q, %f; want %q, %f", got, s, want, sure)
				}
			}
		})
	}
	group.Wait()
}

func FuzzOf(f *testing.F) {
	d := topic.New(append(topic.Shipped(), garden...))
	f.Add("Hello", "my roses have yellow leaves")
	f.Add("退款", "\xf0\x28\x8c\x28 ñ\u0301 你")
	f.Add("", "AB1234 'n' ﬀ İ ẞ")
	f.Fuzz(func(t *testing.T, first, second string) {
		messages := []string{first, second}
		name, sure := d.Of(messages)
		again, same := d.Of(messages)
		if name != again || sure != same || (name == "") != (sure == 0) || math.IsNaN(sure) || sure > 1+1e-9 || name != "" && sure < topic.Enough {
			t.Errorf("Of = %q, %f and then %q, %f", name, sure, again, same)
		}
		clues := d.Evidence(messages)
		if name != "" && len(clues) == 0 {
			t.Errorf("Of = %q, and nothing to show for it", name)
		}
		// A clue is a word as it was written, cut if it is long.
		for _, clue := range clues {
			if text := strings.ToValidUTF8(first+" "+second, "\uFFFD"); !strings.Contains(text, clue) {
				t.Errorf("Evidence = %q, which nobody wrote", clue)
			}
		}
	})
}

func BenchmarkOf(b *testing.B) {
	d := topic.New(topic.Shipped())
	messages := []string{"Hello", "I ordered a pair of shoes two weeks ago and they have not arrived", "the order number is 1002345", "where is my parcel?"}
	for b.Loop() {
		d.Of(messages)
	}
}

func BenchmarkNewShipped(b *testing.B) {
	for b.Loop() {
		topic.New(topic.Shipped())
	}
}

func ExampleDetector_Of() {
	d := topic.New([]topic.Topic{
		{Name: "billing", Examples: []string{"invoice", "you charged me twice", "Rechnung"}},
		{Name: "delivery", Examples: []string{"where is my parcel", "tracking number", "Lieferung"}},
	})
	name, _ := d.Of([]string{"Hello"})
	fmt.Printf("%q\n", name)
	name, _ = d.Of([]string{"Hello", "my parcel has no tracking number"})
	fmt.Printf("%q by %q\n", name, d.Evidence([]string{"my parcel has no tracking number"}))
	// Output:
	// ""
	// "delivery" by ["tracking" "number" "parcel"]
}
