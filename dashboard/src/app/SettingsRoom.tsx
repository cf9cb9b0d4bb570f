import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { useIsAdmin, useMe } from '../data/me.ts';
import { type Site, useAgents, useSites } from '../data/team.ts';
import { adminNames } from '../features/settings/adminNames.ts';
import { type Area, type AreaId, findArea, type SiteAreaId } from '../features/settings/areas.ts';
import menu from '../features/settings/Settings.module.css';
import { SettingsMenu } from '../features/settings/SettingsMenu.tsx';
import { t } from '../text/rooms.ts';
import { BareSelect } from '../ui/fields.tsx';
import { Icon } from '../ui/Icon.tsx';
import { RoomTitle } from '../ui/marks.tsx';
import { Empty } from '../ui/states.tsx';
import styles from './SettingsRoom.module.css';

const load = {
  profile: lazy(() =>
    import('../features/settings/ProfilePage.tsx').then((m) => ({ default: m.ProfilePage })),
  ),
  security: lazy(() =>
    import('../features/settings/SecurityPage.tsx').then((m) => ({ default: m.SecurityPage })),
  ),
  appearance: lazy(() =>
    import('../features/settings/AppearancePage.tsx').then((m) => ({ default: m.AppearancePage })),
  ),
  keyboard: lazy(() =>
    import('../features/settings/KeyboardPage.tsx').then((m) => ({ default: m.KeyboardPage })),
  ),
  devices: lazy(() =>
    import('../features/settings/DevicesPage.tsx').then((m) => ({ default: m.DevicesPage })),
  ),
  team: lazy(() =>
    import('../features/settings/TeamPage.tsx').then((m) => ({ default: m.TeamPage })),
  ),
  teams: lazy(() =>
    import('../features/settings/TeamsPage.tsx').then((m) => ({ default: m.TeamsPage })),
  ),
  skills: lazy(() =>
    import('../features/settings/SkillsPage.tsx').then((m) => ({ default: m.SkillsPage })),
  ),
  statuses: lazy(() =>
    import('../features/settings/StatusesPage.tsx').then((m) => ({ default: m.StatusesPage })),
  ),
  rules: lazy(() =>
    import('../features/settings/RulesPage.tsx').then((m) => ({ default: m.RulesPage })),
  ),
  topics: lazy(() =>
    import('../features/settings/TopicsPage.tsx').then((m) => ({ default: m.TopicsPage })),
  ),
  simulator: lazy(() =>
    import('../features/settings/SimulatorPage.tsx').then((m) => ({ default: m.SimulatorPage })),
  ),
  sites: lazy(() =>
    import('../features/settings/SitesPage.tsx').then((m) => ({ default: m.SitesPage })),
  ),
  install: lazy(() =>
    import('../features/settings/InstallPage.tsx').then((m) => ({ default: m.InstallPage })),
  ),
  hours: lazy(() =>
    import('../features/settings/HoursPage.tsx').then((m) => ({ default: m.HoursPage })),
  ),
  sla: lazy(() => import('../features/settings/SlaPage.tsx').then((m) => ({ default: m.SlaPage }))),
  assistant: lazy(() =>
    import('../features/settings/AssistantPage.tsx').then((m) => ({ default: m.AssistantPage })),
  ),
  texts: lazy(() =>
    import('../features/settings/TextsPage.tsx').then((m) => ({ default: m.TextsPage })),
  ),
  golive: lazy(() =>
    import('../features/settings/GoLivePage.tsx').then((m) => ({ default: m.GoLivePage })),
  ),
};

/** The settings: a menu, and one page at a time. */
export function SettingsRoom() {
  const { area: id } = useParams({ strict: false });
  const { site: wanted } = useSearch({ strict: false });
  const sites = useSites().data ?? [];
  const site = sites.find((s) => s.id === wanted) ?? sites[0];
  const area = findArea(id ?? 'profile');
  return (
    <div className={styles.room} data-area={id ? '' : undefined}>
      <RoomTitle>{t('rail.settings')}</RoomTitle>
      <SettingsMenu current={area?.id ?? 'profile'} site={wanted} />
      <div className={styles.page} data-pane="settings">
        <Link to="/settings" className={styles.back}>
          <Icon name="back" points /> {t('rail.settings')}
        </Link>
        {area ? (
          <>
            <Head area={area} site={site} sites={sites} />
            <Suspense fallback={null}>
              <Page area={area} site={site} />
            </Suspense>
          </>
        ) : (
          <Empty icon="settings" title={t('settings.unknown')} why={t('settings.unknownWhy')} />
        )}
      </div>
    </div>
  );
}

function Head({
  area,
  site,
  sites,
}: {
  area: Area;
  site: Site | undefined;
  sites: readonly Site[];
}) {
  const navigate = useNavigate();
  return (
    <header className={menu.head}>
      <div>
        <h2 className={menu.title}>{t(area.label)}</h2>
        <p>{t(area.about)}</p>
      </div>
      {area.site && site && sites.length > 1 && (
        <div className={menu.picker}>
          <BareSelect
            aria-label={t('settings.site')}
            value={site.id}
            onChange={(e) =>
              void navigate({
                to: '/settings/$area',
                params: { area: area.id },
                search: { site: e.target.value },
              })
            }
          >
            {sites.map((s) => (
              <option key={s.id} value={s.id}>
                {s.name}
              </option>
            ))}
          </BareSelect>
        </div>
      )}
    </header>
  );
}

function Page({ area, site }: { area: Area; site: Site | undefined }): ReactNode {
  const admin = useIsAdmin();
  if (area.site) {
    if (area.admin && !admin) return <Forbidden area={area} />;
    if (!site)
      return <Empty icon="globe" title={t('settings.noSite')} why={t('settings.noSiteWhy')} />;
    const SitePage = load[area.id as SiteAreaId];
    return <SitePage key={site.id} site={site} />;
  }
  const OwnPage = load[area.id as Exclude<AreaId, SiteAreaId>];
  return <OwnPage />;
}

/** Says which role is missing, and who can give it. */
function Forbidden({ area }: { area: Area }) {
  const me = useMe().agent;
  const names = adminNames(useAgents().data ?? []);
  return (
    <Empty
      icon="lock"
      title={t('settings.forbidden', { area: t(area.label) })}
      why={t('settings.forbiddenWhy', { role: t(`role.${me.role}`).toLocaleLowerCase(), names })}
      action={<Link to="/inbox">{t('app.toInbox')}</Link>}
    />
  );
}
