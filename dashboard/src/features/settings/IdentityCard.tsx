import { useState } from 'react';
import { type Site, useIdentity, useRotateIdentity } from '../../data/team.ts';
import { t } from '../../text/identity.ts';
import { fullTime } from '../../text/time.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { CopyBlock } from '../../ui/CopyBlock.tsx';
import { LazyConfirm } from '../../ui/LazyConfirm.tsx';
import { Notice } from '../../ui/states.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { sayFailed } from '../../ui/toasts.ts';
import { type Server, servers, signingSnippet } from './identitySnippet.ts';
import styles from './Settings.module.css';

type Asking = 'rotate' | 'revoke' | undefined;

/** The secret with which the site's server signs who a visitor is: made here, shown once. */
export function IdentityCard({ site }: { site: Site }) {
  const { data, error } = useIdentity(site.id);
  const { mutate, data: made, isPending } = useRotateIdentity(site.id);
  const [asking, setAsking] = useState<Asking>();
  const rotate = (revoke: boolean) =>
    mutate(
      { revoke },
      { onError: (e) => sayFailed(e.message), onSettled: () => setAsking(undefined) },
    );
  return (
    <Card title={t('identity.title')} about={t('identity.about')}>
      <div className={styles.group}>
        {error && (
          <Notice tone="bad" alert>
            {error.message}
          </Notice>
        )}
        {made && (
          <>
            <CopyBlock
              head={t('identity.secret')}
              text={made.secret}
              copy={t('identity.copy')}
              copied={t('identity.copied')}
            />
            <Notice tone="warn">{t('identity.once')}</Notice>
          </>
        )}
        {data && (
          <p className={styles.quiet} role="status">
            {data.created_at
              ? t('identity.since', { time: fullTime(data.created_at) })
              : t('identity.none')}
            {data.previous_until &&
              ` ${t('identity.previous', { time: fullTime(data.previous_until) })}`}
          </p>
        )}
        <div className={styles.buttons}>
          {data?.set ? (
            <>
              <Button tone="line" icon="refresh" onClick={() => setAsking('rotate')}>
                {t('identity.rotate')}
              </Button>
              <Button tone="danger" onClick={() => setAsking('revoke')}>
                {t('identity.revoke')}
              </Button>
            </>
          ) : (
            <Button
              tone="primary"
              icon="lock"
              busy={isPending}
              disabled={!data}
              onClick={() => rotate(false)}
            >
              {t('identity.make')}
            </Button>
          )}
        </div>
        <Examples site={site} />
      </div>
      <LazyConfirm
        open={asking !== undefined}
        onClose={() => setAsking(undefined)}
        title={t(asking === 'revoke' ? 'identity.revokeTitle' : 'identity.rotateTitle')}
        about={t(asking === 'revoke' ? 'identity.revokeAsk' : 'identity.rotateAsk')}
        keep={t('identity.keep')}
        confirm={t(asking === 'revoke' ? 'identity.revoke' : 'identity.rotate')}
        busy={isPending}
        onConfirm={() => rotate(asking === 'revoke')}
      />
    </Card>
  );
}

/** The lines that sign, for the usual kinds of server. */
function Examples({ site }: { site: Site }) {
  const [server, setServer] = useState<Server>('node');
  return (
    <>
      <Tabs<Server>
        label={t('identity.servers')}
        value={server}
        onChange={setServer}
        tabs={servers.map((value) => ({ value, label: t(`identity.${value}`) }))}
      />
      <CopyBlock
        head={t('identity.onServer')}
        text={signingSnippet(server, site.key)}
        copy={t('identity.copy')}
        copied={t('identity.copied')}
      />
      <CopyBlock
        head={t('identity.onPage')}
        text={pageSnippet}
        copy={t('identity.copy')}
        copied={t('identity.copied')}
      />
    </>
  );
}

const pageSnippet = `Baton('identify', async () => {
  const answer = await fetch('/baton-token', { method: 'POST' });
  return answer.ok ? answer.text() : null;
});`;
