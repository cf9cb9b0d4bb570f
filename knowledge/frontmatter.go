package knowledge

import (
	"fmt"
	"slices"
	"strings"
)

// header is what may stand above an article's text, between two lines of "---".
type header struct {
	title, collection, language, slug string
	phrasings                         []string
	draft                             bool
}

var headerKeys = []string{"title", "collection", "language", "slug", "phrasings", "draft"}

// splitHeader parts the front matter from the text. A file without any has an
// empty header.
func splitHeader(text string) (header, string, error) {
	var h header
	lines := strings.Split(strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n"), "\n")
	if strings.TrimRight(lines[0], " \t") != "---" {
		return h, strings.Join(lines, "\n"), nil
	}
	end := slices.IndexFunc(lines[1:], func(l string) bool { l = strings.TrimRight(l, " \t"); return l == "---" || l == "..." })
	if end < 0 {
		return h, "", fmt.Errorf("the front matter that begins in line 1 is not closed by a line of \"---\"")
	}
	key := ""
	for i, line := range lines[1 : end+1] {
		var err error
		if key, err = h.line(line, key); err != nil {
			return h, "", fmt.Errorf("front matter, line %d: %w", i+2, err)
		}
	}
	return h, strings.Join(lines[end+2:], "\n"), nil
}

// line reads one line; list is the key whose list items may follow, and the
// result is that key for the next line.
func (h *header) line(line, list string) (string, error) {
	trimmed := strings.TrimSpace(line)
	if trimmed == "" || trimmed[0] == '#' {
		return list, nil
	}
	if item, ok := strings.CutPrefix(trimmed, "-"); ok {
		if list != "phrasings" {
			return list, fmt.Errorf("a list item, but no list has begun; items belong under \"phrasings:\"")
		}
		text, err := unquote(strings.TrimSpace(item))
		if text != "" {
			h.phrasings = append(h.phrasings, text)
		}
		return list, err
	}
	key, value, ok := strings.Cut(trimmed, ":")
	if !ok {
		return "", fmt.Errorf("%q is neither \"key: value\" nor a list item", short(trimmed))
	}
	key = strings.ToLower(strings.TrimSpace(key))
	value = strings.TrimSpace(value)
	if key == "phrasings" {
		return key, h.inline(value)
	}
	text, err := unquote(value)
	if err != nil {
		return "", err
	}
	return "", h.set(key, text)
}

func (h *header) set(key, value string) error {
	switch key {
	case "title":
		h.title = value
	case "collection":
		h.collection = value
	case "slug":
		h.slug = value
	case "language":
		if !isLanguage(value) {
			return fmt.Errorf("language %q is no language code; write for example \"en\" or \"pt-BR\"", short(value))
		}
		h.language = strings.ToLower(strings.FieldsFunc(value, func(r rune) bool { return r == '-' || r == '_' })[0])
	case "draft":
		switch strings.ToLower(value) {
		case "true", "yes":
			h.draft = true
		case "false", "no", "":
			h.draft = false
		default:
			return fmt.Errorf("draft %q is neither true nor false", short(value))
		}
	default:
		return fmt.Errorf("unknown key %q; known are %s", short(key), strings.Join(headerKeys, ", "))
	}
	return nil
}

// inline reads a list in square brackets: ["How long?", "When?"].
func (h *header) inline(value string) error {
	if value == "" {
		return nil
	}
	inner, ok := strings.CutPrefix(value, "[")
	if ok {
		inner, ok = strings.CutSuffix(inner, "]")
	}
	if !ok {
		return fmt.Errorf("phrasings are a list: one \"- question\" a line below, or [\"one\", \"two\"]")
	}
	for inner = strings.TrimSpace(inner); inner != ""; {
		var item string
		if q := inner[0]; q == '"' || q == '\'' {
			end := strings.IndexByte(inner[1:], q)
			if end < 0 {
				return fmt.Errorf("a quotation mark in phrasings is not closed")
			}
			item, inner = inner[1:end+1], strings.TrimSpace(inner[end+2:])
			inner = strings.TrimSpace(strings.TrimPrefix(inner, ","))
		} else {
			item, inner, _ = strings.Cut(inner, ",")
			inner = strings.TrimSpace(inner)
		}
		if item = strings.TrimSpace(item); item != "" {
			h.phrasings = append(h.phrasings, item)
		}
	}
	return nil
}

func unquote(value string) (string, error) {
	if value == "" || value[0] != '"' && value[0] != '\'' {
		return value, nil
	}
	if len(value) < 2 || value[len(value)-1] != value[0] {
		return "", fmt.Errorf("the quotation mark of %s is not closed", short(value))
	}
	return value[1 : len(value)-1], nil
}

func isLanguage(value string) bool {
	code, _, _ := strings.Cut(strings.ReplaceAll(value, "_", "-"), "-")
	if len(code) < 2 || len(code) > 3 {
		return false
	}
	return strings.IndexFunc(code, func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') }) < 0
}

// short keeps what is quoted in an error to a readable length.
func short(s string) string {
	if runes := []rune(s); len(runes) > 40 {
		return string(runes[:40]) + "..."
	}
	return s
}
