import { asApiError } from '../../data/errors.ts';
import { installWords } from '../../data/installWords.ts';
import { type Site, useInstall } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import { InstallGuide } from '../../ui/InstallGuide.tsx';
import { Bone, Failed, Skeleton } from '../../ui/states.tsx';
import styles from './Settings.module.css';

/** The snippet, and whether a page has shown the widget yet. */
export function InstallPage({ site }: { site: Site }) {
  const { data, error, refetch } = useInstall(site.id);
  if (error) {
    return (
      <Failed
        what={t('install.failed')}
        say={error.message}
        requestId={asApiError(error).requestId}
        retry={t('state.retry')}
        onRetry={() => void refetch()}
      />
    );
  }
  return (
    <div className={styles.page}>
      {data ? (
        <InstallGuide install={data} words={installWords(data)} />
      ) : (
        <Skeleton label={t('state.loading')}>
          <div className={styles.fields}>
            <Bone width="xl" shape="block" />
            <Bone width="l" shape="block" />
          </div>
        </Skeleton>
      )}
    </div>
  );
}
