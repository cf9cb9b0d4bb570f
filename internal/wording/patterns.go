package wording

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Patterns reads a list of phrases to be recognised: lines "key = expression",
// one for each language or way of saying it. All expressions of a key become
// one pattern that ignores case; what is read is safe for any text, since Go's
// expressions take linear time.
func Patterns(data []byte) (map[string]*regexp.Regexp, error) {
	parts := make(map[string][]string)
	var wrong []error
	scan := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; scan.Scan(); n++ {
		line := strings.TrimSpace(scan.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, expression, ok := strings.Cut(line, " = ")
		if !ok {
			wrong = append(wrong, fmt.Errorf("line %d: want \"key = expression\"", n))
			continue
		}
		if _, err := regexp.Compile(expression); err != nil {
			wrong = append(wrong, fmt.Errorf("line %d: %w", n, err))
			continue
		}
		parts[key] = append(parts[key], "(?:"+expression+")")
	}
	out := make(map[string]*regexp.Regexp, len(parts))
	for key, list := range parts {
		re, err := regexp.Compile("(?i)" + strings.Join(list, "|"))
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", key, err))
			continue
		}
		out[key] = re
	}
	return out, errors.Join(append(wrong, scan.Err())...)
}

// MustPatterns is Patterns for lists that are part of the program, with the
// keys that it relies on.
func MustPatterns(data []byte, keys ...string) map[string]*regexp.Regexp {
	out, err := Patterns(data)
	if err != nil {
		panic(err)
	}
	for _, key := range keys {
		if out[key] == nil {
			panic("no pattern for " + key)
		}
	}
	return out
}
