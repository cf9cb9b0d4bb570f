package contract

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/batonchat/baton/chat"
)

// MaxDepth is how deep objects and lists may be nested in a body.
const MaxDepth = 16

// Decode reads a body strictly into a new T, after holding it against the
// operation's schema.
func Decode[T any](o Operation, body []byte) (T, error) {
	var into T
	if depth(body) > MaxDepth {
		return into, chat.Refuse(chat.Invalid, "The body nests objects or lists more than %d deep.", MaxDepth)
	}
	var loose any
	if err := json.Unmarshal(body, &loose); err != nil {
		return into, explain(body, err)
	}
	if o.Body != nil {
		if err := check(o.Body, loose, ""); err != nil {
			return into, err
		}
	}
	if err := json.Unmarshal(body, &into, json.RejectUnknownMembers(true)); err != nil {
		return into, explain(body, err)
	}
	return into, nil
}

// depth counts the deepest nesting, without decoding anything.
func depth(body []byte) int {
	deepest, now, quoted := 0, 0, false
	for i := 0; i < len(body); i++ {
		switch b := body[i]; {
		case quoted && b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{' || b == '[':
			now++
			deepest = max(deepest, now)
		case b == '}' || b == ']':
			now--
		}
	}
	return deepest
}

// explain turns the decoder's error into words for whoever sent the JSON.
func explain(body []byte, err error) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return &chat.Error{Code: chat.Invalid, Say: "The body is empty; send a JSON object.", Err: err}
	}
	out := &chat.Error{Code: chat.Invalid, Err: err}
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		out.Field = readable(syntax.JSONPointer)
		switch {
		case errors.Is(err, jsontext.ErrDuplicateName):
			out.Say = out.Field + " is there twice; send each member once."
		case errors.Is(err, io.ErrUnexpectedEOF):
			out.Say = "The JSON ends too early."
		default:
			out.Say = "This is not JSON in UTF-8; something is wrong at the byte " + number(syntax.ByteOffset) + "."
		}
		return out
	}
	if meaning, ok := errors.AsType[*json.SemanticError](err); ok {
		out.Field = readable(meaning.JSONPointer)
		switch {
		case errors.Is(err, json.ErrUnknownName):
			out.Say = out.Field + " is not known here."
		default:
			out.Say = out.Field + " has a value of the wrong kind."
		}
		return out
	}
	out.Say = "This JSON cannot be read."
	return out
}

// readable writes a JSON pointer the way the other refusals name members.
func readable(p jsontext.Pointer) string {
	at := ""
	for token := range p.Tokens() {
		if index(token) && at != "" {
			at += "[" + token + "]"
			continue
		}
		at = under(at, quoted(token))
	}
	return at
}

func index(token string) bool {
	for _, r := range token {
		if r < '0' || r > '9' {
			return false
		}
	}
	return token != ""
}
