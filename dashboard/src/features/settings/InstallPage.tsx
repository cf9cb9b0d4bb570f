import { Link } from '@tanstack/react-router';
import { asApiError } from '../../data/errors.ts';
import { installWords } from '../../data/installWords.ts';
import { useIsAdmin } from '../../data/me.ts';
import { type Site, useInstall } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import { Card } from '../../ui/Card.tsx';
import { InstallGuide } from '../../ui/InstallGuide.tsx';
import { Bone, Failed, Skeleton } from '../../ui/states.tsx';
import { IdentityCard } from './IdentityCard.tsx';
import routing from './Routing.module.css';
import styles from './Settings.module.css';

/** The snippet, whether a page has shown the widget yet, and how the site vouches for its visitors. */
export function InstallPage({ site }: { site: Site }) {
  const { data, error, refetch } = useInstall(site.id);
  const admin = useIsAdmin();
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
        <>
          <InstallGuide install={data} words={installWords(data)} />
          {admin && (
            <Card title={t('golive.link')} about={t('golive.linkAbout')} flush>
              <p className={routing.section}>
                <Link to="/settings/$area" params={{ area: 'golive' }} search={{ site: site.id }}>
                  {t('golive.try')}
                </Link>
              </p>
            </Card>
          )}
          {admin && <IdentityCard site={site} />}
        </>
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
