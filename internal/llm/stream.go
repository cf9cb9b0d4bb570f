package llm

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	openai "github.com/sashabaranov/go-openai"

	"github.com/batonchat/baton/internal/model"
)

// What no reply needs more of.
const (
	maxText  = 64 << 10
	maxCalls = 16
	maxArgs  = 16 << 10
)

// once makes one call and reads its stream to the end.
func (c *Client) once(ctx context.Context, p model.Prompt, emit func(string)) (model.Reply, error) {
	ctx, silence := context.WithCancelCause(ctx)
	defer silence(nil)
	watchdog := time.AfterFunc(c.cfg.Patience, func() { silence(errSilent) })
	defer watchdog.Stop()
	told := func(err error) error {
		if errors.Is(context.Cause(ctx), errSilent) {
			return errSilent
		}
		return err
	}
	begun := c.cfg.Now()
	var after time.Duration
	stream, err := c.api.CreateChatCompletionStream(context.WithValue(ctx, retryAfterKey{}, &after), c.request(p))
	if err != nil {
		return model.Reply{}, told(withWait(err, after))
	}
	defer func() { _ = stream.Close() }() // it was read to its end, or is of no use any more
	a := assembly{calls: map[int]*model.Call{}, emit: emit}
	var usage model.Usage
	for {
		chunk, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return model.Reply{}, told(err)
		}
		if chunk.Usage != nil {
			usage.Prompt, usage.Completion = chunk.Usage.PromptTokens, chunk.Usage.CompletionTokens
		}
		news, err := a.add(chunk)
		if err != nil {
			return model.Reply{}, err
		}
		if news {
			watchdog.Reset(c.cfg.Patience)
			if usage.FirstToken == 0 {
				usage.FirstToken = max(c.cfg.Now().Sub(begun), 1)
			}
		}
	}
	reply, err := a.reply()
	if usage.Prompt == 0 {
		usage.Prompt, usage.Completion, usage.Estimated = p.Size(), model.Tokens(reply.Text), true
	}
	reply.Usage = usage
	return reply, told(err)
}

// waits is an error of a server that said when it may be asked again.
type waits struct {
	error

	after time.Duration
}

func (w *waits) Unwrap() error { return w.error }

func withWait(err error, after time.Duration) error {
	if after > 0 {
		return &waits{err, after}
	}
	return err
}

// request puts the prompt into the library's words.
func (c *Client) request(p model.Prompt) openai.ChatCompletionRequest {
	r := openai.ChatCompletionRequest{Model: c.cfg.Model, StreamOptions: &openai.StreamOptions{IncludeUsage: true}}
	limit := cmp.Or(p.MaxTokens, c.cfg.MaxTokens)
	if reasons(c.cfg.Model) {
		r.MaxCompletionTokens = limit
	} else {
		r.MaxTokens, r.Temperature = limit, 0.2 //nolint:staticcheck // the name that most compatible servers know
	}
	if p.System != "" {
		r.Messages = append(r.Messages, openai.ChatCompletionMessage{Role: openai.ChatMessageRoleSystem, Content: p.System})
	}
	for _, m := range p.Messages {
		out := openai.ChatCompletionMessage{Role: string(m.Role), Content: m.Text, ToolCallID: m.For}
		for _, call := range m.Calls {
			out.ToolCalls = append(out.ToolCalls, openai.ToolCall{ID: call.ID, Type: openai.ToolTypeFunction,
				Function: openai.FunctionCall{Name: call.Name, Arguments: call.Arguments}})
		}
		r.Messages = append(r.Messages, out)
	}
	for _, t := range p.Tools {
		r.Tools = append(r.Tools, openai.Tool{Type: openai.ToolTypeFunction,
			Function: &openai.FunctionDefinition{Name: t.Name, Description: t.Description, Parameters: t.Schema}})
	}
	return r
}

// reasons holds for models that think first: they take another name for the
// limit and no temperature.
func reasons(name string) bool {
	return slices.ContainsFunc([]string{"o1", "o3", "o4", "gpt-5", "gpt-6"}, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// assembly puts the pieces of a reply together.
type assembly struct {
	text   strings.Builder
	think  thoughts
	calls  map[int]*model.Call
	finish openai.FinishReason
	emit   func(string)
}

// add takes one chunk. news is true when it brought something.
func (a *assembly) add(chunk openai.ChatCompletionStreamResponse) (news bool, err error) {
	for _, choice := range chunk.Choices {
		if choice.Index != 0 {
			continue
		}
		d := choice.Delta
		news = news || d.Content != "" || d.ReasoningContent != "" || len(d.ToolCalls) > 0 || choice.FinishReason != ""
		a.say(a.think.pass(d.Content))
		for i, call := range d.ToolCalls {
			if err := a.call(i, call); err != nil {
				return news, err
			}
		}
		if choice.FinishReason != "" && choice.FinishReason != openai.FinishReasonNull {
			a.finish = choice.FinishReason
		}
		if a.text.Len() > maxText {
			return news, errTooMuch
		}
	}
	return news, nil
}

func (a *assembly) say(text string) {
	if a.text.Len() == 0 {
		text = strings.TrimLeft(text, " \n\r\t")
	}
	if text != "" {
		a.text.WriteString(text)
		a.emit(text)
	}
}

// call adds a fragment of a tool call: the first one names it, the others
// bring its arguments.
func (a *assembly) call(i int, part openai.ToolCall) error {
	if part.Index != nil {
		i = *part.Index
	}
	call := a.calls[i]
	if call == nil {
		if len(a.calls) == maxCalls {
			return errTooMuch
		}
		call = &model.Call{}
		a.calls[i] = call
	}
	if call.ID == "" {
		call.ID = part.ID
	}
	call.Name += part.Function.Name
	call.Arguments += part.Function.Arguments
	if len(call.Arguments) > maxArgs || len(call.Name) > 200 {
		return errTooMuch
	}
	return nil
}

// reply is what the pieces make, if they make one.
func (a *assembly) reply() (model.Reply, error) {
	a.say(a.think.rest())
	r := model.Reply{Text: strings.TrimSpace(a.text.String()), Cut: a.finish == openai.FinishReasonLength}
	order := make([]int, 0, len(a.calls))
	for i := range a.calls {
		order = append(order, i)
	}
	slices.Sort(order)
	for _, i := range order {
		r.Calls = append(r.Calls, *a.calls[i])
	}
	switch {
	case a.finish == "":
		return r, errCut
	case a.finish == openai.FinishReasonContentFilter:
		return r, errFiltered
	case r.Text == "" && len(r.Calls) == 0:
		return r, errEmpty
	case len(r.Calls) == 0 && callsInText(r.Text):
		return r, errTextCalls
	}
	return r, nil
}

// callsInText recognises a tool call that a small model wrote as its answer.
func callsInText(text string) bool {
	if strings.Contains(text, "<tool_call") || strings.Contains(text, "<|") {
		return true
	}
	text = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(text, "```json"), "```"), "```")
	var call struct {
		Name       string          `json:"name"`
		Arguments  json.RawMessage `json:"arguments"`
		Parameters json.RawMessage `json:"parameters"`
	}
	return json.Unmarshal([]byte(strings.TrimSpace(text)), &call) == nil && call.Name != "" && (call.Arguments != nil || call.Parameters != nil)
}
