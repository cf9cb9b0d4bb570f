import { useCachedConversation } from '../../data/conversation.ts';
import type { ConversationState } from '../../data/conversationState.ts';
import { t } from '../../text/text.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Bone, Skeleton } from '../../ui/states.tsx';
import { Attributes } from './Attributes.tsx';
import { Contact } from './Contact.tsx';
import styles from './ContextPane.module.css';
import { Fields } from './Fields.tsx';
import { Owed } from './Owed.tsx';
import { Past } from './Past.tsx';
import { Trail } from './Trail.tsx';
import { WhyAgent } from './WhyAgent.tsx';

/** Who the visitor is, what is known, where they are and what was before. */
export function ContextPane({ conversation }: { conversation: string }) {
  const state = useCachedConversation(conversation);
  if (!state) {
    return (
      <Skeleton label={t('state.loading')}>
        <div className={styles.bones}>
          <Bone width="m" />
          <Bone width="xl" />
          <Bone width="l" />
        </div>
      </Skeleton>
    );
  }
  return (
    <div className={styles.scroll}>
      <Contact state={state} />
      <Attributes state={state} />
      <Fields state={state} />
      <Trail state={state} />
      <Past past={state.visitor.past} />
      <PackageNotes state={state} />
      <Owed state={state} />
      <WhyAgent state={state} />
    </div>
  );
}

/** What else travelled with the handoff: points, mood, what the assistant had tried. */
function PackageNotes({ state }: { state: ConversationState }) {
  const p = state.package;
  if (!p) return null;
  const mood =
    p.sentiment === 'angry'
      ? t('mood.angry')
      : p.sentiment === 'annoyed'
        ? t('mood.annoyed')
        : undefined;
  if (!p.intent && !mood && !p.points?.length) return null;
  return (
    <section className={styles.section}>
      <h3>{t('context.handedOver')}</h3>
      {p.points && p.points.length > 0 && (
        <ul className={styles.points}>
          {p.points.map((point) => (
            <li key={point} dir="auto">
              {point}
            </li>
          ))}
        </ul>
      )}
      <p className={styles.quiet}>
        <Icon name={p.by === 'model' ? 'spark' : 'info'} size="s" />
        {p.by === 'model' ? t('context.byModel') : t('context.byRules')}
        {mood && ` · ${mood}`}
      </p>
    </section>
  );
}
