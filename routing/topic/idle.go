package topic

import (
	"bufio"
	"embed"
	"strings"
	"sync"
)

// What people say before and after what they want, one phrase a line, by
// language.
//
//go:embed idle/*.txt
var idleFiles embed.FS

// idleTalk is greetings, thanks, calls for help and the like.
type idleTalk struct {
	phrases [][]run
	words   map[string]bool // of these, folded and squeezed, and each two signs
	signs   map[string]bool // whole phrases in scripts written without spaces
	longest int             // of signs, in runes
	opening map[string]bool // greetings
}

var idle = sync.OnceValue(func() *idleTalk {
	talk := &idleTalk{words: map[string]bool{}, signs: map[string]bool{}, opening: map[string]bool{}}
	for word := range strings.FieldsSeq(greetings) {
		talk.opening[squeeze(fold(word))] = true
	}
	files, err := idleFiles.ReadDir("idle")
	if err != nil {
		panic(err) // embedded
	}
	for _, f := range files {
		src, err := idleFiles.ReadFile("idle/" + f.Name())
		if err != nil {
			panic(err) // embedded
		}
		lines := bufio.NewScanner(strings.NewReader(string(src)))
		for lines.Scan() {
			if line := strings.TrimSpace(lines.Text()); line != "" && line[0] != '#' {
				talk.add(line)
			}
		}
	}
	return talk
})

func (t *idleTalk) add(phrase string) {
	runs := runsOf(phrase)
	t.phrases = append(t.phrases, runs)
	for _, r := range runs {
		if r.signs {
			t.signs[string(r.letters)] = true
			t.longest = max(t.longest, len(r.letters))
			for i := 1; i < len(r.letters); i++ {
				t.words[fold(string(r.letters[i-1:i+1]))] = true
			}
		} else {
			t.words[squeeze(fold(string(r.letters)))] = true
		}
	}
}

// says tells whether a message is idle talk and nothing else.
func (t *idleTalk) says(message []run) bool {
	for _, r := range message {
		switch {
		case r.signs && !t.covers(r.letters):
			return false
		case !r.signs && !t.words[squeeze(fold(string(r.letters)))]:
			return false
		}
	}
	return true
}

// greetings open a message that may go on with a name.
const greetings = `hi hii hello hallo hey hai dear good morning afternoon evening there guten morgen tag abend moin liebe
	lieber bonjour bonsoir salut cher chère hola buenos buenas días tardes noches buongiorno buonasera ciao salve olá oi
	bom boa dia tarde noite hoi beste goedemorgen goedemiddag goedenavond`

// greets tells whether a message is a greeting and one word more.
func (t *idleTalk) greets(message []run) bool {
	last := len(message) - 1
	for _, r := range message[:max(0, last)] {
		if r.signs || !t.opening[squeeze(fold(string(r.letters)))] {
			return false
		}
	}
	return last > 0 && !message[last].signs
}

// covers tells whether the signs are idle phrases one after the other.
func (t *idleTalk) covers(signs []rune) bool {
	reached := make([]bool, len(signs)+1)
	reached[0] = true
	for from := range signs {
		for n := 1; reached[from] && n <= t.longest && from+n <= len(signs); n++ {
			if t.signs[string(signs[from:from+n])] {
				reached[from+n] = true
			}
		}
	}
	return reached[len(signs)]
}

// squeeze writes repeated letters once: people draw greetings out.
func squeeze(s string) string {
	var b strings.Builder
	var before rune
	for i, r := range s {
		if i == 0 || r != before {
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}
