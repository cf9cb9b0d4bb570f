package demo

import (
	"embed"
	"fmt"
	"slices"
)

//go:embed people/*.svg
var portraits embed.FS

// Person is somebody who answers for the shop. The seed of the demonstration makes
// an agent of each.
type Person struct {
	ID        string // also the name of the portrait
	Name      string
	Given     string // what visitors read: "Anna joined"
	Email     string
	Title     string         // under the name, for visitors
	Team      string         // where their conversations come from
	Skills    map[string]int // level 1 to 5 by skill
	Languages []string       // ISO 639-1, best first
	Greeting  string         // the first line when they join; {name} is the visitor

	Portrait     []byte // SVG, square
	PortraitPath string // where Handler serves it
}

// People returns the three of Northwheel, each time anew.
func People() []Person {
	people := []Person{
		{
			ID: "anna-keller", Name: "Anna Keller", Given: "Anna", Email: "anna@northwheel.example", Title: "Customer care", Team: "Customer care",
			Skills:    map[string]int{"returns": 5, "delivery": 4, "bicycles": 3, "billing": 2},
			Languages: []string{"de", "en", "nl"}, Greeting: "Hi {name}, I’m Anna, happy to help!",
		},
		{
			ID: "ben-okafor", Name: "Ben Okafor", Given: "Ben", Email: "ben@northwheel.example", Title: "Workshop", Team: "Workshop",
			Skills:    map[string]int{"repairs": 5, "parts": 5, "e-bikes": 4, "bicycles": 4},
			Languages: []string{"en", "fr"}, Greeting: "Hello {name}, Ben from the workshop here. Let’s get you rolling again.",
		},
		{
			ID: "sofia-rossi", Name: "Sofia Rossi", Given: "Sofia", Email: "sofia@northwheel.example", Title: "Orders", Team: "Customer care",
			Skills:    map[string]int{"orders": 5, "billing": 5, "business": 4, "delivery": 3},
			Languages: []string{"it", "en", "es", "de"}, Greeting: "Hi {name}, Sofia here. I have your messages in front of me.",
		},
	}
	for i := range people {
		p := &people[i]
		svg, err := portraits.ReadFile("people/" + p.ID + ".svg")
		if err != nil {
			panic(fmt.Sprintf("portrait of %s: %v", p.ID, err)) // embedded above
		}
		p.Portrait, p.PortraitPath = slices.Clone(svg), "/people/"+p.ID+".svg"
	}
	return people
}
