import { Link } from '@tanstack/react-router';
import { useIsAdmin } from '../data/me.ts';
import { usePreferences } from '../data/preferences.ts';
import { setupProgress } from '../data/setupSteps.ts';
import { t } from '../text/text.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './SetupReminder.module.css';

/** For the admin who left the first run half-way: the way back, until it is finished. */
export function SetupReminder() {
  const admin = useIsAdmin();
  const [{ setup }] = usePreferences();
  const { begun, finished, done, all } = setupProgress(setup);
  if (!admin || !begun || finished) return null;
  return (
    <Link to="/setup" className={styles.reminder}>
      <Icon name="flag" />
      <span>{t('setup.reminder', { done, all })}</span>
      <Icon name="next" size="s" points />
    </Link>
  );
}
