import { t } from '../text/rooms.ts';
import { clockTime, shortDate } from '../text/time.ts';
import type { Schema } from './api.ts';

/** The texts around a snippet: the same in the settings and in the first run. */
export function installWords(install: Schema['Install']) {
  const seen = install.first_seen_at;
  return {
    copy: t('state.copy'),
    copied: t('state.copied'),
    tabs: t('install.tabs'),
    html: t('install.html'),
    react: t('install.react'),
    tagManager: t('install.tagManager'),
    wordpress: t('install.wordpress'),
    htmlHelp: t('install.htmlHelp'),
    reactHelp: t('install.reactHelp'),
    tagManagerHelp: t('install.tagManagerHelp'),
    wordpressHelp: t('install.wordpressHelp'),
    csp: t('install.csp'),
    waiting: t('install.waiting'),
    waitingAbout: t('install.waitingAbout'),
    works: seen ? t('install.works', { host: install.first_seen_on ?? '' }) : '',
    worksAbout: seen
      ? t('install.worksAbout', { date: shortDate(seen, Date.now()), time: clockTime(seen) })
      : '',
  };
}

export type InstallWords = ReturnType<typeof installWords>;
