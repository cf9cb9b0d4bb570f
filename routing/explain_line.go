package routing

import (
	"fmt"
	"strings"
	"time"
)

// line is an explanation in one line: what was needed, how long it took, and why this
// one.
func line(w Waiting, x Explanation, chosen int) string {
	parts := make([]string, 0, 4)
	if need := w.Need.line(); need != "" {
		if len(x.Rows) > 0 && x.Rows[0].Chosen {
			need += widened[x.Rows[0].Fit]
		}
		parts = append(parts, need)
	}
	parts = append(parts, "waited "+clock(time.Duration(x.WaitedSeconds)*time.Second))
	switch x.Later {
	case LaterMaxWait:
		parts = append(parts, "longer than the team lets anybody wait")
	case LaterQueueFull:
		parts = append(parts, "came last to a full line")
	default:
		parts = append(parts, x.TieBreak.line(x.Could, chosen))
	}
	return strings.Join(parts, "; ")
}

// widened says what it took to come to the chosen.
var widened = [stages]string{
	StageTranslation: " (or with a translator)",
	StageAnyLevel:    " (at any level)",
	StageTeam:        " (nobody of the team who fits was free)",
	StageOverflow:    " (nobody of the team was free)",
}

// line says what is needed: "VIP, German, billing 4".
func (n Need) line() string {
	var words []string
	if n.Tier != "" {
		words = append(words, n.Tier)
	}
	if n.Language != "" {
		words = append(words, LanguageName(n.Language))
	}
	for _, s := range n.Skills {
		if s.Level <= 1 {
			words = append(words, s.Name)
			continue
		}
		words = append(words, fmt.Sprintf("%s %d", s.Name, s.Level))
	}
	return strings.Join(words, ", ")
}

func (t TieBreak) line(could, chosen int) string {
	switch t {
	case OnlyOne:
		return "the only one who could"
	case Known:
		return "whom the visitor knows"
	case Everybody:
		if chosen < could {
			return fmt.Sprintf("offered to the %d at a desk of %d who could", chosen, could)
		}
		return fmt.Sprintf("offered to all %d who could", could)
	case AtDesk:
		return fmt.Sprintf("the only one at a desk of %d who could", could)
	case ByID:
		return fmt.Sprintf("one of %d who could, all else being equal", could)
	default:
		said := map[TieBreak]string{BestFit: "best fit", NextTurn: "next in turn", MostSkilled: "most skilled",
			LeastLoaded: "least loaded", LongestIdle: "longest idle"}[t]
		return fmt.Sprintf("%s of %d who could", said, could)
	}
}

// clock writes a wait as minutes and seconds, with hours if there are any.
func clock(d time.Duration) string {
	s := int(max(d, 0) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// LanguageName gives a language in English, or its code if it is not one that many
// sites meet.
func LanguageName(code string) string {
	if name, known := languageNames[primary(code)]; known {
		return name
	}
	return code
}

var languageNames = map[string]string{
	"ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
	"et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
	"id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nb": "Norwegian", "nl": "Dutch",
	"no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian",
	"sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}
