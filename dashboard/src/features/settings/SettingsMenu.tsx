import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { t } from '../../text/rooms.ts';
import { Icon } from '../../ui/Icon.tsx';
import { type AreaGroup, type AreaId, areas } from './areas.ts';
import styles from './Settings.module.css';

const groups: readonly AreaGroup[] = ['you', 'sites', 'routing', 'people'];

/** All settings, to be found by their names and by what they are about. */
export function SettingsMenu({ current, site }: { current: AreaId; site: string | undefined }) {
  const [text, setText] = useState('');
  const q = text.trim().toLocaleLowerCase();
  const found = areas.filter((a) => `${t(a.label)} ${t(a.about)}`.toLocaleLowerCase().includes(q));
  return (
    <nav className={styles.menu} aria-label={t('settings.menu')} data-pane="menu">
      <div className={styles.find}>
        <Icon name="search" />
        <input
          type="search"
          aria-label={t('settings.find')}
          placeholder={t('settings.find')}
          value={text}
          onChange={(e) => setText(e.target.value)}
        />
      </div>
      {groups.map((group) => {
        const list = found.filter((a) => a.group === group);
        if (list.length === 0) return null;
        return (
          <div key={group}>
            <h2>{t(`settings.${group}`)}</h2>
            <ul>
              {list.map((a) => (
                <li key={a.id}>
                  <Link
                    to="/settings/$area"
                    params={{ area: a.id }}
                    search={site ? { site } : {}}
                    className={styles.link}
                    aria-current={a.id === current ? 'page' : undefined}
                  >
                    {t(a.label)}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
      {found.length === 0 && <p className={styles.none}>{t('settings.nothing', { q: text })}</p>}
    </nav>
  );
}
