package knowledge

import (
	"strings"
	"testing"
)

func TestSectionsCutAtHeadingsAndBetweenLongParagraphs(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("word ", passageWords-10))
	for name, c := range map[string]struct {
		markdown string
		want     []section
	}{
		"nothing":               {"", nil},
		"one paragraph":         {"Just this.", []section{{"", "Just this."}}},
		"headings":              {"Top.\n\n## First *one*\n\nA.\n\nB.\n### Second ##\nC.", []section{{"", "Top."}, {"First one", "A.\n\nB."}, {"Second", "C."}}},
		"hash without a space":  {"#hashtag", []section{{"", "#hashtag"}}},
		"long paragraphs":       {long + "\n\n" + long, []section{{"", long}, {"", long}}},
		"a list stays together": {long + "\n\n1. one\n\n2. " + long, []section{{"", long + "\n\n1. one\n\n2. " + long}}},
		"fenced code is whole":  {"A.\n\n```\n# no heading\n\nx\n```\n\nB.", []section{{"", "A.\n\n```\n# no heading\n\nx\n```\n\nB."}}},
		"windows line ends":     {"# A\r\n\r\nB.\r\n", []section{{"A", "B."}}},
	} {
		t.Run(name, func(t *testing.T) {
			got := sections(c.markdown)
			if len(got) != len(c.want) {
				t.Fatalf("%d sections %+v, want %d", len(got), got, len(c.want))
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("section %d = %+v, want %+v", i, got[i], c.want[i])
				}
			}
		})
	}
}

func TestPlainLeavesTheWords(t *testing.T) {
	for markdown, want := range map[string]string{
		"**Bold** and `code`":            "Bold and code",
		"See [the page](https://x.y/z)!": "See the page !",
		`5 \* 3`:                         "5 * 3",
		"> quoted\n| a | b |":            "quoted a b",
		"[unfinished](":                  "unfinished (",
		"~~gone~~ # text":                "gone text",
	} {
		if got := strings.Join(strings.Fields(plain(markdown)), " "); got != want {
			t.Errorf("plain(%q) = %q, want %q", markdown, got, want)
		}
	}
}

func FuzzSectionsLoseNoWord(f *testing.F) {
	f.Add("# A\n\ntext\n\n- b\n\n```\nc\n```")
	f.Add("~~~\nopen")
	f.Fuzz(func(t *testing.T, markdown string) {
		kept := 0
		for _, s := range sections(markdown) {
			kept += len(strings.Fields(s.text))
		}
		// Words of headings are not in the texts, everything else is.
		all, headings := 0, 0
		for _, b := range blocksOf(markdown) {
			if isHeading(b) {
				headings++
				continue
			}
			all += len(strings.Fields(b))
		}
		if kept != all {
			t.Errorf("%d words kept of %d beside %d headings", kept, all, headings)
		}
	})
}
