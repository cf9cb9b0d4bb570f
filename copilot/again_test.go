package copilot

import (
	"testing"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/internal/transcript"
)

func TestAskedAgain(t *testing.T) {
	visitor := func(seq int64, text string) transcript.Line {
		return transcript.Line{Seq: seq, By: chat.ByVisitor("v"), Text: text}
	}
	assistant := func(seq int64, text string) transcript.Line {
		return transcript.Line{Seq: seq, By: chat.ByAssistant, Text: text}
	}
	lines := []transcript.Line{
		visitor(2, "My order A-1042 is late. You can write to mia@example.com"),
		assistant(3, "Which colour did you choose for the frame?"),
		visitor(4, "The green one"),
		assistant(5, "Is the wheel bent?"),
	}
	fields := []chat.Field{{Name: chat.FieldName, Value: "Mia Berg"}, {Name: chat.FieldPhone, Value: "+49301234567"}}
	tests := []struct {
		name, reply string
		what, value string
		seq         int64
	}{
		{"the order's number", "Hi Mia! Could you tell me your order number?", "order_number", "A-1042", 2},
		{"without a question mark", "Please send me your order number.", "order_number", "A-1042", 2},
		{"in German", "Wie lautet Ihre Bestellnummer?", "order_number", "A-1042", 2},
		{"in Chinese", "请提供您的订单号。", "order_number", "A-1042", 2},
		{"in Spanish", "¿Me indica su correo?", "email", "mia@example.com", 2},
		{"an address from the chat", "What is your e-mail address?", "email", "mia@example.com", 2},
		{"a number that was collected", "Can you give me a phone number?", "phone", "+49301234567", 0},
		{"a name that was collected", "May I have your name?", "name", "Mia Berg", 0},
		{"a question that was answered", "Which colour did you choose for your frame?", "question", "The green one", 4},
		{"a question that was not answered", "Is the wheel bent?", "", "", 0},
		{"another question", "Has the parcel shop called you?", "", "", 0},
		{"telling is not asking", "I have found your order number, thank you.", "", "", 0},
		{"confirming what is known", "Is your order number A-1042?", "", "", 0},
		{"nothing", "", "", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := AskedAgain(tt.reply, fields, lines)
			if tt.what == "" {
				if len(got) != 0 {
					t.Errorf("AskedAgain(%q) = %+v, want nothing", tt.reply, got)
				}
				return
			}
			if len(got) != 1 || got[0].What != tt.what || got[0].Value != tt.value || got[0].Seq != tt.seq || got[0].Asked == "" {
				t.Errorf("AskedAgain(%q) = %+v, want %s %q at %d", tt.reply, got, tt.what, tt.value, tt.seq)
			}
		})
	}
	if got := AskedAgain("What is your e-mail and your phone number?", fields, lines); len(got) != 2 {
		t.Errorf("two at once: %+v", got)
	}
	if got := AskedAgain("What is your e-mail?", nil, nil); len(got) != 0 {
		t.Errorf("nothing is known: %+v", got)
	}
}

func FuzzAskedAgain(f *testing.F) {
	f.Add("Could you tell me your order number?", "order A-1042")
	f.Add("?", "\xff#0000")
	f.Fuzz(func(t *testing.T, reply, said string) {
		for _, k := range AskedAgain(reply, nil, []transcript.Line{{Seq: 1, By: chat.ByVisitor("v"), Text: said}}) {
			if k.Value == "" || k.Asked == "" {
				t.Errorf("AskedAgain(%q, %q) = %+v", reply, said, k)
			}
		}
	})
}
