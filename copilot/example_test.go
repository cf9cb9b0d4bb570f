package copilot_test

import (
	"fmt"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/copilot"
	"github.com/batonchat/baton/internal/transcript"
)

func ExampleAskedAgain() {
	said := []transcript.Line{{Seq: 2, By: chat.ByVisitor("v"), Text: "My order A-1042 has not arrived."}}
	for _, k := range copilot.AskedAgain("Sure! Could you tell me your order number?", nil, said) {
		fmt.Println(k.What, k.Value)
	}
	// Output: order_number A-1042
}
