// Package knowledge keeps a site's articles searchable: it imports them from
// folders of Markdown, cuts them into passages, indexes them and finds the
// passage that answers a visitor's question.
//
// It promises that sites never see each other's articles or drafts (each site
// has an index of its own), that a search sees every change whose Put, Delete or
// Sync returned before it began, and that the index can be thrown away: it is
// rebuilt from the articles by Sync.
//
// Where articles are stored, how Markdown is drawn and what an answer looks like
// is left to others.
package knowledge
