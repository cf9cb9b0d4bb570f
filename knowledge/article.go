package knowledge

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxArticleBytes is the largest body that is taken.
const MaxArticleBytes = 1 << 20

// Article is one page of a site's help.
type Article struct {
	ID         string
	Site       string
	Slug       string // its name in addresses, unique within the site
	Title      string
	Collection string
	Language   string   // ISO 639-1, "" if not known
	Body       string   // Markdown
	Phrasings  []string // questions that it answers, as visitors put them
	Draft      bool     // drafts are kept but never found
	UpdatedAt  time.Time
	Version    int64 // grows with every change of the article
}

// Validate reports everything that keeps the article from being indexed.
func (a Article) Validate() error {
	var wrong []error
	if a.ID == "" {
		wrong = append(wrong, errors.New("it has no id"))
	}
	if a.Site == "" {
		wrong = append(wrong, errors.New("it belongs to no site"))
	}
	if strings.TrimSpace(a.Title) == "" {
		wrong = append(wrong, errors.New("it has no title"))
	}
	if err := checkText(a.Body); err != nil {
		wrong = append(wrong, err)
	}
	if len(wrong) > 0 {
		return fmt.Errorf("article %q: %w", a.ID, errors.Join(wrong...))
	}
	return nil
}

// checkText refuses text that cannot be a page.
func checkText(text string) error {
	switch {
	case len(text) > MaxArticleBytes:
		return fmt.Errorf("its text has %d bytes; an article may have up to %d (1 MiB), so split it", len(text), MaxArticleBytes)
	case strings.ContainsRune(text, 0):
		return fmt.Errorf("its text contains a NUL byte at position %d, so it is no text file", strings.IndexByte(text, 0))
	case !utf8.ValidString(text):
		return fmt.Errorf("its text is not valid UTF-8 (first wrong byte at position %d); save it as UTF-8", firstInvalid(text))
	}
	return nil
}

func firstInvalid(text string) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}
