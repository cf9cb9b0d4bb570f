package model

import (
	"crypto/rand"
	"regexp"
	"strings"
)

// NewMark makes the name of the delimiters of one prompt. It is new for each,
// so nobody can have written its end beforehand.
func NewMark() string { return "data-" + strings.ToLower(rand.Text())[:12] }

// Data wraps what visitors, websites or articles wrote between delimiters of
// the mark, with everything taken out that could end them or that models
// understand as a turn's end.
func Data(mark, text string) string {
	return "<" + mark + ">\n" + Neutral(strings.ReplaceAll(text, mark, "")) + "\n</" + mark + ">"
}

// control matches what chat templates of models understand as the end of a
// turn or the beginning of another.
var control = regexp.MustCompile(`(?i)<\|[^|<>]{0,40}\|>|` +
	`</?(?:s|system|assistant|user|tool|im_start|im_end|tool_call|tool_response|start_of_turn|end_of_turn|think|data-[a-z0-9]+)>|` +
	`\[/?(?:INST|SYS)\]|<</?SYS>>|<｜[^｜<>]{0,40}｜>`)

var powerless = strings.NewReplacer("<", "‹", ">", "›", "[", "(", "]", ")")

// Neutral takes the power out of such marks and leaves everything else as it
// is, code in articles included.
func Neutral(text string) string { return control.ReplaceAllStringFunc(text, powerless.Replace) }
