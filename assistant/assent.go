package assistant

import (
	"strings"
	"unicode"
)

// answer is what a visitor says to the offer of a person.
type answer int

const (
	neither answer = iota
	yes
	no
)

// The words that begin a yes or a no, in all languages together: few of them
// mean something else in another one, and only a short message right after an
// offer is held against them.
var (
	yesWords = wordSet(`yes yeah yep yup ya sure ok okay please absolutely definitely
		ja jep jo klar gern gerne bitte okay sicher natürlich unbedingt
		oui ouais volontiers d'accord daccord svp
		sí si claro vale dale por
		sì certo volentieri va
		sim claro quero pode
		graag prima goed
		نعم أجل ايوه أيوه طبعا حسنا تمام موافق`)
	noWords = wordSet(`no nope nah not never don't dont
		nein nee nö nicht
		non pas
		tampoco
		nessuno
		não nao
		niet
		لا كلا ليس`)
	yesHan = []string{"好", "是", "可以", "行", "要", "嗯", "当然", "请", "麻烦", "需要", "對", "对"}
	noHan  = []string{"不", "没", "沒", "别", "算了", "暂时"}
)

// assent understands a short reply to an offer.
func assent(text string) answer {
	text = strings.ToLower(strings.ReplaceAll(text, "’", "'"))
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && !unicode.IsMark(r) })
	if len(words) == 0 || len(words) > 6 {
		return neither
	}
	for _, r := range words[0] {
		if unicode.Is(unicode.Han, r) {
			return assentHan(strings.Join(words, ""))
		}
	}
	for _, w := range words {
		if noWords[w] {
			return no
		}
	}
	if yesWords[words[0]] {
		return yes
	}
	return neither
}

func assentHan(text string) answer {
	if len([]rune(text)) > 10 {
		return neither
	}
	for _, w := range noHan {
		if strings.HasPrefix(text, w) {
			return no
		}
	}
	for _, w := range yesHan {
		if strings.HasPrefix(text, w) {
			return yes
		}
	}
	return neither
}

func wordSet(s string) map[string]bool {
	out := make(map[string]bool)
	for w := range strings.FieldsSeq(s) {
		out[w] = true
	}
	return out
}
