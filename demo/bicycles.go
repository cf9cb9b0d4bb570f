package demo

import "strconv"

// Bicycle is one model that the shop shows.
type Bicycle struct {
	Slug     string
	Art      string // template of its picture
	Tile     string // colour of what lies behind the picture
	Name     string
	Kind     string
	Line     string // one sentence
	Price    int    // euros
	Story    []string
	Facts    []Fact
	Sizes    []Size // smallest first; neighbours overlap
	Colours  []string
	Articles []string // help articles by slug
}

// Fact is one line of a table.
type Fact struct{ Name, Value string }

// Size is a frame size and the body heights that it is made for, in centimetres.
type Size struct {
	Name     string
	From, To int
}

// Euros writes a price as the shop does: €2,190.
func Euros(n int) string {
	s := strconv.Itoa(n)
	if n >= 1000 {
		s = s[:len(s)-3] + "," + s[len(s)-3:]
	}
	return "€" + s
}

// Euros writes the price.
func (b Bicycle) Euros() string { return Euros(b.Price) }

var fjordSizes = []Size{{"XS", 155, 164}, {"S", 162, 171}, {"M", 170, 179}, {"L", 178, 187}, {"XL", 186, 196}}

var bicycles = []Bicycle{
	{
		Slug: "fjord-40", Art: "art-fjord-40", Tile: "rust", Name: "Fjord 40", Kind: "Gravel", Price: 2190,
		Line: "For the day that begins on tarmac and ends on a track nobody has mapped.",
		Story: []string{
			"The Fjord 40 is quick on the road and calm off it. Its tyres are 40 millimetres wide, so gravel, cobbles and " +
				"forest floor become part of the tour instead of the end of it.",
			"We weld the frame from aluminium and pair it with a carbon fork that takes the sting out of bad roads. Three " +
				"mounts on each fork leg, two on the rear and three bottle cages carry what you need for a weekend or for a " +
				"summer.",
		},
		Facts: []Fact{
			{"Frame and fork", "Aluminium, carbon fork"}, {"Gears", "2 x 11, cassette 11-34"}, {"Brakes", "Hydraulic discs, 160 mm"},
			{"Tyres", "40-622, tubeless ready"}, {"Weight", "10.2 kg in size M"}, {"Carries", "up to 125 kg with rider and luggage"},
			{"Mounts", "Mudguards, racks, three bottles"}, {"Warranty", "10 years on the frame"},
		},
		Sizes: fjordSizes, Colours: []string{"Buoy red", "Pine green"},
		Articles: []string{"frame-sizes", "test-rides", "tyres-and-tubes", "racks-and-mudguards"},
	},
	{
		Slug: "fjord-20", Art: "art-fjord-20", Tile: "pine", Name: "Fjord 20", Kind: "Gravel", Price: 1490,
		Line: "The same frame, the same freedom, one chainring.",
		Story: []string{
			"The Fjord 20 shares the frame of the Fjord 40. A steel fork, one chainring and ten gears make it sturdy, simple and easy to look after.",
			"It is the bicycle that our own people ride to work and then, on Fridays, past it.",
		},
		Facts: []Fact{
			{"Frame and fork", "Aluminium, steel fork"}, {"Gears", "1 x 10, cassette 11-42"}, {"Brakes", "Mechanical discs"},
			{"Tyres", "38-622"}, {"Weight", "10.9 kg in size M"}, {"Carries", "up to 125 kg with rider and luggage"},
			{"Mounts", "Mudguards, racks, three bottles"}, {"Warranty", "10 years on the frame"},
		},
		Sizes: fjordSizes, Colours: []string{"Pine green", "Slate"},
		Articles: []string{"compare-the-models", "frame-sizes", "test-rides", "cassettes"},
	},
	{
		Slug: "hafen-7", Art: "art-hafen-7", Tile: "sea", Name: "Hafen 7", Kind: "City", Price: 949,
		Line: "Step through, ring the bell, be there.",
		Story: []string{
			"Seven gears in the hub, a light that is always on and a frame that you step through rather than over. The " +
				"Hafen 7 asks for little and starts every morning.",
			"The rack carries 27 kilograms: two panniers, a crate of apples or a child seat.",
		},
		Facts: []Fact{
			{"Frame", "Steel, low step-through"}, {"Gears", "7 in the hub"}, {"Brakes", "Hydraulic discs"}, {"Tyres", "47-622"},
			{"Light", "Hub dynamo, front and rear"}, {"Weight", "16.4 kg"}, {"Carries", "up to 140 kg with rider and luggage"},
			{"Rack", "27 kg, child seat allowed"},
		},
		Sizes: []Size{{"S", 155, 167}, {"M", 166, 179}, {"L", 178, 192}}, Colours: []string{"Harbour blue", "Cream"},
		Articles: []string{"frame-sizes", "child-seats-and-trailers", "locks-and-insurance", "maintenance-schedule"},
	},
	{
		Slug: "elbe-e", Art: "art-elbe-e", Tile: "slate", Name: "Elbe E", Kind: "Touring e-bike", Price: 3290,
		Line: "Headwind becomes a matter of opinion.",
		Story: []string{
			"A quiet motor in the middle, 75 newton metres, and a battery that takes you 60 to 130 kilometres. The Elbe E " +
				"makes the way to work shorter and the tour longer.",
			"The battery comes out with one turn of the key and charges at any socket in four and a half hours.",
		},
		Facts: []Fact{
			{"Motor", "Mid motor, 75 Nm"}, {"Battery", "625 Wh, removable"}, {"Range", "60 to 130 km"}, {"Gears", "10, cassette 11-46"},
			{"Brakes", "Hydraulic discs"}, {"Tyres", "50-622"}, {"Weight", "25.2 kg"}, {"Carries", "up to 150 kg with rider and luggage"},
		},
		Sizes: []Size{{"S", 158, 168}, {"M", 167, 179}, {"L", 178, 194}}, Colours: []string{"Slate", "Sand"},
		Articles: []string{"e-bike-range", "e-bike-battery", "bike-leasing", "frame-sizes"},
	},
	{
		Slug: "kolli", Art: "art-kolli", Tile: "sun", Name: "Kolli", Kind: "Cargo e-bike", Price: 4990,
		Line: "Two children, the shopping, and still room for an argument.",
		Story: []string{
			"The Kolli is hardly longer than a normal bicycle and rides like one. What it carries sits behind you, low and " +
				"safe: two children on the bench, or 80 kilograms of anything.",
			"One size fits everybody between 155 and 195 centimetres. Saddle and handlebar are set without tools.",
		},
		Facts: []Fact{
			{"Motor", "Mid motor, 85 Nm"}, {"Battery", "725 Wh, removable"}, {"Range", "40 to 90 km"}, {"Gears", "10, cassette 11-46"},
			{"Wheels", "20 inch in front, 24 inch at the rear"}, {"Weight", "34 kg"}, {"Carries", "up to 200 kg in all"},
			{"Rear rack", "80 kg or two children"},
		},
		Sizes: []Size{{"One size", 155, 195}}, Colours: []string{"Sun yellow", "Slate"},
		Articles: []string{"child-seats-and-trailers", "e-bike-range", "bicycle-delivery", "bike-leasing"},
	},
	{
		Slug: "wren-24", Art: "art-wren-24", Tile: "berry", Name: "Wren 24", Kind: "Children", Price: 479,
		Line: "Light enough to be carried home by the one who rides it.",
		Story: []string{
			"9.4 kilograms, brakes for small hands and eight gears that shift with one finger. The Wren 24 is a real bicycle, only smaller.",
			"For younger children there is the Wren 20 at €429. When it has become too small, we take it back and credit 40 % of its price.",
		},
		Facts: []Fact{
			{"Frame", "Aluminium"}, {"Gears", "8"}, {"Brakes", "Rim brakes, short levers"}, {"Tyres", "47-507"},
			{"Weight", "9.4 kg"}, {"For", "about 8 to 11 years"}, {"Inside leg", "from 58 cm"}, {"Lights", "Battery set, €34"},
		},
		Sizes: []Size{{"Wren 20", 115, 130}, {"Wren 24", 128, 145}}, Colours: []string{"Berry", "Sun yellow"},
		Articles: []string{"childrens-bicycles", "helmets-and-clothing", "test-rides", "trade-in"},
	},
}

// Good is a part or accessory on the first page.
type Good struct {
	Art, Name, Note string
	Price           int
	Article         string // where more is told
}

// Euros writes the price.
func (g Good) Euros() string { return Euros(g.Price) }

var goods = []Good{
	{"art-cassette", "Cassette 11-34", "11-speed, spacer included", 64, "cassettes"},
	{"art-chain", "Chain, 11-speed", "with quick link", 38, "chain-wear"},
	{"art-pannier", "Canvas pannier", "18 litres, waterproof inside", 120, "racks-and-mudguards"},
	{"art-pump", "Floor pump", "for both kinds of valve", 54, "tyres-and-tubes"},
}

// orderItem is one line of the order that the shop shows.
type orderItem struct {
	Art, Name, Note string
	Price           int
}

// Euros writes the price.
func (i orderItem) Euros() string { return Euros(i.Price) }

var orderItems = []orderItem{
	{"art-cassette", "Cassette 11-34", "11-speed, fits the Fjord 40", 64},
	{"art-chain", "Chain, 11-speed", "118 links, quick link included", 38},
	{"art-pannier", "Canvas pannier", "Chestnut, 18 litres", 120},
}
