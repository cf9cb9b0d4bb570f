package knowledge

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"unicode"
)

// FileError says why one file of an import was not taken.
type FileError struct {
	Path string
	Err  error // in the words of the person who wrote the file
}

func (e FileError) Error() string { return e.Path + ": " + e.Err.Error() }

// Unwrap gives the cause.
func (e FileError) Unwrap() error { return e.Err }

// ImportFolder reads every Markdown file (.md, .markdown) of a folder and of the
// folders in it. A file may begin with front matter:
//
//	---
//	title: How to return a bicycle
//	collection: Returns
//	language: en
//	phrasings:
//	  - can I send it back
//	draft: false
//	---
//
// Without a title the first heading serves, without a collection the folder's
// name, without a slug the file's name. The ID is made from the path, so that a
// second import replaces what the first one made; Site, Version and UpdatedAt are
// left to the caller. Hidden files and folders are passed over.
//
// Files that cannot be taken are reported one by one; the others are imported.
// The error is for a folder that cannot be read at all.
func ImportFolder(fsys fs.FS) ([]Article, []FileError, error) {
	var articles []Article
	var refused []FileError
	slugs := map[string]string{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, unread error) error {
		switch {
		case unread != nil && name == ".":
			return unread
		case unread != nil:
			refused = append(refused, FileError{name, fmt.Errorf("cannot be read: %w", plainCause(unread))})
			return nil
		}
		if name != "." && strings.HasPrefix(d.Name(), ".") {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() || !isMarkdown(name) {
			return nil
		}
		a, wrong := importFile(fsys, name)
		if other, taken := slugs[a.Slug]; taken && wrong == nil {
			wrong = fmt.Errorf("its slug %q is already used by %s; give one of them another \"slug:\"", a.Slug, other)
		}
		if wrong != nil {
			refused = append(refused, FileError{name, wrong})
		} else {
			slugs[a.Slug] = name
			articles = append(articles, a)
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read the folder of articles: %w", err)
	}
	return articles, refused, nil
}

func isMarkdown(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".md" || ext == ".markdown"
}

func importFile(fsys fs.FS, name string) (Article, error) {
	text, err := readFile(fsys, name)
	if err != nil {
		return Article{}, err
	}
	h, body, err := splitHeader(text)
	if err != nil {
		return Article{}, err
	}
	a := Article{ID: importID(name), Title: h.title, Collection: h.collection, Language: h.language, Slug: h.slug, Phrasings: h.phrasings, Draft: h.draft}
	a.Body = strings.TrimSpace(body)
	if a.Title == "" {
		a.Title, a.Body = takeTitle(a.Body)
	}
	if a.Title == "" {
		return Article{}, errors.New("it has no title; write \"title: ...\" in the front matter or begin the text with \"# Title\"")
	}
	if a.Body == "" {
		return Article{}, errors.New("it has a title but no text")
	}
	if a.Collection == "" && path.Dir(name) != "." {
		a.Collection = path.Base(path.Dir(name))
	}
	if a.Slug == "" {
		a.Slug = strings.TrimSuffix(path.Base(name), path.Ext(name))
	}
	if a.Slug = slugOf(a.Slug); a.Slug == "" {
		a.Slug = a.ID
	}
	return a, nil
}

func readFile(fsys fs.FS, name string) (string, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return "", fmt.Errorf("cannot be opened: %w", plainCause(err))
	}
	defer func() { _ = f.Close() }() // read only, nothing can be lost
	data, err := io.ReadAll(io.LimitReader(f, MaxArticleBytes+1))
	if err != nil {
		return "", fmt.Errorf("cannot be read: %w", plainCause(err))
	}
	if len(data) > MaxArticleBytes {
		return "", fmt.Errorf("it is larger than 1 MiB (%d bytes), the most an article may have; split it", MaxArticleBytes)
	}
	text := string(data)
	if err := checkText(text); err != nil {
		return "", err
	}
	if strings.TrimSpace(text) == "" {
		return "", errors.New("it is empty")
	}
	return text, nil
}

// plainCause drops the path from an error that will be shown beside it.
func plainCause(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// takeTitle takes the first line as the title if it is a heading of the first
// rank.
func takeTitle(body string) (title, rest string) {
	first, rest, _ := strings.Cut(body, "\n")
	if !strings.HasPrefix(first, "# ") {
		return "", body
	}
	return strings.TrimSpace(plain(strings.Trim(first, "# \t"))), strings.TrimSpace(rest)
}

func importID(name string) string {
	sum := sha256.Sum256([]byte(name))
	return "imp_" + hex.EncodeToString(sum[:10])
}

// slugOf makes a name that can stand in an address: lower case letters and
// digits of any script, with hyphens between.
func slugOf(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(name) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(r)
	}
	return b.String()
}
