import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState, useSyncExternalStore } from 'react';
import { data, type Schema } from '../data/api.ts';
import { asApiError } from '../data/errors.ts';
import { readHours } from '../data/hours.ts';
import { describeHours } from '../data/hoursWords.ts';
import { useArticles } from '../data/knowledge.ts';
import { useIsAdmin, useMe } from '../data/me.ts';
import { type Preferences, usePreferences } from '../data/preferences.ts';
import { firstOpenStep, type SetupStep, setupSteps } from '../data/setupSteps.ts';
import { type Site, useInstall, useSites } from '../data/team.ts';
import { Front } from '../features/auth/Front.tsx';
import { SetupFrame, type StepMarks } from '../features/setup/SetupFrame.tsx';
import type { StepProps } from '../features/setup/SiteSteps.tsx';
import { t } from '../text/setup.ts';
import { Empty, Failed } from '../ui/states.tsx';
import { useEnv } from './env.ts';
import { KitProvider } from './KitProvider.tsx';
import { Starting } from './SignedIn.tsx';

const AccountSteps = lazy(() =>
  import('../features/setup/AccountSteps.tsx').then((m) => ({ default: m.AccountSteps })),
);
const HoursStep = lazy(() =>
  import('../features/setup/SiteSteps.tsx').then((m) => ({ default: m.HoursStep })),
);
const AnswersStep = lazy(() =>
  import('../features/setup/SiteSteps.tsx').then((m) => ({ default: m.AnswersStep })),
);
const InstallStep = lazy(() =>
  import('../features/setup/SiteSteps.tsx').then((m) => ({ default: m.InstallStep })),
);
const TestStep = lazy(() => import('./TestStep.tsx').then((m) => ({ default: m.TestStep })));

/** The first run: by the one-time link of the server until there is an admin, then for that admin. */
export function SetupRoom() {
  const { session, api } = useEnv();
  const state = useSyncExternalStore(session.subscribe, session.state);
  const { token } = useSearch({ from: '/setup' });
  const [named, setNamed] = useState(true);
  const status = useQuery({
    queryKey: ['setup', token ?? ''],
    queryFn: async () =>
      data(
        await api.GET('/setup', { params: { header: token ? { 'X-Setup-Token': token } : {} } }),
      ),
    enabled: state.at === 'out',
  });
  if (state.at === 'unknown') return <Starting />;
  if (state.at === 'in') {
    return (
      <KitProvider key={state.grant.me.agent.id} grant={state.grant}>
        <Steps named={named} />
      </KitProvider>
    );
  }
  if (status.error) {
    return (
      <Failed
        what={t('app.noServer')}
        say={status.error.message}
        requestId={asApiError(status.error).requestId}
        retry={t('state.retry')}
        onRetry={() => void status.refetch()}
      />
    );
  }
  if (!status.data) return null;
  if (!status.data.needed)
    return (
      <NotNow title={t('setup.over')} about={t('setup.overAbout')} link={t('setup.toSignIn')} />
    );
  if (status.data.token !== 'right' || !token) {
    return (
      <NotNow
        title={t('setup.noToken')}
        about={t(status.data.token === 'wrong' ? 'setup.wrongTokenAbout' : 'setup.noTokenAbout')}
      />
    );
  }
  const onDone = (done: Schema['SetupDone'], isNamed: boolean) => {
    setNamed(isNamed);
    session.enter(done.session);
  };
  return (
    <Suspense fallback={null}>
      <AccountSteps api={api} token={token} onDone={onDone} />
    </Suspense>
  );
}

function NotNow({ title, about, link }: { title: string; about: string; link?: string }) {
  return (
    <Front title={title} about={about}>
      {link && <Link to="/inbox">{link}</Link>}
    </Front>
  );
}

/** The steps of somebody who is signed in; which are done is kept with their preferences. */
function Steps({ named }: { named: boolean }) {
  const navigate = useNavigate();
  const me = useMe().agent;
  const admin = useIsAdmin();
  const site = useSites().data?.[0];
  const [{ setup }, change] = usePreferences();
  const known = useKnown(site);
  const marked: Preferences['setup'] = {
    account: 'done',
    site: named ? 'done' : 'skipped',
    ...setup,
  };
  const [step, setStep] = useState<SetupStep>(() => firstOpenStep(marked));
  if (!admin)
    return (
      <Empty
        icon="lock"
        title={t('setup.adminsOnly')}
        action={<Link to="/inbox">{t('app.toInbox')}</Link>}
      />
    );
  if (!site) return null;
  const finish = (state: 'done' | 'skipped') => {
    change({ setup: { ...marked, [step]: state } });
    const next = setupSteps[setupSteps.indexOf(step) + 1];
    if (next) setStep(next);
    else void navigate({ to: '/inbox' });
  };
  const before = setupSteps[setupSteps.indexOf(step) - 1];
  const props = {
    site,
    onBack: before && before !== 'site' ? () => setStep(before) : undefined,
    onSkip: () => finish('skipped'),
    onDone: () => finish('done'),
  };
  return (
    <SetupFrame
      current={step}
      marks={marksOf(marked, site, {
        account: `${me.name}, ${t(`role.${me.role}`).toLocaleLowerCase()}`,
        ...known,
      })}
      onStep={setStep}
      wide={step === 'test'}
      end={
        <>
          <span>{t('setup.kept')}</span>
          <Link to="/inbox" onClick={() => change({ setup: marked })}>
            {t('setup.later')}
          </Link>
        </>
      }
    >
      <Suspense fallback={null}>{stepOf(step, props)}</Suspense>
    </SetupFrame>
  );
}

function stepOf(step: SetupStep, props: StepProps): ReactNode {
  switch (step) {
    case 'answers':
      return <AnswersStep {...props} />;
    case 'install':
      return <InstallStep {...props} />;
    case 'test':
      return <TestStep {...props} />;
    default:
      return <HoursStep {...props} />;
  }
}

/** What the steps have led to, for the lines under their names. */
function useKnown(site: Site | undefined): { answers: string; install: string } {
  const n =
    useArticles(site?.id ?? '', '').data?.pages.reduce((sum, p) => sum + p.articles.length, 0) ?? 0;
  const host = useInstall(site?.id).data?.first_seen_on;
  return {
    answers: n > 0 ? t('setup.articles', { n }) : '',
    install: host ? t('setup.seenOn', { host }) : '',
  };
}

function marksOf(
  setup: Preferences['setup'],
  site: Site,
  known: Pick<Record<SetupStep, string>, 'account' | 'answers' | 'install'>,
): StepMarks {
  const about: Record<SetupStep, string> = {
    ...known,
    site: [site.name, ...site.domains.slice(0, 1)].join(', '),
    hours: describeHours(readHours(site.hours)),
    test: '',
  };
  return Object.fromEntries(
    setupSteps.flatMap((step) => {
      const state = setup[step];
      return state
        ? [[step, { state, about: state === 'skipped' ? t('setup.skipped') : about[step] }]]
        : [];
    }),
  );
}
