package builtin

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
)

func TestDetectLanguageOfSentences(t *testing.T) {
	for text, want := range map[string]string{
		"I would like to know when my parcel arrives.":             "en",
		"Ich möchte wissen, wann mein Paket ankommt.":              "de",
		"Je voudrais savoir quand mon colis arrive.":               "fr",
		"Quisiera saber cuándo llega mi paquete.":                  "es",
		"Vorrei sapere quando arriva il mio pacco.":                "it",
		"Gostaria de saber quando chega a minha encomenda.":        "pt",
		"Ik zou graag willen weten wanneer mijn pakket aankomt.":   "nl",
		"我想知道我的包裹什么时候到。":                                           "zh",
		"荷物がいつ届くのか知りたいです。":                                         "ja",
		"أريد أن أعرف متى يصل طردي.":                               "ar",
		"لطفا بگویید بسته من چه روزی به خانه می رسد؟":              "fa",
		"Хочу узнать, когда придёт моя посылка.":                   "ru",
		"Хочу дізнатися, коли прийде моя посилка.":                 "uk",
		"Искам да знам кога ще пристигне пратката ми.":             "bg",
		"Chcę wiedzieć, kiedy przyjdzie moja paczka.":              "pl",
		"Chtěl bych vědět, kdy přijde můj balík.":                  "cs",
		"Chcel by som vedieť, kedy príde môj balík.":               "sk",
		"Želim izvedeti, kdaj prispe moj paket.":                   "sl",
		"Želim znati kada stiže moj paket, hvala vam lijepa.":      "hr",
		"Jag vill veta när mitt paket kommer fram.":                "sv",
		"Jeg vil gerne vide, hvornår min pakke ankommer.":          "da",
		"Jeg vil gjerne vite når pakken min kommer fram.":          "nb",
		"Haluaisin tietää, milloin pakettini saapuu.":              "fi",
		"Sooviksin teada, millal mu pakk kohale jõuab.":            "et",
		"Noriu sužinoti, kada atvyks mano siunta.":                 "lt",
		"Es vēlētos zināt, kad pienāks mana paka.":                 "lv",
		"Szeretném tudni, mikor érkezik meg a csomagom.":           "hu",
		"Aș vrea să știu când ajunge coletul meu.":                 "ro",
		"Paketimin ne zaman geleceğini öğrenmek istiyorum.":        "tr",
		"Saya ingin tahu kapan paket saya sampai.":                 "id",
		"Tôi muốn biết khi nào gói hàng của tôi đến.":              "vi",
		"Θέλω να μάθω πότε θα φτάσει το δέμα μου.":                 "el",
		"אני רוצה לדעת מתי תגיע החבילה שלי.":                       "he",
		"मैं जानना चाहता हूँ कि मेरा पार्सल कब आएगा।":              "hi",
		"ฉันอยากรู้ว่าพัสดุของฉันจะมาถึงเมื่อไหร่":                 "th",
		"제 소포가 언제 도착하는지 알고 싶습니다.":                                  "ko",
		"আমি জানতে চাই আমার পার্সেল কখন আসবে।":                     "bn",
		"mera parcel kab aayega bhai, bahut din ho gaye hai":       "hi",
		"LaVie laptop με Windows: πότε θα είναι διαθέσιμο ξανά;":   "el",
		"please help https://example.com/paket/bestellung @müller": "en",
	} {
		got, sure := DetectLanguage(text)
		if got != want || sure < 0.6 || sure > 1 {
			t.Errorf("DetectLanguage(%q) = %s, %.2f; want %s, surely", text, got, sure, want)
		}
	}
}

func TestDetectLanguageOfShortMessages(t *testing.T) {
	for lang, messages := range map[string][]string{
		"en": {"where is it", "thank you", "is anyone there?", "my parcel never arrived", "how much is shipping"},
		"de": {"wo bleibt es", "vielen Dank", "ist da jemand?", "Paket nicht da", "was kostet der Versand", "geht nicht"},
		"fr": {"où est-il", "merci beaucoup", "il y a quelqu'un ?", "colis pas reçu", "ça ne marche pas"},
		"es": {"¿dónde está?", "muchas gracias", "¿hay alguien?", "no ha llegado", "quiero devolver el pedido"},
		"it": {"dov'è", "grazie mille", "c'è qualcuno?", "non è arrivato", "quanto costa la spedizione"},
		"pt": {"onde está", "muito obrigado", "tem alguém aí?", "não chegou ainda", "quanto custa o frete"},
		"nl": {"waar blijft het", "dank je wel", "is er iemand?", "pakketje niet ontvangen", "hoeveel zijn de verzendkosten"},
		"zh": {"在吗", "谢谢", "还没到"},
	} {
		for _, text := range messages {
			if got, sure := DetectLanguage(text); got != lang {
				t.Errorf("DetectLanguage(%q) = %s, %.2f; want %s", text, got, sure, lang)
			}
		}
	}
}

