package knowledge

// synonyms lists the stems that mean nearly the same as a stem.
func synonyms(stem, lang string) []string { return nil }
