package assistant

import (
	"regexp"
	"strings"

	"github.com/batonchat/baton/assistant/builtin"
	"github.com/batonchat/baton/internal/transcript"
)

// claim is how a language says that somebody was told, and that somebody will
// be in touch.
type claim struct{ told, coming *regexp.Regexp }

func claimIn(told, coming string) claim {
	return claim{regexp.MustCompile(`(?i)` + told), regexp.MustCompile(`(?i)` + coming)}
}

var claimed = []claim{
	claimIn( // English
		`\b(?:i|we)(?:['’](?:ve|ll|m|re)| have| will| am| are)?(?: now| just| already| also| gone ahead and)* (?:forward|escalat|pass|hand|transferr?|connect|notif|inform|alert|contact|ask|let|creat|open|flag|reach)\w*\b.{0,70}\b(?:team|colleagues?|agents?|humans?|person|people|specialists?|representatives?|support|someone|somebody|department|staff|manager|ticket)\b`,
		`\b(?:team|colleagues?|agents?|specialists?|representatives?|someone|somebody|manager)\b(?: \w+){0,5}? (?:will|is going to|are going to|['’]ll)(?: \w+){0,3} (?:contact|get back|reach|call|write|e-?mail|follow up|be in touch|be with you|join|respond|reply|assist)`),
	claimIn( // German
		`\bich (?:habe|leite|gebe|verbinde|informiere|benachrichtige|schicke|hole|werde)\b.{0,80}(?:team|kolleg|mitarbeiter|kundendienst|kundenservice|support|fachabteilung|menschen|person)`,
		`\b(?:kolleg\w*|mitarbeiter\w*|team|support|jemand)\b.{0,40}\b(?:wird|werden|meldet|melden|kontaktiert|kontaktieren|ruft|schreibt)\b.{0,40}\b(?:sie|ihnen|dich|dir|sich)\b`),
	claimIn( // French
		`\b(?:j['’]ai|je|nous avons)\b.{0,20}(?:transmis|transmets|transféré|transfère|prévenu|préviens|informé|informe|contacté|contacte|connecte|mets en relation).{0,70}(?:équipe|collègue|conseill|agent|personne|service|quelqu)`,
		`(?:équipe|collègue|conseill\w+|agent|quelqu['’]un)\b.{0,40}(?:va|vont|vous) (?:vous )?(?:contacter|répondr|rappeler|recontacter|écrir)`),
	claimIn( // Spanish
		`\b(?:he|hemos|voy a|le|te|ya)\b.{0,20}(?:enviad|transferid|transfiero|transferir|avisad|informad|contactad|pasad|paso|conecto|conectar|derivad|notificad|reenviad).{0,70}(?:equipo|colega|compañer|agente|persona|asesor|soporte|especialista)`,
		`(?:equipo|agente|compañer[oa]|asesora?|especialista|alguien)\b.{0,40}(?:se pondrán? en|l?t?e (?:contactar|responder|llamar|escribir)á)`),
	claimIn( // Italian
		`\b(?:ho|abbiamo|la|ti|sto)\b.{0,20}(?:inoltra|trasferi|trasferendo|avvisat|informat|contattat|passat|passo|mett\w+ in contatto|colleg[oh]).{0,70}(?:team|collega|colleghi|operator|persona|assistenza|servizio|specialista)`,
		`(?:team|operator[ei]|collega|specialista|qualcuno)\b.{0,40}(?:(?:la|ti|le) (?:contatter|risponder|chiamer|scriver|richiamer)à|si metterà)`),
	claimIn( // Portuguese
		`\b(?:encaminhei|transferi|avisei|informei|contatei|contactei|passei|notifiquei|(?:vou|estou) (?:te |lhe |o |a )?(?:encaminh|transfer|avis|inform|contat|contact|pass|conect)\w+).{0,60}(?:equipe|equipa|colega|atendente|agente|pessoa|suporte|especialista)`,
		`(?:equipe|equipa|atendente|agente|colega|especialista|alguém).{0,40}(?:entrará em conta|vai entrar em conta|vai responder|responderá|vai ligar|ligará|vai escrever)`),
	claimIn( // Dutch
		`\bik (?:heb|geef|verbind|stuur|zal|informeer|schakel)\b.{0,80}(?:team|collega|medewerker|klantenservice|support|persoon|specialist)`,
		`\b(?:collega|medewerker|team|iemand|specialist)\b.{0,40}(?:neemt|zal|gaat|nemen)\b.{0,40}(?:contact|bellen|mailen|reageren|antwoorden)`),
	claimIn( // Chinese
		`我(?:已经|已|会|正在|这就|马上)?(?:为您|帮您|将您|把|将)?.{0,10}(?:转接|转交|转达|转给|通知|联系|反馈给|上报).{0,12}(?:团队|同事|客服|人工|专员|人员|真人)`,
		`(?:团队|同事|客服|人工|专员|工作人员).{0,8}(?:会|将|稍后).{0,10}(?:联系|回复|答复|致电|跟进)`),
	claimIn( // Arabic
		`(?:حوّلت|حولت|أحلت|أبلغت|أخبرت|تواصلت|نقلت|أرسلت|أحوّل|أحول|سأحول|سأحوّل|سأنقل|سأبلغ|أوصلك|سأوصلك).{0,60}(?:فريق|زميل|موظف|شخص|الدعم|مختص)`,
		`(?:سيتواصل|سيتصل|سيرد|سيجيبك|سيراسلك).{0,40}(?:فريق|زميل|موظف|شخص|أحد|الدعم|مختص)`),
}

