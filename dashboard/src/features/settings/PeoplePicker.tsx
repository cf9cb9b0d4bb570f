import { useState } from 'react';
import type { Agent } from '../../data/presence.ts';
import { t } from '../../text/rooms.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { TextField } from '../../ui/fields.tsx';
import routing from './Routing.module.css';
import styles from './Settings.module.css';
import { abilities } from './skillWords.ts';

type Props = {
  label: string;
  agents: readonly Agent[];
  /** Ids. */
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
};

/** From so many people on they are looked for by name. */
const many = 8;

/** Some of the people, each with what they can. */
export function PeoplePicker({ label, agents, chosen, onChange }: Props) {
  const [filter, setFilter] = useState('');
  const people = agents.filter((a) => !a.disabled || chosen.includes(a.id));
  const shown = people.filter((a) =>
    `${a.name} ${abilities(a)}`.toLocaleLowerCase().includes(filter.trim().toLocaleLowerCase()),
  );
  return (
    <fieldset className={styles.group}>
      <legend>
        {label} <small className={styles.quiet}>{t('picker.chosen', { n: chosen.length })}</small>
      </legend>
      {people.length > many && (
        <TextField
          label={t('picker.find')}
          type="search"
          value={filter}
          onChange={(e) => setFilter(e.target.value)}
        />
      )}
      <ul className={routing.people}>
        {shown.map((a) => (
          <li key={a.id}>
            <label className={routing.person}>
              <input
                type="checkbox"
                checked={chosen.includes(a.id)}
                onChange={(e) =>
                  onChange(
                    e.target.checked ? [...chosen, a.id] : chosen.filter((id) => id !== a.id),
                  )
                }
              />
              <Avatar id={a.id} name={a.name} picture={a.picture} size="s" />
              <span className={routing.personWords}>
                <bdi className={routing.strong}>{a.name}</bdi>
                <small>{abilities(a) || t('picker.noSkills')}</small>
              </span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
