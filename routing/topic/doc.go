// Package topic tells what a visitor writes about, so that the right team can be
// asked: "billing", "delivery", or whatever topics a site has.
//
// A site names its topics and gives examples of each, in any language: words,
// phrases, whole messages (New), or conversations that people have solved
// (Learn). From them a Detector learns which words, neighbouring words and
// letters in a row speak for which topic. It promises:
//
//   - A greeting, thanks, a call for help or a request for a person says nothing,
//     however often it was said (idle/*.txt). Most conversations open so.
//   - All messages of the visitor count together, later ones a little more.
//   - What it says it is sure of is a probability: of the topics given with 0.8,
//     eight in ten are right. Below Enough it names none.
//   - It says by which words it decided.
//   - The same examples in any order, and the same messages, give the same answer.
//
// It needs no network and no model. What follows from a topic is for the routing
// rules to say.
package topic
