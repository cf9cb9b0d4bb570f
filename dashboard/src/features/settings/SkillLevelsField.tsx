import { Link } from '@tanstack/react-router';
import { levels, type SkillLevels, useSkills } from '../../data/skills.ts';
import { t } from '../../text/rooms.ts';
import { Segments } from '../../ui/Segments.tsx';
import routing from './Routing.module.css';
import styles from './Settings.module.css';

type Props = { value: SkillLevels; onChange: (value: SkillLevels) => void };

const choices = ['0', ...levels.map(String)];

/** How good somebody is at what: none, or from 1 to 5. */
export function SkillLevelsField({ value, onChange }: Props) {
  const skills = useSkills().data ?? [];
  const set = (name: string, level: number) => {
    const { [name]: _, ...rest } = value;
    onChange(level > 0 ? { ...rest, [name]: level } : rest);
  };
  return (
    <fieldset className={styles.group}>
      <legend>{t('agent.skills')}</legend>
      <p className={styles.quiet}>
        {skills.length > 0 ? (
          t('agent.skillsAbout')
        ) : (
          <Link to="/settings/$area" params={{ area: 'skills' }}>
            {t('agent.noSkills')}
          </Link>
        )}
      </p>
      {skills.map(({ name }) => (
        <div key={name} className={routing.level}>
          <bdi>{name}</bdi>
          <Segments
            label={t('agent.levelOf', { skill: name })}
            value={String(value[name] ?? 0)}
            onChange={(level) => set(name, Number(level))}
            options={choices.map((c) => ({
              value: c,
              label: c === '0' ? t('agent.noLevel') : c,
            }))}
          />
        </div>
      ))}
    </fieldset>
  );
}
