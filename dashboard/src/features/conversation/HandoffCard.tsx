import type { Conversation, Field, Handoff } from '@baton/shared/facts.gen';
import type { Posted } from '@baton/shared/transcript';
import { usePreferences } from '../../data/preferences.ts';
import { fieldLabel } from '../../data/visitor.ts';
import { t } from '../../text/text.ts';
import { clockTime, expectation, waitLength } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { StateWord } from '../../ui/marks.tsx';
import { reasonText } from './eventText.tsx';
import styles from './HandoffCard.module.css';

type Props = {
  conversation: Conversation;
  handoff: Handoff;
  /** The visitor's words behind the reason, and the message where they stand. */
  evidence: string | undefined;
  source: Posted | undefined;
  onShow: (seq: number) => void;
};

/** Why a person is needed, what the visitor wants, what is known and what was promised. It folds. */
export function HandoffCard({ conversation: c, handoff: h, evidence, source, onShow }: Props) {
  const [{ handoffFolded: folded }, change] = usePreferences();
  return (
    <section
      className={styles.card}
      aria-label={t('handoff.title')}
      data-folded={folded || undefined}
    >
      <div className={styles.line}>
        <StateWord tone="accent" icon="user">
          {reasonText(h.reason)}
        </StateWord>
        {evidence && (
          <span className={styles.evidence}>
            {source ? (
              <button type="button" onClick={() => onShow(source.seq)} title={t('handoff.show')}>
                <q dir="auto">{evidence}</q>
              </button>
            ) : (
              <q dir="auto">{evidence}</q>
            )}
          </span>
        )}
        <span className={styles.grow} />
        <time className={styles.time} dateTime={h.asked_at}>
          {clockTime(h.asked_at)}
        </time>
        <IconButton
          icon="down"
          size="s"
          label={folded ? t('handoff.unfold') : t('handoff.fold')}
          aria-expanded={!folded}
          onClick={() => change({ handoffFolded: !folded })}
        />
      </div>
      {!folded && (
        <>
          <p className={styles.summary} dir="auto">
            {c.summary || h.summary || t('handoff.preparing')}
          </p>
          <Facts fields={c.fields} handoff={h} />
        </>
      )}
    </section>
  );
}

function Facts({ fields, handoff }: { fields: readonly Field[]; handoff: Handoff }) {
  return (
    <dl className={styles.facts}>
      {fields.map((f) => (
        <div key={f.name}>
          <dt>{fieldLabel(f.name)}</dt>
          <dd>
            <bdi>{f.value}</bdi>
          </dd>
        </div>
      ))}
      <Promised handoff={handoff} />
    </dl>
  );
}

/** The promise, and whether it was kept. */
function Promised({ handoff: h }: { handoff: Handoff }) {
  const now = useNow('halfMinute');
  if (h.reason === 'agent_takeover') return null;
  const joined = h.joined_at ? Date.parse(h.joined_at) - Date.parse(h.asked_at) : undefined;
  return (
    <div>
      <dt>{t('handoff.promised')}</dt>
      <dd>{expectation(h.promise, now)}</dd>
      {joined !== undefined && (
        <dd className={styles.kept}>
          <Icon name="check" size="s" />
          {t('handoff.joinedIn', { time: waitLength(joined) })}
        </dd>
      )}
      {h.asking_for && h.open && <dd className={styles.asking}>{t('handoff.askingContact')}</dd>}
    </div>
  );
}
