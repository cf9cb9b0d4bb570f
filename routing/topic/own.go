package topic

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/batonchat/baton/chat"
)

// Own is a topic as a site's admin keeps it.
type Own struct {
	Name     string   `json:"name"`
	Off      bool     `json:"off,omitempty"`     // it is not looked for
	Shipped  bool     `json:"shipped,omitempty"` // Baton's examples of this name count beside the admin's
	Examples []string `json:"examples,omitempty"`
}

// Limits of a site's topics.
const (
	MaxTopics   = 60
	MaxName     = 60   // characters
	MaxExamples = 3000 // of all topics together
	MaxExample  = 300  // characters
	fewest      = 3    // examples from which a topic is told from others
)

// ShippedOwn gives the topics that a new site starts with.
func ShippedOwn() []Own {
	shipped := Shipped()
	out := make([]Own, len(shipped))
	for i, t := range shipped {
		out[i] = Own{Name: t.Name, Shipped: true}
	}
	return out
}

// Clean brings what an admin typed into the form in which it is kept. Only names that
// Baton has examples of can use them.
func Clean(all []Own) []Own {
	shipped := Shipped()
	out := make([]Own, len(all))
	for i, t := range all {
		t.Name = strings.ToLower(strings.Join(strings.Fields(t.Name), " "))
		t.Shipped = t.Shipped && slices.ContainsFunc(shipped, func(s Topic) bool { return s.Name == t.Name })
		var examples []string
		for _, e := range t.Examples {
			if e = strings.Join(strings.Fields(e), " "); e != "" && !slices.Contains(examples, e) {
				examples = append(examples, e)
			}
		}
		t.Examples = examples
		out[i] = t
	}
	return out
}

// Check says everything that is wrong with a site's topics, in the words of the admin
// who set them: one [chat.Error] with a Field each, joined.
func Check(all []Own) error {
	var wrong []error
	refuse := func(at, format string, args ...any) {
		wrong = append(wrong, chat.RefuseField(at, format, args...))
	}
	if len(all) > MaxTopics {
		refuse("topics", "A site has at most %d topics; these are %d.", MaxTopics, len(all))
	}
	examples := 0
	for i, t := range all {
		at := fmt.Sprintf("topics[%d]", i)
		switch {
		case t.Name == "":
			refuse(at+".name", "Topic %d has no name. Give it the one by which rules know it.", i+1)
		case strings.Contains(t.Name, ","):
			refuse(at+".name", "The name %q has a comma, which parts names in rules. Leave it out.", t.Name)
		case slices.ContainsFunc(all[:i], func(o Own) bool { return o.Name == t.Name }):
			refuse(at+".name", "Two topics are called %s. Give one another name, or put their examples together.", t.Name)
		default:
			if err := chat.CheckLine(at+".name", t.Name, MaxName); err != nil {
				wrong = append(wrong, err)
			}
		}
		if !t.Off && !t.Shipped && len(t.Examples) < fewest {
			refuse(at+".examples", "%s needs at least %d examples of what visitors write, or has to be off.", title(t.Name, i), fewest)
		}
		for _, e := range t.Examples {
			if err := chat.CheckLine(at+".examples", e, MaxExample); err != nil {
				wrong = append(wrong, err)
				break
			}
		}
		examples += len(t.Examples)
	}
	if examples > MaxExamples {
		refuse("topics", "A site's topics have at most %d examples; these are %d.", MaxExamples, examples)
	}
	return errors.Join(wrong...)
}

func title(name string, i int) string {
	if name == "" {
		return fmt.Sprintf("Topic %d", i+1)
	}
	return name
}

// Looked gives the topics that are looked for, with all their examples.
func Looked(all []Own) []Topic {
	shipped := map[string][]string{}
	for _, t := range Shipped() {
		shipped[t.Name] = t.Examples
	}
	var out []Topic
	for _, t := range all {
		if t.Off {
			continue
		}
		examples := slices.Clone(t.Examples)
		if t.Shipped {
			examples = append(examples, shipped[t.Name]...)
		}
		out = append(out, Topic{Name: t.Name, Examples: examples})
	}
	return out
}

// Names gives the names of the topics that are looked for.
func Names(all []Own) []string {
	var out []string
	for _, t := range all {
		if !t.Off {
			out = append(out, t.Name)
		}
	}
	return out
}
