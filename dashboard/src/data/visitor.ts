import type { Party } from '@baton/shared/facts.gen';
import { t } from '../text/text.ts';

/** What to call a visitor: their name, else where they are, else a short sign made from the id. */
export function visitorName(v: { id: string; name?: string; location?: string }): string {
  if (v.name) return v.name;
  return v.location
    ? t('visitor.from', { place: v.location })
    : t('visitor.sign', { sign: sign(v.id) });
}

/** The short form inside a sentence. */
export function firstName(v: { id: string; name?: string; location?: string }): string {
  return v.name?.split(/\s+/u)[0] || t('visitor.short');
}

/** The short form where it stands alone, as over a message. */
export function callName(v: { name?: string }): string {
  return v.name?.split(/\s+/u)[0] || t('visitor.alone');
}

function sign(id: string): string {
  return id
    .replace(/[^a-z0-9]/giu, '')
    .slice(-4)
    .toUpperCase();
}

/** Letters for a picture. */
export function pictureName(v: { id: string; name?: string }): string {
  return v.name || `V ${sign(v.id).at(-1) ?? ''}`;
}

/** A field's name as people say it: "order_number" is "Order number". */
export function fieldLabel(name: string): string {
  switch (name) {
    case 'email':
      return t('field.email');
    case 'phone':
      return t('field.phone');
    case 'name':
      return t('field.name');
    case 'order_number':
      return t('field.order');
    default: {
      const words = name.replaceAll('_', ' ');
      return words.charAt(0).toLocaleUpperCase() + words.slice(1);
    }
  }
}

/** A topic as a tag says it. */
export function topicLabel(topic: string): string {
  return topic.charAt(0).toLocaleUpperCase() + topic.slice(1).replaceAll('_', ' ');
}

/** The part of an address that says which page it is. */
export function pageLabel(page: { url?: string; title?: string } | undefined): string | undefined {
  if (page?.title) return page.title;
  if (!page?.url) return undefined;
  try {
    const url = new URL(page.url);
    return url.pathname === '/' ? url.host : url.pathname;
  } catch {
    return page.url;
  }
}

/** An address that may be put into a link: only what a visitor's browser can have shown. */
export function safeHref(url: string | undefined): string | undefined {
  return url && /^https?:\/\//iu.test(url) ? url : undefined;
}

export function sameParty(a: Party, b: Party): boolean {
  return a.kind === b.kind && a.id === b.id;
}
