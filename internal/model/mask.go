package model

import (
	"regexp"
	"strings"
)

var (
	mailShape  = regexp.MustCompile(`[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`)
	digitShape = regexp.MustCompile(`\+?\(?[0-9](?:[ ().\-/\x{00a0}]{0,2}[0-9]){7,18}`)
)

// Mask replaces e-mail addresses, card numbers and telephone numbers by what
// they are. keep, if not empty, is a number that stays: that of an order.
func Mask(text, keep string) string {
	text = mailShape.ReplaceAllString(text, "[e-mail address]")
	return digitShape.ReplaceAllStringFunc(text, func(s string) string {
		digits := onlyDigits(s)
		switch {
		case keep != "" && digits == onlyDigits(keep):
			return s
		case len(digits) >= 13 && luhn(digits):
			return "[card number]"
		case isDate(s):
			return s
		default:
			return "[number]"
		}
	})
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

var dateShape = regexp.MustCompile(`^(?:(?:19|20)[0-9]{2}[-./](?:0?[1-9]|1[0-2])[-./][0-3]?[0-9]|[0-3]?[0-9][-./](?:0?[1-9]|1[0-2])[-./](?:19|20)[0-9]{2})$`)

func isDate(s string) bool { return dateShape.MatchString(s) }

// luhn checks the sum that every card number carries.
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