var (
	// offering makes such a sentence a question or an offer.
	offering = regexp.MustCompile(`(?i)[?？؟]|\b(?:if|would you|shall i|should i|do you want|let me know|can|could|wenn|falls|möchten sie|soll ich|kann|könnte|si vous|souhaitez|voulez|peux|pourrais|si quiere|si lo desea|desea|puedo|podría|se vuole|se desidera|posso|potrei|se quiser|se desejar|als u|indien|wilt u)\b|如果|需要的话|是否|要不要|可以|إذا|هل|يمكنني`)
	// ruling makes "somebody will" a general rule.
	ruling = regexp.MustCompile(`(?i)\b(?:once|when|whenever|after|before|sobald|nachdem|lorsque|quand|après|dès que|cuando|una vez|después|quando|dopo|depois|zodra|nadat|wanneer)\b|之后|以后|عندما|بعد أن`)
)

// claims finds a sentence that says that a person was told or will come,
// though nothing of the kind was done: the sentence, or nothing. What an
// article says of itself ("our team will call you within two days") is none.
func claims(text string, found []builtin.Passage) string {
	for sentence := range strings.FieldsFuncSeq(separate(text), func(r rune) bool { return r == '\n' }) {
		if offering.MatchString(sentence) {
			continue
		}
		rule := ruling.MatchString(sentence)
		for _, c := range claimed {
			if (c.told.MatchString(sentence) || !rule && c.coming.MatchString(sentence)) && !quoted(sentence, found) {
				return strings.TrimSpace(sentence)
			}
		}
	}
	return ""
}

var sentenceEnd = regexp.MustCompile(`([.!?؟]["”»)]?)\s+|([。！？])`)

// separate puts each sentence on a line of its own.
func separate(text string) string { return sentenceEnd.ReplaceAllString(text, "$1$2\n") }

// quoted reports whether most words of a sentence stand in one of the passages.
func quoted(sentence string, found []builtin.Passage) bool {
	mine := transcript.Words(sentence)
	for _, p := range found {
		theirs, same := transcript.Words(p.Text), 0
		for w := range mine {
			if theirs[w] {
				same++
			}
		}
		if float64(same) >= 0.75*float64(len(mine)) {
			return true
		}
	}
	return false
}
