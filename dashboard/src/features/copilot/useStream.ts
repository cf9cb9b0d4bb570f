import { useCallback, useEffect, useRef, useState } from 'react';
import type { Schema } from '../../data/api.ts';
import { type CopilotText, readCopilotStream } from '../../data/copilot.ts';
import { ApiError, asApiError } from '../../data/errors.ts';
import { useKit } from '../../data/kit.ts';

export type StreamState =
  | { at: 'idle' }
  | { at: 'writing'; text: string }
  | { at: 'done'; text: CopilotText }
  | { at: 'stopped'; text: string }
  | { at: 'failed'; error: ApiError };

export type Request = { what: 'draft'; hint?: string } | { what: 'ask'; question: string };

export interface Stream {
  state: StreamState;
  start: (request: Request) => void;
  stop: () => void;
  reset: () => void;
}

/** An answer of the copilot while it is written. Another conversation begins empty. */
export function useStream(conversation: string): Stream {
  const { api } = useKit();
  const [state, setState] = useState<StreamState>({ at: 'idle' });
  const running = useRef<AbortController>(undefined);
  const end = useCallback(() => {
    running.current?.abort();
    running.current = undefined;
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation ends what runs for this one
  useEffect(() => end, [end, conversation]);

  const start = (request: Request) => {
    end();
    const abort = new AbortController();
    running.current = abort;
    setState({ at: 'writing', text: '' });
    const current = () => running.current === abort;
    open(api, conversation, request, abort.signal)
      .then((body) =>
        readCopilotStream(body, (piece) => {
          if (current())
            setState((s) => ({ at: 'writing', text: (s.at === 'writing' ? s.text : '') + piece }));
        }),
      )
      .then((text) => current() && setState({ at: 'done', text }))
      .catch((error: unknown) => current() && setState({ at: 'failed', error: asApiError(error) }));
  };
  return {
    state,
    start,
    stop: () => {
      end();
      setState((s) => (s.at === 'writing' ? { at: 'stopped', text: s.text } : s));
    },
    reset: () => {
      end();
      setState({ at: 'idle' });
    },
  };
}

type Body = ReadableStream<Uint8Array>;

async function open(
  api: ReturnType<typeof useKit>['api'],
  id: string,
  request: Request,
  signal: AbortSignal,
): Promise<Body> {
  const params = { path: { id } };
  const hint: Schema['DraftRequest'] =
    request.what === 'draft' && request.hint ? { hint: request.hint } : {};
  const answer =
    request.what === 'draft'
      ? await api.POST('/conversations/{id}/copilot/drafts', {
          params,
          body: hint,
          parseAs: 'stream',
          signal,
        })
      : await api.POST('/conversations/{id}/copilot/ask', {
          params,
          body: { question: request.question },
          parseAs: 'stream',
          signal,
        });
  const body: unknown = answer.data;
  if (!(body instanceof ReadableStream))
    throw new ApiError('internal', 'The server answered without content.');
  return body;
}
