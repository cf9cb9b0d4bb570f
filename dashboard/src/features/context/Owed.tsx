import type { ConversationState } from '../../data/conversationState.ts';
import { useRow } from '../../data/inbox.ts';
import { t } from '../../text/text.ts';
import { byWhen, clockOf } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { Timer } from '../../ui/marks.tsx';
import styles from './ContextPane.module.css';

/** By when a person owes the visitor what. */
export function Owed({ state }: { state: ConversationState }) {
  const now = useNow('second');
  const first = useRow(state.conversation.id)?.sla;
  // The end is as far away as it was when the snapshot was made, until somebody has the word again.
  const end = state.deadlines.find((d) => d.clock === 'resolution');
  const all = [...(first ? [first] : []), ...(end && state.conversation.turn_at ? [end] : [])];
  if (all.length === 0) return null;
  return (
    <section className={styles.section} aria-label={t('owed.title')}>
      <h3>{t('owed.title')}</h3>
      <dl className={styles.owed}>
        {all.map((d) => {
          const { text, near, late } = clockOf(d, now);
          return (
            <div key={d.clock}>
              <dt>{t(`owed.${d.clock}`)}</dt>
              <dd>
                <span>{t('owed.by', { when: byWhen(d.due_at, now) })}</span>
                <Timer near={near} late={late}>
                  {text}
                </Timer>
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
