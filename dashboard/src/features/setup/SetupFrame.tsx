import type { ReactNode } from 'react';
import { type SetupStep, setupSteps } from '../../data/setupSteps.ts';
import { t } from '../../text/setup.ts';
import { Icon } from '../../ui/Icon.tsx';
import styles from './Setup.module.css';

export type StepMarks = Partial<Record<SetupStep, { state: 'done' | 'skipped'; about: string }>>;

type Props = {
  current: SetupStep | undefined;
  marks: StepMarks;
  /** Goes to a step; undefined where it cannot be left. */
  onStep?: ((step: SetupStep) => void) | undefined;
  end?: ReactNode;
  wide?: boolean;
  children: ReactNode;
};

/** The page of the first run: the six steps at the side, one of them open. */
export function SetupFrame({ current, marks, onStep, end, wide = false, children }: Props) {
  return (
    <div className={styles.setup}>
      <header className={styles.head}>
        <span className={styles.brand}>
          <Icon name="baton" size="xl" />
          Baton
        </span>
        <span className={styles.quiet}>{t('setup.title')}</span>
        <span className={styles.grow} />
        {end}
      </header>
      <nav className={styles.side} aria-label={t('setup.steps')}>
        <ol className={styles.steps}>
          {setupSteps.map((step, i) => {
            const mark = marks[step];
            const line = (
              <>
                <span className={styles.n} data-state={step === current ? 'current' : mark?.state}>
                  {mark?.state === 'done' && step !== current ? (
                    <Icon name="check" size="s" />
                  ) : (
                    i + 1
                  )}
                </span>
                <span>
                  <b>{t(`setup.${step}`)}</b>
                  <small>{mark?.about || t(`setup.${step}.about`)}</small>
                </span>
              </>
            );
            return (
              <li key={step} aria-current={step === current ? 'step' : undefined}>
                {onStep && step !== 'account' && step !== 'site' ? (
                  <button type="button" onClick={() => onStep(step)}>
                    {line}
                  </button>
                ) : (
                  <span className={styles.line}>{line}</span>
                )}
              </li>
            );
          })}
        </ol>
      </nav>
      <main className={styles.main} data-wide={wide || undefined}>
        {children}
      </main>
    </div>
  );
}

export function StepHead({ title, about }: { title: string; about: ReactNode }) {
  return (
    <div className={styles.title}>
      <h1>{title}</h1>
      <p>{about}</p>
    </div>
  );
}

export function StepFoot({ children }: { children: ReactNode }) {
  return <footer className={styles.foot}>{children}</footer>;
}