func TestDetectLanguageOfNothing(t *testing.T) {
	for _, text := range []string{"", "  ", "12345", "?!…", "https://example.com", "@someone", "🚲", "\xff\xfe"} {
		if got, sure := DetectLanguage(text); got != "" || sure != 0 {
			t.Errorf("DetectLanguage(%q) = %q, %.2f; want nothing", text, got, sure)
		}
	}
}

func TestDetectLanguageIsUnsureOfAWordOfManyLanguages(t *testing.T) {
	for _, text := range []string{"hotel", "ok", "a", "information", "taxi"} {
		if got, sure := DetectLanguage(text); sure > 0.9 {
			t.Errorf("DetectLanguage(%q) = %s, %.2f; want less certainty", text, got, sure)
		}
	}
}

func TestLanguageOfLeansOnTheLocale(t *testing.T) {
	for _, c := range []struct{ text, locale, want string }{
		{"ok", "fr-FR", "fr"},
		{"hotel", "pt-BR", "pt"},
		{"", "de", "de"},
		{"", "", ""},
		{"takk", "no", "nb"},
		{"4711", "es_ES", "es"},
		{"Ich möchte mit einem Menschen sprechen", "en-US", "de"},
		{"Where is my order? It should have come on Monday.", "de", "en"},
		{"我的订单在哪里", "en", "zh"},
	} {
		if got := LanguageOf(c.text, c.locale); got != c.want {
			t.Errorf("LanguageOf(%q, %q) = %q, want %q", c.text, c.locale, got, c.want)
		}
	}
}

func TestReadLanguageModelNamesWhatIsWrong(t *testing.T) {
	pack := func(text string) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for text, want := range map[string]string{"ab de=1\n": "line 1: no tab", "ab\tde=1\nb\tde=x\n": "line 2"} {
		if _, err := ReadLanguageModel(pack(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ReadLanguageModel(%q) = %v, want %q", text, err, want)
		}
	}
	if _, err := ReadLanguageModel([]byte("not gzip")); err == nil {
		t.Error("ReadLanguageModel takes what is not gzip")
	}
	m, err := ReadLanguageModel(pack("x\tde=9\nxx\tde=9\ny\ten=9\nyy\ten=9\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := m.Detect("xxx xx"); got != "de" {
		t.Errorf("Detect = %q, want de", got)
	}
	if m, err = ReadLanguageModel(pack("a\tde=9 en=9\naa\tde=9 en=9\n=aa\ten=9\n")); err != nil {
		t.Fatal(err)
	}
	if got, _ := m.Detect("aa"); got != "en" {
		t.Errorf("Detect = %q, want en, which has the word", got)
	}
}

func TestSqueezeKeepsDoubleLetters(t *testing.T) {
	for word, want := range map[string]string{"good": "good", "goooood": "god", "taaaan": "tan", "aabb": "aabb", "": "", "ééé": "é"} {
		if got := squeeze(word); got != want {
			t.Errorf("squeeze(%q) = %q, want %q", word, got, want)
		}
	}
}

func FuzzDetectLanguage(f *testing.F) {
	f.Add("Where is my order?")
	f.Add("\xf0\x28\x8c\x28 ñ 你")
	f.Fuzz(func(t *testing.T, text string) {
		if code, sure := DetectLanguage(text); sure < 0 || sure > 1 || (code == "") != (sure == 0) {
			t.Errorf("DetectLanguage = %q, %f", code, sure)
		}
	})
}

func BenchmarkDetectLanguage(b *testing.B) {
	for b.Loop() {
		DetectLanguage("I would like to know when my parcel arrives.")
	}
}
