package wording

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Values are what the placeholders of a template stand for, by name.
type Values map[string]string

// maxValue is the most of one value that is shown, in characters.
const maxValue = 80

// Fill puts the values into the template. Placeholders without a value leave
// nothing behind; a stretch in brackets goes as a whole when one of its
// placeholders has no value.
func Fill(template string, v Values) string {
	var out strings.Builder
	for rest := template; rest != ""; {
		open := strings.IndexByte(rest, '[')
		if open < 0 {
			text, _ := substitute(rest, v)
			out.WriteString(text)
			break
		}
		text, _ := substitute(rest[:open], v)
		out.WriteString(text)
		rest = rest[open+1:]
		end := strings.IndexByte(rest, ']')
		if end < 0 {
			end = len(rest)
		}
		if text, whole := substitute(rest[:end], v); whole {
			out.WriteString(text)
		}
		rest = rest[min(end+1, len(rest)):]
	}
	return strings.TrimSpace(out.String())
}

// substitute replaces the placeholders; whole is false when one had no value.
func substitute(s string, v Values) (text string, whole bool) {
	whole = true
	var out strings.Builder
	for s != "" {
		open := strings.IndexByte(s, '{')
		end := strings.IndexByte(s, '}')
		if open < 0 || end < open {
			break
		}
		out.WriteString(s[:open])
		value := lookUp(s[open+1:end], v)
		whole = whole && value != ""
		out.WriteString(value)
		s = s[end+1:]
	}
	out.WriteString(s)
	return out.String(), whole
}

func lookUp(name string, v Values) string {
	if value, ok := v[name]; ok {
		return plain(value)
	}
	first, size := utf8.DecodeRuneInString(name)
	if !unicode.IsUpper(first) {
		return ""
	}
	value := plain(v[string(unicode.ToLower(first))+name[size:]])
	first, size = utf8.DecodeRuneInString(value)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + value[size:]
}

// plain makes one line of ordinary words out of a value.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("*_`[]<>{}#|\\~", r), r == utf8.RuneError:
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > maxValue {
		s = string([]rune(s)[:maxValue-1]) + "…"
	}
	return s
}

// Placeholders lists the names in a template, each once, as the values are
// named ({Team} counts as team).
func Placeholders(template string) []string {
	var out []string
	for {
		open := strings.IndexByte(template, '{')
		end := strings.IndexByte(template, '}')
		if open < 0 || end < open {
			return out
		}
		name := template[open+1 : end]
		first, size := utf8.DecodeRuneInString(name)
		name = string(unicode.ToLower(first)) + name[size:]
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
		template = template[end+1:]
	}
}

// Check says what is wrong with a template that a person wrote: brackets or
// braces without their partner, or placeholders other than the known ones.
func Check(template string, known []string) error {
	if strings.TrimSpace(template) == "" {
		return fmt.Errorf("the text is empty")
	}
	if err := balanced(template, '{', '}'); err != nil {
		return err
	}
	if err := balanced(template, '[', ']'); err != nil {
		return err
	}
	for _, name := range Placeholders(template) {
		if !slices.Contains(known, name) {
			return fmt.Errorf("{%s} is not known here; use %s", name, braced(known))
		}
	}
	return nil
}

func balanced(s string, open, end rune) error {
	depth := 0
	for _, r := range s {
		switch r {
		case open:
			depth++
		case end:
			depth--
		}
		if depth < 0 || depth > 1 {
			return fmt.Errorf("every %c needs one %c after it, and none inside another", open, end)
		}
	}
	if depth != 0 {
		return fmt.Errorf("a %c has no %c after it", open, end)
	}
	return nil
}

func braced(names []string) string {
	if len(names) == 0 {
		return "no placeholders in this text"
	}
	return "{" + strings.Join(names, "}, {") + "}"
}
