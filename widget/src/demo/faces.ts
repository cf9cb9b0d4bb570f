// Three drawn people for the demo. Real agents have photographs.

import type { Profile } from '@baton/shared/facts.gen';

function portrait(ground: string, coat: string, skin: string, hair: string, style: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="${ground}"/>${style.includes('back') ? `<path d="M15 52C10 24 18 12 32 12s22 12 17 40z" fill="${hair}"/>` : ''}<path d="M6 64c2-12 12-15 26-15s24 3 26 15z" fill="${coat}"/><path d="M26 40h12v9q-6 6-12 0z" fill="${skin}" style="filter:brightness(.9)"/><ellipse cx="32" cy="31" rx="11" ry="14" fill="${skin}"/>${style.includes('beard') ? `<path d="M21 33q11 6 22 0c0 9-5 14-11 14s-11-5-11-14z" fill="${hair}"/>` : ''}<path d="M19 33c-2-13 4-21 13-21s15 8 13 21c-2-4-3-7-4-10-6 4-13 4-18 2-1 3-2 5-4 8z" fill="${hair}"/><path d="M27.5 31.5v.5m9 0v-.5" stroke="#2b1a12" stroke-width="2.5" stroke-linecap="round"/><path d="M28 38.5q4 3 8 0" stroke="${style.includes('beard') ? '#f0e2d8' : '#a24a35'}" stroke-width="1.8" fill="none" stroke-linecap="round"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

export const anna: Profile = {
  id: 'agent-anna',
  name: 'Anna',
  title: 'Customer care',
  picture: portrait('#f8dccb', '#2f7468', '#f5cbae', '#8c4022', 'back'),
};

export const ben: Profile = {
  id: 'agent-ben',
  name: 'Ben',
  title: 'Workshop',
  picture: portrait('#cfe1ee', '#d98a2b', '#94603f', '#241812', 'beard'),
};

export const noor: Profile = {
  id: 'agent-noor',
  name: 'Noor',
  title: 'Customer care',
  picture: portrait('#f3e7c8', '#2f6577', '#e2b08a', '#3d7c90', 'back'),
};

export const olga: Profile = { id: 'agent-olga', name: 'Olga', title: 'Support' };
