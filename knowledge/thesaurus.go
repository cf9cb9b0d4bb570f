package knowledge

import (
	"bufio"
	"bytes"
	"embed"
	"path"
	"strings"
	"sync"
)

//go:embed thesaurus/*.txt
var thesaurusFiles embed.FS

// thesauri lists, for each language and stem, the stems of the words that mean
// nearly the same.
var thesauri = sync.OnceValue(func() map[string]map[string][]string {
	out := map[string]map[string][]string{}
	files, err := thesaurusFiles.ReadDir("thesaurus")
	if err != nil {
		panic("knowledge: embedded thesaurus: " + err.Error())
	}
	for _, f := range files {
		src, err := thesaurusFiles.ReadFile(path.Join("thesaurus", f.Name()))
		if err != nil {
			panic("knowledge: embedded thesaurus: " + err.Error())
		}
		lang := strings.TrimSuffix(f.Name(), ".txt")
		out[lang] = readThesaurus(src, lang)
	}
	return out
})

func readThesaurus(src []byte, lang string) map[string][]string {
	groups := map[string][]string{}
	lines := bufio.NewScanner(bytes.NewReader(src))
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "#") {
			continue
		}
		var stems []string
		for word := range strings.FieldsSeq(line) {
			// A word that the analyzer takes apart could never be met as one.
			if t := terms(word, lang); len(t) == 1 {
				stems = append(stems, t[0])
			}
		}
		for _, a := range stems {
			for _, b := range stems {
				if a != b {
					groups[a] = append(groups[a], b)
				}
			}
		}
	}
	return groups
}

// synonyms lists the stems that mean nearly the same as a stem.
func synonyms(stem, lang string) []string { return thesauri()[lang][stem] }
