// What is wanted as soon as the visitor comes near the launcher: its words, and the line to the server.

import { Line } from './line.ts';
import { lookOf } from './look.ts';

export const near = { Line, lookOf };
