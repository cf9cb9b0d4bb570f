package assistant

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/batonchat/baton/chat"
)

// FieldRule is a kind of value that the assistant notes.
type FieldRule struct {
	Name    string         // "order_number"
	About   string         // for the model: "the number of an order, such as A-1042"
	Pattern *regexp.Regexp // its first group, or else its match, is the value; nil: only a model finds it
}

// OrderNumber is the rule that a site has which names none.
var OrderNumber = FieldRule{
	Name: "order_number", About: "the number of an order",
	Pattern: regexp.MustCompile(`(?i)(?:\b(?:order|bestell(?:ung|nummer)|auftrag(?:snummer)?|commande|pedido|ordine|encomenda|bestelling|ordernummer)` +
		`|订单号?|订单编号|الطلب)` +
		`(?:\s+(?:number|num|no|nr|nummer|numéro|número|numero|رقم))?[\s.:：#°º–-]*(?:is|ist|est|es|è|é|是)?\s*[#№]?\s*([a-z]{0,4}-?[0-9][0-9a-z-]{3,20})\b` +
		`|#([0-9]{4,12})\b|\b((?-i:[A-Z]{1,4})-[0-9]{4,12})\b`),
}

// rules are the site's fields besides the contact.
func (s Settings) rules() []FieldRule {
	if s.Fields == nil {
		return []FieldRule{OrderNumber}
	}
	return s.Fields
}

// newFields finds what a message says that is worth noting and was not known.
// A contact is only taken while none is known: later addresses may be somebody
// else's, and the visitor has a field for changing their own.
func newFields(c *chat.Conversation, s Settings, text string) []chat.Field {
	found, rest := byRule(s, text)
	if c.Contact == "" {
		if name, value, ok := contact(rest); ok {
			found = append(found, chat.Field{Name: name, Value: value})
		}
	}
	return slices.DeleteFunc(found, func(f chat.Field) bool {
		return c.FieldValue(f.Name) == f.Value || chat.CheckLine(f.Name, f.Value, chat.MaxField) != nil
	})
}

// byRule takes the values of the site's own fields out of a text. What they
// are is not looked at again: an order's number is no telephone number.
func byRule(s Settings, text string) (found []chat.Field, rest string) {
	rest = text
	for _, rule := range s.rules() {
		if rule.Pattern == nil {
			continue
		}
		m := rule.Pattern.FindStringSubmatchIndex(rest)
		if m == nil {
			continue
		}
		from, to := m[0], m[1]
		for g := 2; g+1 < len(m); g += 2 {
			if m[g] >= 0 {
				from, to = m[g], m[g+1]
				break
			}
		}
		found = append(found, chat.Field{Name: rule.Name, Value: rest[from:to]})
		rest = rest[:m[0]] + " " + rest[m[1]:]
	}
	return found, rest
}

var phoneWords = regexp.MustCompile(`(?i)\b(phone|telephone|mobile|cell|call|tel|whatsapp|telefon|handy|anrufen|` +
	`téléphone|portable|appel|teléfono|móvil|llam|telefono|cellulare|telefone|celular|telefoon|bel)|电话|手机|هاتف|جوال`)

// contact finds an address of the visitor. Digits alone may be a date, a price
// or a card: they are a telephone number when they look or are called like one.
func contact(text string) (name, value string, ok bool) {
	name, value, ok = chat.FindContact(text)
	if !ok || name == chat.FieldEmail {
		return name, value, ok
	}
	called := phoneWords.MatchString(text)
	dialled := strings.HasPrefix(value, "+") || strings.HasPrefix(value, "0") && len(value) > 8
	return name, value, called || dialled
}

// fillers are the words around a value that ask nothing.
var fillers = wordSet(`my mail email e-mail address adresse phone number is it's its the this here order please and
	meine mein nummer ist die das hier bitte und bestellung bestellnummer telefon handy
	mon ma numéro est voici c'est commande téléphone et
	mi correo es el la número pedido teléfono y
	la mia il mio è ecco numero ordine telefono e
	meu minha é o a encomenda telefone
	mijn is het bestelling nummer telefoon
	我的 邮箱 是 电话 订单号 بريدي رقم هاتفي هو
	hi hello hey thanks thank you danke hallo merci bonjour gracias hola grazie ciao obrigado obrigada olá dank bedankt 谢谢 你好 شكرا مرحبا`)

// onlyFields reports whether a message holds values and nothing to answer.
func onlyFields(text string, s Settings) bool {
	found, rest := byRule(s, text)
	if strings.ContainsAny(rest, "?？؟") {
		return false
	}
	_, _, ok := contact(rest)
	if !ok && len(found) == 0 {
		return false
	}
	words := 0
	for w := range strings.FieldsSeq(strings.ToLower(rest)) {
		w = strings.TrimFunc(strings.ReplaceAll(w, "’", "'"), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if strings.Contains(w, "@") || fillers[w] || !strings.ContainsFunc(w, unicode.IsLetter) {
			continue
		}
		words++
	}
	return words == 0
}
