import { describe, expect, it } from 'vitest';
import { readCopilotStream } from './copilot.ts';

function stream(...chunks: string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
      controller.close();
    },
  });
}

const done = { id: 'draft-1234', text: 'Size S.', sources: [], by: 'model' };

describe('readCopilotStream', () => {
  it('passes pieces on as they come, cut anywhere, and gives the whole', async () => {
    const text = `{"delta":"Size "}\n{"delta":"S."}\n${JSON.stringify({ done })}\n`;
    for (let cut = 1; cut < text.length; cut += 3) {
      const pieces: string[] = [];
      const got = await readCopilotStream(stream(text.slice(0, cut), text.slice(cut)), (p) =>
        pieces.push(p),
      );
      expect(pieces).toEqual(['Size ', 'S.']);
      expect(got).toEqual(done);
    }
  });

  it('takes a last line without a line end', async () => {
    expect(await readCopilotStream(stream(JSON.stringify({ done })), () => undefined)).toEqual(
      done,
    );
  });

  it('says that an answer was cut off', async () => {
    await expect(readCopilotStream(stream('{"delta":"Si"}\n'), () => undefined)).rejects.toThrow(
      'cut off',
    );
  });

  it('throws what the server says in the middle', async () => {
    const error = { code: 'unavailable', say: 'The model is away.', request_id: 'r' };
    await expect(
      readCopilotStream(stream(`{"delta":"Si"}\n${JSON.stringify({ error })}\n`), () => undefined),
    ).rejects.toThrow('The model is away.');
  });
});
