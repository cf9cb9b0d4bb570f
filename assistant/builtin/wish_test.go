package builtin

import "testing"

func TestWantsPersonUnderstandsPlainRequests(t *testing.T) {
	for _, text := range []string{
		"Talk to a human", "Speak to someone", "I need help from a real person", "Can I chat with a human?",
		"Connect me with support", "I want to talk to a real agent", "can I speak with someone real", "talk to a person",
	} {
		if _, ok := WantsPerson(text, "en"); !ok {
			t.Errorf("WantsPerson(%q) = false, want true", text)
		}
	}
}
