package contract

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Contract is openapi.yaml, ready to look things up in. It is not changed after
// Load and safe for concurrent use.
type Contract struct {
	operations map[string]Operation // by method and path
}

// Operation is one operation of the contract.
type Operation struct {
	ID     string
	Method string
	Path   string // as in openapi.yaml: /sites/{id}
	Query  []Parameter
	Body   *openapi3.Schema // nil: the operation takes none
}

// Parameter is one query parameter of an operation.
type Parameter struct {
	Name     string
	Required bool
	Schema   *openapi3.Schema
}

// Load reads openapi.yaml. Its text is ours, so an error is a mistake of ours.
func Load(yaml []byte) (*Contract, error) {
	doc, err := openapi3.NewLoader().LoadFromData(yaml)
	if err != nil {
		return nil, fmt.Errorf("read openapi.yaml: %w", err)
	}
	c := &Contract{operations: map[string]Operation{}}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			o := Operation{ID: op.OperationID, Method: method, Path: path}
			for _, list := range []openapi3.Parameters{item.Parameters, op.Parameters} {
				for _, p := range list {
					if p.Value.In == openapi3.ParameterInQuery {
						o.Query = append(o.Query, Parameter{p.Value.Name, p.Value.Required, p.Value.Schema.Value})
					}
				}
			}
			if op.RequestBody != nil {
				o.Body = op.RequestBody.Value.Content.Get("application/json").Schema.Value
			}
			c.operations[key(method, path)] = o
		}
	}
	return c, nil
}

var placeholder = regexp.MustCompile(`\{([^}]+)\}`)

// key brings a path of openapi.yaml into gin's form.
func key(method, path string) string {
	return method + " " + placeholder.ReplaceAllString(path, ":$1")
}

// Find gives the operation behind a method and a route in gin's form, such as
// /sites/:id.
func (c *Contract) Find(method, route string) (Operation, bool) {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	o, ok := c.operations[method+" "+route]
	return o, ok
}

// Operations lists every operation.
func (c *Contract) Operations() []Operation {
	all := make([]Operation, 0, len(c.operations))
	for _, o := range c.operations {
		all = append(all, o)
	}
	return all
}

// Route is the operation's path in gin's form.
func (o Operation) Route() string { return strings.TrimPrefix(key("", o.Path), " ") }
