import { Link } from '@tanstack/react-router';
import { asApiError } from '../data/errors.ts';
import { t } from '../text/text.ts';
import { Empty, Failed } from '../ui/states.tsx';

/** Our own bug, or a piece of a newer build that this old page cannot load. */
export function Failure({ error }: { error: unknown }) {
  const stale = error instanceof TypeError && /import|module/iu.test(error.message);
  return (
    <Failed
      what={stale ? t('app.newVersion') : t('app.broken')}
      say={stale ? t('app.newVersionWhy') : asApiError(error).message}
      retry={t('connection.reload')}
      onRetry={() => location.reload()}
    />
  );
}

export function NotFound() {
  return (
    <Empty
      icon="search"
      title={t('app.notFound')}
      why={t('app.notFoundWhy')}
      action={<Link to="/inbox">{t('app.toInbox')}</Link>}
    />
  );
}
