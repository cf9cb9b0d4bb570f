const draft =
  'Good news, Maria: the S costs the same, €2,190. It comes with a 40 cm bar instead of 42, which suits your height. As soon as the warehouse confirms the swap I will write to you here.';
const answer = 'Size S comes with a **40 cm** bar, M with 42 cm and L with 44 cm.';

/** A streamed answer, a few words at a time, as the server sends it. */
export function copilotAnswer(ask: boolean): Response {
  const text = ask ? answer : draft;
  const pieces = text.match(/\S+\s*/g) ?? [];
  const lines = [
    ...pieces.map((delta) => ({ delta })),
    {
      done: {
        id: `draft-${Date.now()}`,
        text,
        sources: [
          { article: 'article-fjord-size-chart', title: 'Fjord size chart' },
          {
            article: 'article-fjord-fit-guide-bars-and-stems',
            title: 'Fjord fit guide: bars and stems',
          },
        ].slice(ask ? 1 : 0),
        by: 'model',
      },
    },
  ];
  const encoder = new TextEncoder();
  let i = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await new Promise((go) => setTimeout(go, 45));
      const line = lines[i];
      i += 1;
      if (line) controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      else controller.close();
    },
  });
  return new Response(body, { headers: { 'Content-Type': 'application/x-ndjson' } });
}
