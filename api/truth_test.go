package api_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

var document = sync.OnceValue(func() *openapi3.T {
	text, err := os.ReadFile("openapi.yaml")
	if err != nil {
		panic(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		panic(err)
	}
	return doc
})

// operationAt finds what openapi.yaml says of an address.
func operationAt(method, address string) *openapi3.Operation {
	path, _, _ := strings.Cut(strings.TrimPrefix(address, "/api/v1"), "?")
	asked := strings.Split(path, "/")
	var best *openapi3.Operation
	fewest := len(asked) + 1
	for template, item := range document().Paths.Map() {
		parts := strings.Split(template, "/")
		variables, fits := 0, len(parts) == len(asked)
		for i := 0; fits && i < len(parts); i++ {
			if strings.HasPrefix(parts[i], "{") {
				variables++
			} else {
				fits = parts[i] == asked[i]
			}
		}
		if op := item.GetOperation(method); fits && op != nil && variables < fewest {
			best, fewest = op, variables
		}
	}
	return best
}

// tellsTheTruth fails the test when an answer is not what openapi.yaml promises: its
// status, its type, and every member of its body.
func (a answer) tellsTheTruth(method, address string) {
	a.tb.Helper()
	if !strings.HasPrefix(address, "/api/v1/") || a.Code == http.StatusNotModified {
		return
	}
	op := operationAt(method, address)
	if op == nil {
		return // an unknown route
	}
	promised := op.Responses.Status(a.Code)
	if promised == nil {
		if a.Code < 400 {
			a.tb.Errorf("%s answers %d, which openapi.yaml does not mention", op.OperationID, a.Code)
			return
		}
		promised = op.Responses.Default()
	}
	if a.Body.Len() == 0 {
		if len(promised.Value.Content) > 0 {
			a.tb.Errorf("%s answers %d without a body", op.OperationID, a.Code)
		}
		return
	}
	kind, _, _ := strings.Cut(a.Header().Get("Content-Type"), ";")
	content := promised.Value.Content.Get(kind)
	if content == nil {
		a.tb.Errorf("%s answers %d as %s, which openapi.yaml does not mention", op.OperationID, a.Code, kind)
		return
	}
	switch kind {
	case "application/json":
		a.fits(op.OperationID+" "+strconv.Itoa(a.Code), content.Schema.Value, a.Body.Bytes())
	case "application/x-ndjson":
		for line := range strings.Lines(a.Body.String()) {
			a.fits(op.OperationID+" line", content.Schema.Value, []byte(line))
		}
	}
}

func (a answer) fits(what string, schema *openapi3.Schema, body []byte) {
	a.tb.Helper()
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		a.tb.Errorf("%s is not JSON: %v", what, err)
		return
	}
	if err := schema.VisitJSON(v, openapi3.VisitAsResponse()); err != nil {
		a.tb.Errorf("%s does not fit openapi.yaml: %v\n%s", what, err, body)
	}
}
