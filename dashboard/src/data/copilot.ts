import { useQuery } from '@tanstack/react-query';
import { data, type Schema } from './api.ts';
import { ApiError, readError } from './errors.ts';
import { keys } from './keys.ts';
import { useKit } from './kit.ts';

export type CopilotText = Schema['CopilotText'];

/** What the visitor wants, what was tried, and articles that may help. */
export function useCopilotPane(conversation: string) {
  const { api } = useKit();
  return useQuery({
    queryKey: keys.copilot(conversation),
    queryFn: async ({ signal }) =>
      data(
        await api.GET('/conversations/{id}/copilot', {
          params: { path: { id: conversation } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });
}

export function useCopilotStatus() {
  const { api } = useKit();
  return useQuery({
    queryKey: keys.copilotStatus,
    queryFn: async () => data(await api.GET('/copilot/status')),
    staleTime: 5 * 60_000,
  });
}

type Line = { delta?: unknown; done?: unknown; error?: unknown };

/** Reads a stream of JSON lines: pieces go to onDelta, the result is the whole. */
export async function readCopilotStream(
  body: ReadableStream<Uint8Array>,
  onDelta: (piece: string) => void,
): Promise<CopilotText> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      const lines = (rest + (value ?? '')).split('\n');
      rest = done ? '' : (lines.pop() ?? '');
      for (const line of lines) {
        const found = line.trim() && readLine(line, onDelta);
        if (found) return found;
      }
      if (done) throw new ApiError('unavailable', 'The answer was cut off. Try again.');
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

function readLine(line: string, onDelta: (piece: string) => void): CopilotText | undefined {
  const parsed: Line = JSON.parse(line);
  if (typeof parsed.delta === 'string') onDelta(parsed.delta);
  if (parsed.error) throw readError(parsed.error, 500);
  return parsed.done ? (parsed.done as CopilotText) : undefined;
}
