// Package wording keeps the sentences that Baton says in its own name, in every
// language it speaks, and fills in what changes.
//
// A catalogue is a folder with one file per language ("en.txt"), each line
// "key = template". A template holds placeholders in braces; a stretch in
// square brackets is left out when a placeholder inside it has no value:
//
//	Of course[, {visitor}]. I’m asking {team} to join us here.
//
// A placeholder that begins with a capital ({Team}) is its value with a capital
// first letter, for the beginning of a sentence. Values are put in as plain
// words: whatever would be Markdown in them is taken out, so a visitor's name
// cannot become a link.
//
// The package stands on the ground floor: it knows no domain words, and is used
// by whoever speaks to visitors.
package wording
