package llm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	openai "github.com/sashabaranov/go-openai"
	"github.com/sony/gobreaker/v2"

	"github.com/batonchat/baton/internal/model"
)

// Config says which model is asked and how patiently. Zero values have the
// default that is named.
type Config struct {
	BaseURL       string        // "https://api.openai.com/v1"; the default is that
	Key           string        // may be empty for servers that want none
	Model         string        // needed
	Timeout       time.Duration // for a whole call with its retry; 30 s
	Patience      time.Duration // for the first word, and for each next one; 10 s
	Backoff       time.Duration // before the retry, about; 400 ms
	MaxTokens     int           // of a reply; 900
	ContextTokens int           // of a prompt; 12,000
	HTTP          *http.Client  // makes the connections, and decides where to; a client of its own
	Allowances    *Allowances   // nil: unlimited
	Now           func() time.Time
}

// Client asks one model. It is safe for concurrent use.
type Client struct {
	cfg     Config
	api     *openai.Client
	breaker *gobreaker.CircuitBreaker[model.Reply]
}

// The breaker opens after this many failures in a row and tries again after
// the pause.
const (
	failuresInARow = 5
	pause          = 20 * time.Second
)

// New makes a client. It connects to nothing yet.
func New(cfg Config) (*Client, error) {
	cfg = cfg.withDefaults()
	if cfg.Model == "" {
		return nil, errors.New("no model is named: set OPENAI_MODEL")
	}
	if u, err := url.Parse(cfg.BaseURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("OPENAI_BASE_URL %q is not an address like https://host/v1", cfg.BaseURL)
	}
	api := openai.DefaultConfig(cfg.Key)
	api.BaseURL = strings.TrimRight(cfg.BaseURL, "/")
	api.HTTPClient = &bounded{cfg.HTTP}
	return &Client{cfg: cfg, api: openai.NewClientWithConfig(api), breaker: gobreaker.NewCircuitBreaker[model.Reply](gobreaker.Settings{
		Name: "language model", MaxRequests: 1, Timeout: pause,
		ReadyToTrip:  func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= failuresInARow },
		IsSuccessful: func(err error) bool { return err == nil || !theirFault(err) },
		IsExcluded:   func(err error) bool { return err != nil && !theirFault(err) },
	})}, nil
}

func (cfg Config) withDefaults() Config {
	set := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	set(&cfg.Timeout, 30*time.Second)
	set(&cfg.Patience, 10*time.Second)
	set(&cfg.Backoff, 400*time.Millisecond)
	if cfg.BaseURL == "" {
		cfg.BaseURL = "https://api.openai.com/v1"
	}
	if cfg.MaxTokens <= 0 {
		cfg.MaxTokens = 900
	}
	if cfg.ContextTokens <= 0 {
		cfg.ContextTokens = 12000
	}
	if cfg.HTTP == nil {
		cfg.HTTP = &http.Client{}
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return cfg
}

// Name is the model's name.
func (c *Client) Name() string { return c.cfg.Model }

// Chat asks for the next turn. emit, which may be nil, gets the text as it
// arrives, one call after another; what it got is the reply's Text when Chat
// succeeds, and void when it fails.
func (c *Client) Chat(ctx context.Context, p model.Prompt, emit func(text string)) (model.Reply, error) {
	p, err := model.Fit(p, c.cfg.ContextTokens)
	if err != nil {
		return model.Reply{}, err
	}
	if err := c.cfg.Allowances.allow(p.Account, p.Size(), c.cfg.Now()); err != nil {
		return model.Reply{}, err
	}
	reply, err := c.breaker.Execute(func() (model.Reply, error) { return c.patiently(ctx, p, emit) })
	c.cfg.Allowances.spend(p.Account, reply.Usage.Prompt+reply.Usage.Completion, c.cfg.Now())
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return model.Reply{}, &model.Failure{Why: model.ServerError, Say: "The language model is left alone for a moment after repeated failures.", Err: err}
	}
	return reply, err
}

// theirFault reports whether an error counts against the server.
func theirFault(err error) bool {
	f, ok := errors.AsType[*model.Failure](err)
	return ok && f.Why != model.Budget
}

// patiently tries once more when that may help and nothing was emitted yet.
func (c *Client) patiently(ctx context.Context, p model.Prompt, emit func(string)) (model.Reply, error) {
	limited, cancel := context.WithTimeoutCause(ctx, c.cfg.Timeout, errTooLong)
	defer cancel()
	begun := c.cfg.Now()
	spoke := false
	try := func() (model.Reply, error) {
		reply, err := c.once(limited, p, func(text string) {
			spoke = true
			if emit != nil {
				emit(text)
			}
		})
		if err != nil {
			return reply, classify(ctx, limited, err)
		}
		reply.Usage.Took = c.cfg.Now().Sub(begun)
		return reply, nil
	}
	reply, err := try()
	wait, again := retry(err, c.cfg.Backoff)
	if !again || spoke {
		return reply, err
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-limited.Done():
		return reply, err
	}
	second, err := try()
	second.Usage = reply.Usage.Add(second.Usage)
	return second, err
}

// retry says whether, and after which wait, a second try may help: the server
// was busy or broken, or could not be reached.
func retry(err error, backoff time.Duration) (time.Duration, bool) {
	again, ok := errors.AsType[*passing](err)
	if !ok {
		return 0, false
	}
	wait := backoff/2 + rand.N(backoff) //nolint:gosec // jitter needs no secrecy
	return max(wait, again.after), true
}
