import { usePreferences } from '../../data/preferences.ts';
import { t } from '../../text/rooms.ts';
import { Card } from '../../ui/Card.tsx';
import { Switch } from '../../ui/fields.tsx';
import { Segments } from '../../ui/Segments.tsx';
import styles from './Settings.module.css';

/** How the dashboard looks and writes, for this person on all their devices. */
export function AppearancePage() {
  const [{ theme, compact, enterSends }, change] = usePreferences();
  return (
    <div className={styles.page}>
      <Card title={t('look.theme')} about={t('look.themeAbout')}>
        <div>
          <Segments
            label={t('look.theme')}
            value={theme}
            onChange={(next) => change({ theme: next })}
            options={[
              { value: 'system', label: t('look.system') },
              { value: 'light', label: t('look.light') },
              { value: 'dark', label: t('look.dark') },
            ]}
          />
        </div>
      </Card>
      <Card title={t('look.lists')}>
        <Switch
          label={t('look.compact')}
          help={t('look.compactHelp')}
          checked={compact}
          onChange={(on) => change({ compact: on })}
        />
      </Card>
      <Card title={t('look.writing')}>
        <Switch
          label={t('look.enter')}
          help={t('look.enterHelp')}
          checked={enterSends}
          onChange={(on) => change({ enterSends: on })}
        />
      </Card>
    </div>
  );
}
