package wording

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Fallback is the language that every catalogue has, and that is spoken to
// whoever prefers one that it has not.
const Fallback = "en"

// Catalogue holds templates by language and key. It does not change and is
// safe for concurrent use.
type Catalogue struct {
	lines     map[string]map[string]string
	languages []string // Fallback first
	matcher   language.Matcher
}

// Load reads every .txt file of a folder. Each language must have exactly the
// keys of the Fallback, and no placeholder that the Fallback's template lacks;
// everything wrong is reported at once.
func Load(fsys fs.FS, folder string) (*Catalogue, error) {
	names, err := fs.Glob(fsys, path.Join(folder, "*.txt"))
	if err != nil {
		return nil, err
	}
	c := &Catalogue{lines: make(map[string]map[string]string)}
	var wrong []error
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		lang := strings.TrimSuffix(path.Base(name), ".txt")
		lines, err := parse(data)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", name, err))
		}
		c.lines[lang] = lines
		if lang != Fallback {
			c.languages = append(c.languages, lang)
		}
	}
	slices.Sort(c.languages)
	c.languages = slices.Insert(c.languages, 0, Fallback)
	tags := make([]language.Tag, 0, len(c.languages))
	for _, lang := range c.languages {
		tag, err := language.Parse(lang)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s.txt: %w", lang, err))
		}
		tags = append(tags, tag)
	}
	c.matcher = language.NewMatcher(tags)
	return c, errors.Join(append(wrong, c.complete()...)...)
}

// MustLoad is Load for catalogues that are part of the program: a fault in one
// is a fault of ours and ends the program at its start.
func MustLoad(fsys fs.FS, folder string) *Catalogue {
	c, err := Load(fsys, folder)
	if err != nil {
		panic(err)
	}
	return c
}

func parse(data []byte) (map[string]string, error) {
	lines := make(map[string]string)
	var wrong []error
	scan := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; scan.Scan(); n++ {
		line := strings.TrimSpace(scan.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, template, ok := strings.Cut(line, "=")
		key, template = strings.TrimSpace(key), strings.TrimSpace(template)
		switch _, twice := lines[key]; {
		case !ok || key == "" || template == "":
			wrong = append(wrong, fmt.Errorf("line %d: want \"key = text\"", n))
		case twice:
			wrong = append(wrong, fmt.Errorf("line %d: %q is there twice", n, key))
		default:
			lines[key] = strings.ReplaceAll(template, `\n`, "\n")
		}
	}
	return lines, errors.Join(append(wrong, scan.Err())...)
}

// complete compares every language with the Fallback.
func (c *Catalogue) complete() []error {
	var wrong []error
	base := c.lines[Fallback]
	if base == nil {
		return []error{fmt.Errorf("%s.txt is missing", Fallback)}
	}
	for _, lang := range c.languages {
		for key, template := range base {
			theirs, ok := c.lines[lang][key]
			if !ok {
				wrong = append(wrong, fmt.Errorf("%s.txt: %q is missing", lang, key))
				continue
			}
			if err := Check(theirs, Placeholders(template)); err != nil {
				wrong = append(wrong, fmt.Errorf("%s.txt: %q: %w", lang, key, err))
			}
		}
		for key := range c.lines[lang] {
			if _, ok := base[key]; !ok {
				wrong = append(wrong, fmt.Errorf("%s.txt: %q is not in %s.txt", lang, key, Fallback))
			}
		}
	}
	return wrong
}

// Languages lists what the catalogue speaks, the Fallback first.
func (c *Catalogue) Languages() []string { return slices.Clone(c.languages) }

// Keys lists the keys of every template, sorted.
func (c *Catalogue) Keys() []string { return slices.Sorted(maps.Keys(c.lines[Fallback])) }

// Speaks reports whether the catalogue has the language of the tag ("de-AT" is
// German), rather than only the Fallback to offer.
func (c *Catalogue) Speaks(tag string) bool {
	_, ok := c.match(tag)
	return ok
}

// Match gives the catalogue's language that fits a tag best, the Fallback when
// none does.
func (c *Catalogue) Match(tag string) string {
	lang, _ := c.match(tag)
	return lang
}

func (c *Catalogue) match(tag string) (lang string, ok bool) {
	t, err := language.Parse(tag)
	if err != nil {
		return Fallback, false
	}
	_, i, confidence := c.matcher.Match(t)
	if confidence == language.No {
		return Fallback, false
	}
	return c.languages[i], true
}

// Template gives the template of a key in the best language for the tag, empty
// when there is no such key.
func (c *Catalogue) Template(tag, key string) string { return c.lines[c.Match(tag)][key] }

// Say fills the template of a key in the best language for the tag.
func (c *Catalogue) Say(tag, key string, v Values) string {
	return Fill(c.Template(tag, key), v)
}
