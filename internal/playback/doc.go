// Package playback plays the past of an installation, or a day that was made up,
// against the code that routes: as sites are served now, and as somebody would have
// it. It reads what is stored and writes nothing.
//
// What cannot be known is drawn by chance from what was measured, and the notes of a
// comparison say how much that was.
package playback
