package topic_test

import (
	"strings"
	"testing"

	"github.com/batonchat/baton/routing/topic"
)

// TestShippedTopicsInEightLanguages asks in words that are not the examples'. A
// wrong topic is worse than none.
func TestShippedTopicsInEightLanguages(t *testing.T) {
	d := topic.New(topic.Shipped())
	asked, silent := 0, 0
	for want, messages := range map[string][]string{
		"billing": {
			"There are two charges for the same invoice on my card", "Can you send me last month's invoice please?",
			"Ich habe eine Frage zu meiner Rechnung vom März", "Sie haben zweimal abgebucht!",
			"bonjour, ma facture est fausse", "me cobraron dos veces la misma factura", "la fattura di marzo non è corretta",
			"fui cobrado duas vezes na fatura", "Mijn factuur klopt niet", "发票什么时候开",
		},
		"pre-sale": {
			"What would the premium plan cost for 20 users?", "Do you give discounts to schools?",
			"Was kostet der Premium-Tarif im Monat?", "Quel est le prix pour dix utilisateurs ?", "¿Qué precio tiene el plan premium?",
			"Qual è il prezzo del piano premium?", "Qual é o preço do plano premium?", "Wat kost het premium pakket?", "这个多少钱",
		},
		"technical": {
			"the app keeps crashing", "I'm getting an error message when I upload a file", "Die App stürzt immer ab",
			"l'application plante tout le temps", "la aplicación no funciona", "l'app non funziona più",
			"o aplicativo não funciona", "de app werkt niet meer", "网站打不开了",
		},
		"account": {
			"I can't log in to my account", "forgot password", "Ich kann mich nicht anmelden, Passwort vergessen",
			"je n'arrive plus à me connecter à mon compte", "no puedo iniciar sesión en mi cuenta", "ho dimenticato la mia password",
			"esqueci a senha da minha conta", "ik kan niet meer inloggen", "我忘记密码了",
		},
		"delivery": {
			"Where's my parcel? It was supposed to come on Monday.", "has my order shipped?", "Wo ist mein Paket?",
			"Mon colis n'est pas arrivé", "¿Dónde está mi paquete?", "Dove si trova il mio pacco?", "Minha encomenda ainda não chegou",
			"Waar is mijn pakket?", "我的包裹到哪里了",
		},
		"returns": {
			"I'd like to send the shoes back and get a refund", "How can I exchange this for a bigger size?",
			"Ich möchte die Schuhe zurückschicken", "je veux renvoyer mes chaussures et être remboursé", "quiero devolver los zapatos",
			"vorrei restituire le scarpe", "quero devolver os sapatos", "ik wil de schoenen terugsturen", "我想退货退款",
		},
		"cancellation": {
			"please cancel my contract at the end of the month", "I don't want to renew my subscription",
			"Hiermit kündige ich meinen Vertrag", "je souhaite résilier mon contrat", "quiero cancelar mi contrato", "vorrei disdire il contratto",
			"quero cancelar o contrato", "ik wil mijn contract opzeggen", "我要取消我的订阅",
		},
		"privacy": {
			"Please erase all the personal data you have about me", "Welche Daten haben Sie über mich gespeichert?",
			"Je veux que vous supprimiez mes données personnelles", "quiero que borren mis datos personales", "请删除我的个人信息",
		},
		"complaint": {
			"I'm very disappointed, this service is unacceptable", "Ich bin sehr enttäuscht und will mich beschweren",
			"c'est inadmissible, je suis très déçue", "esto es inaceptable, quiero poner una queja", "我要投诉你们的服务",
		},
	} {
		for _, message := range messages {
			asked++
			switch got, sure := d.Of([]string{message}); got {
			case want:
			case "":
				silent++
				t.Logf("Of(%q) says nothing, want %s", message, want)
			default:
				t.Errorf("Of(%q) = %q, %.2f by %q; want %s", message, got, sure, d.Evidence([]string{message}), want)
			}
		}
	}
	if silent*20 > asked {
		t.Errorf("no topic for %d of %d messages", silent, asked)
	}
}

func TestShippedTopicsSayNothingOfWhatTheyDoNotKnow(t *testing.T) {
	d := topic.New(topic.Shipped())
	for _, message := range []string{
		"the quick brown fox jumps over the lazy dog", "Ada Lovelace", "4711", "asdf qwertz", "It rains in Hamburg",
		"mein Hund heißt Bello", "今天天气很热", "i like trains",
	} {
		if got, sure := d.Of([]string{message}); got != "" {
			t.Errorf("Of(%q) = %s, %.2f by %q; want nothing", message, got, sure, d.Evidence([]string{message}))
		}
	}
}

func TestShippedTopicsHaveThoseOfTheRoutingRules(t *testing.T) {
	have := map[string]int{}
	for _, s := range topic.Shipped() {
		have[s.Name] = len(s.Examples)
		for _, e := range s.Examples {
			if strings.ContainsAny(e, "[]") {
				t.Errorf("%s: example %q looks like a topic", s.Name, e)
			}
		}
	}
	for _, want := range []string{"billing", "pre-sale", "technical", "account", "delivery", "returns", "cancellation"} {
		if have[want] < 80 {
			t.Errorf("%s has %d examples, want ten in each of eight languages", want, have[want])
		}
	}
}
