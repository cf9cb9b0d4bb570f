// One soft sound of two notes, made here: nothing is loaded. Silent where the browser does not yet
// allow sound, and never more than once in two seconds.

let context: AudioContext | undefined;
let last = 0;

export function chime(): void {
  const now = Date.now();
  if (now - last < 2000) return;
  last = now;
  try {
    context ??= new AudioContext();
    if (context.state !== 'running') {
      void context.resume();
      return;
    }
    note(context, 659.3, 0);
    note(context, 880, 0.11);
  } catch {
    // Without sound the badge and the status line say the same.
  }
}

function note(audio: AudioContext, frequency: number, after: number): void {
  const start = audio.currentTime + after;
  const tone = new OscillatorNode(audio, { frequency });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.linearRampToValueAtTime(0.08, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.5);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + 0.5);
}
