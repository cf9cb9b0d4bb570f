package knowledge

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func TestImportFolderReadsArticles(t *testing.T) {
	got, refused, err := ImportFolder(fstest.MapFS{
		"returns/how-to.md": file("---\ntitle: \"How to return\"\nlanguage: pt-BR\nphrasings:\n  - can I send it back\n  - 'return: how?'\n---\n\nPost it.\n"),
		"Delivery Times.MD": file("\ufeff# How long it takes\r\n\r\nTwo days.\r\n"),
		"b/list.markdown":   file("---\ntitle: Lists\ncollection: Other\nslug: My Lists\nphrasings: [\"one, two\", three]\ndraft: yes\n---\ntext"),
		"notes.txt":         file("not an article"),
		".git/readme.md":    file("# Hidden\n\ntext"),
	})
	if err != nil || len(refused) != 0 {
		t.Fatalf("refused %v, %v", refused, err)
	}
	want := map[string]Article{
		"delivery-times": {Title: "How long it takes", Body: "Two days."},
		"how-to":         {Title: "How to return", Language: "pt", Collection: "returns", Body: "Post it.", Phrasings: []string{"can I send it back", "return: how?"}},
		"my-lists":       {Title: "Lists", Collection: "Other", Body: "text", Phrasings: []string{"one, two", "three"}, Draft: true},
	}
	if len(got) != len(want) {
		t.Fatalf("imported %d articles, want %d: %+v", len(got), len(want), got)
	}
	for _, a := range got {
		w := want[a.Slug]
		if a.Title != w.Title || a.Body != w.Body || a.Language != w.Language || a.Collection != w.Collection || a.Draft != w.Draft ||
			strings.Join(a.Phrasings, "|") != strings.Join(w.Phrasings, "|") || a.ID == "" {
			t.Errorf("%s = %+v, want %+v", a.Slug, a, w)
		}
	}
}

func TestImportFolderSaysWhatIsWrongWithEachFile(t *testing.T) {
	good := file("# Good\n\ntext")
	for name, c := range map[string]struct {
		file *fstest.MapFile
		want string
	}{
		"too large":            {file("# Big\n" + strings.Repeat("x", MaxArticleBytes)), "larger than 1 MiB"},
		"not UTF-8":            {file("# Caf\xe9\n\ntext"), "not valid UTF-8 (first wrong byte at position 5)"},
		"a NUL byte":           {file("# A\x00B\n\ntext"), "NUL byte at position 3"},
		"empty":                {file(" \n"), "it is empty"},
		"no title":             {file("just text"), "it has no title"},
		"title without text":   {file("# Only a title"), "no text"},
		"open front matter":    {file("---\ntitle: A\n\ntext"), "is not closed"},
		"unknown key":          {file("---\ntitel: A\n---\ntext"), `front matter, line 2: unknown key "titel"; known are title`},
		"no key":               {file("---\nhello\n---\ntext"), `"hello" is neither`},
		"stray item":           {file("---\n- a\n---\ntext"), "no list has begun"},
		"phrasings not a list": {file("---\ntitle: A\nphrasings: how?\n---\ntext"), "phrasings are a list"},
		"bad language":         {file("---\ntitle: A\nlanguage: English\n---\ntext"), `language "English" is no language code`},
		"bad draft":            {file("---\ntitle: A\ndraft: maybe\n---\ntext"), `draft "maybe" is neither true nor false`},
		"open quote":           {file("---\ntitle: \"A\n---\ntext"), "is not closed"},
	} {
		t.Run(name, func(t *testing.T) {
			got, refused, err := ImportFolder(fstest.MapFS{"bad.md": c.file, "good.md": good})
			if err != nil || len(got) != 1 || got[0].Title != "Good" {
				t.Fatalf("the good file: %+v, %v", got, err)
			}
			if len(refused) != 1 || refused[0].Path != "bad.md" || !strings.Contains(refused[0].Error(), c.want) {
				t.Errorf("refused %v, want bad.md with %q", refused, c.want)
			}
		})
	}
}

func TestImportFolderRefusesASecondFileWithTheSameSlug(t *testing.T) {
	got, refused, err := ImportFolder(fstest.MapFS{"a/same.md": file("# A\n\ntext"), "b/same.md": file("# B\n\ntext")})
	if err != nil || len(got) != 1 || len(refused) != 1 || !strings.Contains(refused[0].Error(), `slug "same" is already used by a/same.md`) {
		t.Errorf("got %+v, refused %v, %v", got, refused, err)
	}
}

// noFolder is a file system whose root cannot be read.
type noFolder struct{}

func (noFolder) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}

func TestImportFolderFailsWhenThereIsNoFolder(t *testing.T) {
	if _, _, err := ImportFolder(noFolder{}); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("ImportFolder = %v, want the permission error", err)
	}
}

func TestASecondImportKeepsTheIDs(t *testing.T) {
	folder := fstest.MapFS{"a/x.md": file("# A\n\ntext")}
	once, _, err := ImportFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	folder["a/x.md"] = file("# Renamed\n\nother text")
	twice, _, err := ImportFolder(folder)
	if err != nil || once[0].ID != twice[0].ID {
		t.Errorf("ids %q and %q, %v; want the same", once[0].ID, twice[0].ID, err)
	}
}

func FuzzSplitHeader(f *testing.F) {
	f.Add("---\ntitle: a\nphrasings: [\"b\", c]\n---\ntext")
	f.Add("---\nphrasings:\n - 'x'\n...\n")
	f.Add("--- \n[")
	f.Fuzz(func(t *testing.T, text string) {
		if _, body, err := splitHeader(text); err == nil && len(body) > len(text) {
			t.Errorf("the body has %d bytes, the file %d", len(body), len(text))
		}
	})
}
