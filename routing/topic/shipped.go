package topic

import (
	"embed"
	"strings"
)

// The default topics and their examples, one file for each language: a line in
// brackets names the topic of the phrases below it.
//
//go:embed shipped/*.txt
var shippedFiles embed.FS

// Shipped gives the topics that a new site starts with: those of the routing
// rules that it starts with, and others that most sites can use. Their examples
// are in Chinese, Dutch, English, French, German, Italian, Portuguese and
// Spanish. The caller may change what it gets.
func Shipped() []Topic {
	var out []Topic
	at := map[string]int{}
	files, err := shippedFiles.ReadDir("shipped")
	if err != nil {
		panic(err) // embedded
	}
	for _, f := range files {
		src, err := shippedFiles.ReadFile("shipped/" + f.Name())
		if err != nil {
			panic(err) // embedded
		}
		now := -1
		for line := range strings.Lines(string(src)) {
			line = strings.TrimSpace(line)
			switch {
			case line == "" || line[0] == '#':
			case line[0] == '[':
				name := strings.Trim(line, "[]")
				if _, ok := at[name]; !ok {
					at[name] = len(out)
					out = append(out, Topic{Name: name})
				}
				now = at[name]
			default:
				out[now].Examples = append(out[now].Examples, line)
			}
		}
	}
	return out
}
