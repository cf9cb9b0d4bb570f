package builtin

import (
	"bufio"
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

// SmallTalk is the key of a short text that answers a message which asks nothing
// of the articles.
type SmallTalk string

// The kinds of small talk; each is a key of smalltalk.txt.
const (
	Greeting SmallTalk = "greeting"
	Thanks   SmallTalk = "thanks"
	Goodbye  SmallTalk = "goodbye"
	Identity SmallTalk = "identity" // "are you a robot?"
	Ability  SmallTalk = "ability"  // "what can you do?"
)

//go:embed smalltalk.txt
var smallTalkFile string

// smallTalkTexts holds the texts by language and key.
var smallTalkTexts = sync.OnceValue(func() map[string]map[SmallTalk]string {
	out := map[string]map[SmallTalk]string{}
	lines := bufio.NewScanner(strings.NewReader(smallTalkFile))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		name, text, ok := strings.Cut(line, "=")
		lang, key, dotted := strings.Cut(strings.TrimSpace(name), ".")
		if !ok || !dotted {
			panic(fmt.Sprintf("builtin: smalltalk.txt line %d: want language.key = text", n))
		}
		if out[lang] == nil {
			out[lang] = map[SmallTalk]string{}
		}
		out[lang][SmallTalk(key)] = strings.TrimSpace(text)
	}
	return out
})

// Reply gives the text in the language, or in English if there is none, and the
// language that it is in.
func (s SmallTalk) Reply(lang string) (text, textLang string) {
	if text, ok := smallTalkTexts()[base(lang)][s]; ok {
		return text, base(lang)
	}
	return smallTalkTexts()["en"][s], "en"
}

// ChatsOnly tells whether the whole message is a greeting, thanks, a goodbye or
// a question about the assistant itself.
func ChatsOnly(text, lang string) (SmallTalk, bool) {
	var kind SmallTalk
	eachReading(text, lang, func(r reading) bool {
		kind = r.smallTalk()
		return kind == ""
	})
	return kind, kind != ""
}

// smallTalk tells which kind the message is, "" if a part of it is not small
// talk. What says most counts: a greeting gives way to the question after it.
func (r reading) smallTalk() SmallTalk {
	covered := make([]bool, len(r.units))
	var kind SmallTalk
	longest := 0
	for _, k := range []SmallTalk{Identity, Ability, Goodbye, Thanks, Greeting} {
		for _, s := range r.find(string(k)) {
			if s.to-s.from > longest {
				kind, longest = k, s.to-s.from
			}
			for i := s.from; i < s.to; i++ {
				covered[i] = true
			}
		}
	}
	for i, u := range r.units {
		if u.word != "" && !covered[i] {
			return ""
		}
	}
	return kind
}
