package topic_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/routing/topic"
)

func TestASiteStartsWithTheShippedTopics(t *testing.T) {
	own := topic.ShippedOwn()
	if err := topic.Check(own); err != nil {
		t.Fatal(err)
	}
	d := topic.New(topic.Looked(own))
	if got, _ := d.Of([]string{"my invoice is wrong, I was charged twice"}); got != "billing" {
		t.Errorf("it names %q", got)
	}
	own[slices.IndexFunc(own, func(o topic.Own) bool { return o.Name == "billing" })].Off = true
	if got, _ := topic.New(topic.Looked(own)).Of([]string{"my invoice is wrong, I was charged twice"}); got == "billing" {
		t.Error("it names a topic that is off")
	}
	if slices.Contains(topic.Names(own), "billing") || len(topic.Names(own)) != len(own)-1 {
		t.Errorf("names %v", topic.Names(own))
	}
}

func TestOwnExamplesCountBesideTheShippedOnes(t *testing.T) {
	own := topic.Clean(append(topic.ShippedOwn(), topic.Own{Name: " Wheel  Building ", Shipped: true, Examples: []string{"build me a wheelset", " build me a  wheelset", "", "which spokes do you lace", "true my rim"}}))
	last := own[len(own)-1]
	if last.Name != "wheel building" || last.Shipped || !slices.Equal(last.Examples, []string{"build me a wheelset", "which spokes do you lace", "true my rim"}) {
		t.Errorf("cleaned: %+v", last)
	}
	d := topic.New(topic.Looked(own))
	for said, want := range map[string]string{"can you lace spokes into a wheelset": "wheel building", "my invoice is wrong, I was charged twice": "billing"} {
		if got, _ := d.Of([]string{said}); got != want {
			t.Errorf("%q is about %q, want %q", said, got, want)
		}
	}
}

func TestTopicsAreChecked(t *testing.T) {
	three := []string{"one of them", "two of them", "three of them"}
	many := make([]string, topic.MaxExamples+1)
	for i := range many {
		many[i] = "example " + strings.Repeat("x", i%200)
	}
	tests := []struct {
		name   string
		topics []topic.Own
		fields []string
	}{
		{"none at all", nil, nil},
		{"without a name", []topic.Own{{Examples: three}}, []string{"topics[0].name"}},
		{"with a comma", []topic.Own{{Name: "a, b", Examples: three}}, []string{"topics[0].name"}},
		{"twice", []topic.Own{{Name: "a", Examples: three}, {Name: "a", Examples: three}}, []string{"topics[1].name"}},
		{"too few examples", []topic.Own{{Name: "a", Examples: three[:2]}}, []string{"topics[0].examples"}},
		{"too few, but off", []topic.Own{{Name: "a", Off: true}}, nil},
		{"too few, but shipped", []topic.Own{{Name: "billing", Shipped: true}}, nil},
		{"an example of two lines", []topic.Own{{Name: "a", Examples: append([]string{"one\ntwo"}, three...)}}, []string{"topics[0].examples"}},
		{"a name that is far too long", []topic.Own{{Name: strings.Repeat("n", topic.MaxName+1), Examples: three}}, []string{"topics[0].name"}},
		{"too many examples", []topic.Own{{Name: "a", Examples: many}}, []string{"topics"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var fields []string
			for _, err := range joined(topic.Check(tt.topics)) {
				e, ok := errors.AsType[*chat.Error](err)
				if !ok || e.Code != chat.Invalid {
					t.Fatalf("%v is no refusal", err)
				}
				fields = append(fields, e.Field)
			}
			if !slices.Equal(fields, tt.fields) {
				t.Errorf("wrong are %v, want %v", fields, tt.fields)
			}
		})
	}
}

// joined takes joined errors apart.
func joined(err error) []error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()
	}
	return nil
}
