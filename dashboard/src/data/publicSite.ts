import { t } from '../text/text.ts';
import type { Schema } from './api.ts';
import type { Site } from './team.ts';

/** What a visitor may know of a site; the panel is told it before it has asked. */
export function publicSite(site: Site): Schema['PublicSite'] {
  const { id, key, name, locale, greeting, accent, mode, fallback_contact, typing_preview } = site;
  return {
    id,
    key,
    name,
    locale,
    greeting,
    assistant: site.assistant.name || t('party.assistant'),
    accent,
    mode,
    fallback_contact,
    typing_preview,
  };
}
