package simulate

import (
	"time"

	"github.com/batonchat/baton/chat"
	"github.com/batonchat/baton/routing"
)

// Setup is all that a run depends on.
type Setup struct {
	Start    time.Time
	Teams    []routing.Team
	Agents   []Agent
	Arrivals []Arrival // in any order
	Offers   Offers
	Within   time.Duration // an answer within it counts for the service level
	Until    time.Duration // when the run ends; 0: a day after the last arrival
	WarmUp   time.Duration // arrivals before it are played and not counted
	Seed     uint64        // of what happens to offers
}

// Agent is a person with their working hours. Load, Turns and IdleSince are the run's.
type Agent struct {
	routing.Candidate

	Shifts []Shift // none: at work all the time
}

// Shift is a stretch of work, from the start of the run. Conversations that are going
// on at its end are finished.
type Shift struct{ From, To time.Duration }

// Arrival is a conversation that needs a person.
type Arrival struct {
	At       time.Duration // from the start of the run
	Need     routing.Need
	Ahead    bool
	Target   time.Duration
	Handle   time.Duration // how long it takes, once somebody has it
	Patience time.Duration // how long its visitor waits; 0: for ever
}

// Offers says what people do with offers.
type Offers struct {
	Delay time.Duration // mean time until one is accepted, exponential; past the team's patience it is missed
	Miss  float64       // chance that one is not seen at all
	Bar   time.Duration // how long a conversation is kept from who missed it; 0: two minutes
	Back  time.Duration // how long who missed two in a row gets none; 0: two minutes
}

// Fate is how a conversation ended in the run.
type Fate uint8

// The fates. Each conversation has exactly one.
const (
	Waits     Fate = iota // still in line when nothing could happen any more
	Answered              // somebody had it
	Abandoned             // its visitor left the line
	Later                 // to be answered later
)

// Life is what became of one arrival.
type Life struct {
	Fate  Fate
	Wait  time.Duration // until that
	Agent chat.AgentID  // who had it
	Miss  int           // offers missed
}

// Result is what came of a run.
type Result struct {
	Total  Figures                  `json:"total"`
	Teams  map[chat.TeamID]Figures  `json:"teams"`
	Agents map[chat.AgentID]Workday `json:"agents"`
	Lives  []Life                   `json:"-"` // by arrival
}

// Figures sum up the waits of some conversations.
type Figures struct {
	Arrived      int           `json:"arrived"`
	Answered     int           `json:"answered"`
	Abandoned    int           `json:"abandoned"`
	Later        int           `json:"later"`
	Waiting      int           `json:"waiting"`   // when the run ended
	MeanWait     time.Duration `json:"mean_wait"` // of who was answered or left
	P50          time.Duration `json:"p50"`       // of the same, and so on
	P90          time.Duration `json:"p90"`
	P95          time.Duration `json:"p95"`
	P99          time.Duration `json:"p99"`
	Longest      time.Duration `json:"longest"`
	ServiceLevel float64       `json:"service_level"` // share answered within Setup.Within, of who was answered or left
	Abandonment  float64       `json:"abandonment"`   // share who left, of the same
}

// Workday is what one person did.
type Workday struct {
	Answered  int           `json:"answered"`
	Missed    int           `json:"missed"`
	Most      int           `json:"most"`      // places occupied at once
	Handling  time.Duration `json:"handling"`  // places times time
	Present   time.Duration `json:"present"`   // on shift
	Occupancy float64       `json:"occupancy"` // share of their places' time spent handling
}
