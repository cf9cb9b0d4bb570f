package assistant

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/batonchat/baton/assistant/builtin"
	"github.com/batonchat/baton/chat"
)

var citeMark = regexp.MustCompile(` ?\[(\d{1,2})\]`)

// cite turns the model's article numbers into citations, numbered from 1 in
// the order in which they appear; passages of one article share a number.
// Numbers of articles that were never found are taken out.
func cite(text string, found []builtin.Passage) (string, []chat.Citation) {
	var cited []chat.Citation
	text = citeMark.ReplaceAllStringFunc(text, func(mark string) string {
		n, err := strconv.Atoi(citeMark.FindStringSubmatch(mark)[1])
		if err != nil || n < 1 || n > len(found) {
			return ""
		}
		p := found[n-1]
		i := slices.IndexFunc(cited, func(c chat.Citation) bool { return string(c.Article) == p.ArticleID })
		if i < 0 {
			i = len(cited)
			cited = append(cited, chat.Citation{Article: chat.ArticleID(p.ArticleID), Title: p.Title, Slug: p.Slug})
		}
		space := ""
		if mark[0] == ' ' {
			space = " "
		}
		return space + fmt.Sprintf("[%d]", i+1)
	})
	return text, cited
}
