// What the server writes into /widget.js about the site: the API's PublicSite.

import type { components } from './panel/api.gen.ts';

export type Settings = components['schemas']['PublicSite'];
