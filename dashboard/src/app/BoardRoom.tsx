import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useIsSupervisor, useMe } from '../data/me.ts';
import { useAgents, useSites } from '../data/team.ts';
import { BoardPage } from '../features/board/BoardPage.tsx';
import { adminNames } from '../features/settings/adminNames.ts';
import { t } from '../text/board.ts';
import { BareSelect } from '../ui/fields.tsx';
import { RoomTitle } from '../ui/marks.tsx';
import { Empty } from '../ui/states.tsx';

/** The live board, for supervisors and admins. */
export function BoardRoom() {
  const { site, wall = false } = useSearch({ from: '/inside/board' });
  const may = useIsSupervisor();
  const navigate = useNavigate();
  const hang = (up: boolean) =>
    void navigate({
      to: '/board',
      search: { ...(site ? { site } : {}), ...(up ? { wall: true } : {}) },
    });
  return (
    <>
      <RoomTitle>{t('rail.board')}</RoomTitle>
      {may ? (
        <BoardPage
          key={site}
          site={site}
          picker={<SitePicker site={site} />}
          wall={wall}
          onWall={hang}
        />
      ) : (
        <Forbidden />
      )}
    </>
  );
}

function SitePicker({ site }: { site: string | undefined }) {
  const navigate = useNavigate();
  const sites = useSites().data ?? [];
  if (sites.length < 2) return null;
  return (
    <span>
      <BareSelect
        aria-label={t('settings.site')}
        value={site ?? ''}
        onChange={(e) =>
          void navigate({
            to: '/board',
            search: e.target.value ? { site: e.target.value } : {},
          })
        }
      >
        <option value="">{t('inbox.allSites')}</option>
        {sites.map((s) => (
          <option key={s.id} value={s.id}>
            {s.name}
          </option>
        ))}
      </BareSelect>
    </span>
  );
}

/** Says which role is missing, and who can give it. */
function Forbidden() {
  const me = useMe().agent;
  const names = adminNames(useAgents().data ?? []);
  return (
    <Empty
      icon="lock"
      title={t('board.forbidden')}
      why={t('settings.forbiddenWhy', { role: t(`role.${me.role}`).toLocaleLowerCase(), names })}
      action={<Link to="/inbox">{t('app.toInbox')}</Link>}
    />
  );
}
