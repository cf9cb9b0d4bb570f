package config

import (
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// Markdown writes the table of settings for the README.
func Markdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("| variable | default | meaning |\n|---|---|---|\n")
	for _, s := range settings() {
		name, value := "`"+s.Name+"`", s.Without
		if s.Secret() {
			name += ", or `" + s.Name + fileSuffix + "`"
		}
		if s.Default != "" {
			value = "`" + s.Default + "`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", name, value, s.Meaning)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Help writes the settings for a terminal.
func Help(w io.Writer) error {
	var b strings.Builder
	for _, s := range settings() {
		name := s.Name
		if s.Secret() {
			name += " (or " + s.Name + fileSuffix + ")"
		}
		b.WriteString(name + "\n    " + s.Meaning + "\n")
		if d := s.DefaultText(); d != "" {
			b.WriteString("    Default: " + d + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Print writes what is in force, with where it comes from. Secrets are masked; of
// secret addresses the host is shown.
func (c Config) Print(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, s := range settings() {
		fmt.Fprintf(table, "%s\t%s\t%s\n", s.Name, orNone(text(s.at(&c))), c.sources[s.Name])
	}
	return table.Flush()
}

func orNone(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// text gives a field's value as it would be written, without what is secret.
func text(field any) string {
	switch f := field.(type) {
	case *Secret:
		return f.where()
	case **url.URL:
		if *f == nil {
			return ""
		}
		return (&url.URL{Scheme: (*f).Scheme, Host: (*f).Host, Path: (*f).Path}).String()
	case *[]netip.Prefix:
		words := make([]string, len(*f))
		for i, p := range *f {
			words[i] = p.String()
		}
		return strings.Join(words, ",")
	case *slog.Level:
		return strings.ToLower(f.String())
	case *time.Duration:
		return f.String()
	case *int:
		return strconv.Itoa(*f)
	case *bool:
		return strconv.FormatBool(*f)
	case *string:
		return *f
	default:
		return ""
	}
}
