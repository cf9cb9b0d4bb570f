package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Problem is one thing wrong with the configuration.
type Problem struct {
	Name string // the variable; empty when several together are wrong
	Say  string // what is wrong and what to do
}

// Problems is everything wrong with the configuration. As an error it lists them all,
// one a line.
type Problems []Problem //nolint:errname // Problem is the word for what an operator is told, here and in hours

func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Say
		if p.Name != "" {
			lines[i] = p.Name + ": " + p.Say
		}
	}
	return strings.Join(lines, "\n")
}

// ours is how our variables begin. Those of OPENAI_ are shared with other programs, so
// strangers among them are no mistake.
const ours = "BATON_"

// fileSuffix names the form of a variable that gives a secret as a file.
const fileSuffix = "_FILE"

// maxSecretFile is far above every secret; it stops a wrong path to something huge.
const maxSecretFile = 64 << 10

// Read reads the configuration out of an environment as os.Environ gives it. The error
// is a [Problems] that holds everything that was found wrong.
func Read(environ []string) (Config, error) {
	env := map[string]string{}
	for _, pair := range environ {
		if name, value, ok := strings.Cut(pair, "="); ok {
			env[name] = value
		}
	}
	c := Config{sources: map[string]string{}}
	problems := unknown(env)
	for _, s := range settings() {
		text, source, err := lookUp(env, s)
		if err == nil {
			c.sources[s.Name] = source
			err = parse(s.at(&c), text)
		}
		if err != nil {
			problems = append(problems, Problem{s.Name, err.Error()})
		}
	}
	if len(problems) == 0 {
		c = c.derived()
		problems = c.check()
	}
	if len(problems) > 0 {
		return c, problems
	}
	return c, nil
}

// lookUp finds a setting's text and where it comes from.
func lookUp(env map[string]string, s Setting) (text, source string, err error) {
	value, path := strings.TrimSpace(env[s.Name]), ""
	if s.Secret() {
		path = strings.TrimSpace(env[s.Name+fileSuffix])
	}
	switch {
	case value != "" && path != "":
		return "", "", fmt.Errorf("%s is set too. Keep one of the two", s.Name+fileSuffix)
	case value != "":
		return value, "environment", nil
	case path != "":
		text, err = readSecret(path)
		return text, path, err
	default:
		return s.Default, "default", nil
	}
}

func readSecret(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "", fmt.Errorf("there is no file %s", path)
	case err != nil:
		return "", fmt.Errorf("the file cannot be read: %w", err)
	case !info.Mode().IsRegular() || info.Size() > maxSecretFile:
		return "", fmt.Errorf("%s is not a small file with a secret in it", path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("the file cannot be read: %w", err)
	}
	text := strings.TrimSpace(string(b))
	if text == "" {
		return "", fmt.Errorf("the file %s is empty", path)
	}
	return text, nil
}

// parse reads text into a field. Empty text leaves the zero value.
func parse(field any, text string) (err error) {
	if text == "" {
		return nil
	}
	switch f := field.(type) {
	case *string:
		*f = text
	case *Secret:
		*f = NewSecret(text)
	case *int:
		if *f, err = strconv.Atoi(text); err != nil {
			return fmt.Errorf("%q is not a whole number", text)
		}
	case *bool:
		if *f, err = strconv.ParseBool(text); err != nil {
			return fmt.Errorf("%q is neither true nor false", text)
		}
	case *time.Duration:
		if *f, err = time.ParseDuration(text); err != nil {
			return fmt.Errorf("%q is not a time. Write 30s, 5m or 1h30m", text)
		}
	case *slog.Level:
		return parseLevel(f, text)
	case **url.URL:
		// The parser's own words would repeat the address, which may hold a password.
		if *f, err = url.Parse(text); err != nil {
			return errors.New("this is not an address. Write it like https://chat.example.com")
		}
	case *[]netip.Prefix:
		return parsePrefixes(f, text)
	default:
		panic(fmt.Sprintf("config: no way to read a %T", field))
	}
	return nil
}

func parseLevel(level *slog.Level, text string) error {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	found, ok := levels[strings.ToLower(text)]
	if !ok {
		return fmt.Errorf("%q is not a level. Write debug, info, warn or error", text)
	}
	*level = found
	return nil
}

func parsePrefixes(all *[]netip.Prefix, text string) error {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, err := netip.ParsePrefix(word)
		if err != nil {
			address, err := netip.ParseAddr(word)
			if err != nil {
				return fmt.Errorf("%q is neither an address nor a network. Write 10.0.0.5 or 10.0.0.0/24", word)
			}
			prefix = netip.PrefixFrom(address, address.BitLen())
		}
		*all = append(*all, prefix.Masked())
	}
	return nil
}

// development are the names that tests and tools of this repository use; a server that
// they start inherits them.
var development = []string{"BATON_ROUNDS", "BATON_CHROMIUM", "BATON_SCREENSHOTS", "BATON_DOMAIN"}

const testPrefix = "BATON_TEST_"

// unknown finds variables that look like ours and are not, with the name that was
// probably meant.
func unknown(env map[string]string) Problems {
	known := slices.Clone(development)
	for _, s := range settings() {
		known = append(known, s.Name)
		if s.Secret() {
			known = append(known, s.Name+fileSuffix)
		}
	}
	var problems Problems
	for name := range env {
		if !strings.HasPrefix(name, ours) || strings.HasPrefix(name, testPrefix) || slices.Contains(known, name) {
			continue
		}
		say := "there is no such setting; `baton check-config` lists all of them."
		if meant := nearest(name, known); meant != "" {
			say = "there is no such setting. Did you mean " + meant + "?"
		}
		problems = append(problems, Problem{name, say})
	}
	slices.SortFunc(problems, func(a, b Problem) int { return strings.Compare(a.Name, b.Name) })
	return problems
}

// nearest gives the known name that a misspelt one was probably meant to be; empty if
// none is near.
func nearest(name string, known []string) string {
	best, fewest := "", 1+len(name)/5
	for _, k := range known {
		if d := distance(name, k); d <= fewest {
			best, fewest = k, d-1
		}
	}
	return best
}

// distance is how many letters have to be added, dropped or replaced to turn a into b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
