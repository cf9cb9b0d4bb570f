package builtin

import (
	"context"
	"fmt"
	"slices"
)

// Question is what a visitor asks, and what the answer may lean on.
type Question struct {
	Site  string
	Text  string
	Lang  string // of the conversation, "" if not known
	Turns []Turn // what was said before, oldest first; the last few are enough
}

// Answer is what the built-in assistant says, or that it does not know.
type Answer struct {
	Known      bool       // Text answers the question
	Text       string     // Markdown in the article's own words; "" unless Known
	Citations  []Citation // the articles Text is taken from
	Confidence float64    // chance that the nearest article answers the question, 0..1
	Nearest    []Citation // the articles that came nearest, best first, whether Known or not
	SmallTalk  SmallTalk  // set when the message asks nothing of the articles; then Text is the reply
	Lang       string     // language of Text
}

// Answerer answers from a site's articles, in their own words.
type Answerer struct {
	library   Library
	threshold float64
}

// DefaultThreshold is the confidence under which the answerer says that it does
// not know.
const DefaultThreshold = 0.45

// NewAnswerer makes an Answerer that answers when its confidence reaches
// threshold (0 means DefaultThreshold).
func NewAnswerer(library Library, threshold float64) *Answerer {
	if threshold <= 0 {
		threshold = DefaultThreshold
	}
	return &Answerer{library: library, threshold: threshold}
}

const nearestShown = 3

// Answer looks the question up. Small talk is answered with a text of its own;
// the articles nearest to it and the confidence in them are given all the same.
// An error means that the library could not be searched.
func (a *Answerer) Answer(ctx context.Context, q Question) (Answer, error) {
	lang := base(q.Lang)
	found, err := a.search(ctx, q, lang)
	if err != nil {
		return Answer{}, fmt.Errorf("search the articles of %s: %w", q.Site, err)
	}
	out := Answer{Confidence: confidence(found)}
	for _, p := range found {
		out.Nearest = append(out.Nearest, Citation{ArticleID: p.ArticleID, Title: p.Title, Slug: p.Slug})
	}
	if kind, ok := ChatsOnly(q.Text, lang); ok {
		out.Known, out.SmallTalk = true, kind
		out.Text, out.Lang = kind.Reply(lang)
		return out, nil
	}
	if len(found) == 0 || out.Confidence < a.threshold {
		return out, nil
	}
	out.Known, out.Lang = true, found[0].Language
	out.Text, out.Citations = extract(q.Text, found[0]), out.Nearest[:1]
	return out, nil
}

// search finds the passages nearest to the question. One that leans on what was
// said before ("and how long does that take?") is also searched together with
// the visitor's message before it, and the surer result counts.
func (a *Answerer) search(ctx context.Context, q Question, lang string) ([]Passage, error) {
	found, err := a.library.Search(ctx, q.Site, q.Text, lang, nearestShown)
	if err != nil {
		return nil, err
	}
	before := lastSaid(q.Turns)
	if before == "" || confidence(found) >= a.threshold || !leansOn(q.Text, lang) {
		return found, nil
	}
	together, err := a.library.Search(ctx, q.Site, before+"\n"+q.Text, lang, nearestShown)
	if err != nil {
		return nil, err
	}
	if confidence(together) > confidence(found) {
		return together, nil
	}
	return found, nil
}

// lastSaid is what the visitor wrote last, before the question.
func lastSaid(turns []Turn) string {
	for _, t := range slices.Backward(turns) {
		if t.Visitor {
			return t.Text
		}
	}
	return ""
}

// leansOn tells whether a message means little without the one before.
func leansOn(text, lang string) bool {
	leans := false
	eachReading(text, lang, func(r reading) bool {
		leans = len(r.units) <= followUpWords && len(r.find("follows")) > 0
		return !leans
	})
	return leans
}

// followUpWords is the length up to which a message may lean on the one before.
const followUpWords = 10
