import { useTopics } from '../../data/topics.ts';
import { t } from '../../text/planning.ts';
import { IconButton } from '../../ui/Button.tsx';
import { BareInput, BareSelect, Checkbox } from '../../ui/fields.tsx';
import routing from './Routing.module.css';
import { freeKinds, isOpen, type Kind, type Line, words } from './ruleForm.ts';
import { moods, moodWord, reasons, reasonWord } from './ruleWords.ts';
import styles from './Settings.module.css';

type Props = {
  /** Whose topics are proposed. */
  site: string;
  lines: readonly Line[];
  /** Somebody has tried to take them as they are: what is open is marked. */
  tried: boolean;
  onChange: (lines: Line[]) => void;
};

const topicsID = 'rule-topics';

/** On a phone Done stands far below what keeps it from being done. */
function intoSight(said: HTMLElement | null) {
  said?.scrollIntoView?.({ block: 'center' });
}

/** What must hold for a rule: a line for each thing that is asked. */
export function RuleConditions({ site, lines, tried, onChange }: Props) {
  const topics = useTopics(site).data?.topics.filter((x) => !x.off) ?? [];
  const free = freeKinds(lines);
  const add = (kind: Kind) =>
    onChange([
      ...lines,
      {
        key: Math.max(-1, ...lines.map((l) => l.key)) + 1,
        kind,
        name: '',
        value: kind === 'hours' ? 'closed' : '',
      },
    ]);
  return (
    <fieldset className={styles.group}>
      <legend>{t('rules.when')}</legend>
      <p className={styles.quiet}>
        {lines.length === 0 ? t('rules.whenNothing') : t('rules.whenAll')}
      </p>
      <datalist id={topicsID}>
        {topics.map((x) => (
          <option key={x.name} value={x.name} />
        ))}
      </datalist>
      {lines.map((line) => (
        <div key={line.key} className={routing.condition}>
          <span className={routing.conditionName}>{t(`rules.kind.${line.kind}`)}</span>
          <Value
            line={line}
            onChange={(part) =>
              onChange(lines.map((l) => (l.key === line.key ? { ...l, ...part } : l)))
            }
          />
          <IconButton
            icon="x"
            size="s"
            label={t('rules.removeCondition', { kind: t(`rules.kind.${line.kind}`) })}
            onClick={() => onChange(lines.filter((l) => l.key !== line.key))}
          />
          {tried && isOpen(line) && (
            <p ref={intoSight} className={routing.open} role="alert">
              {t('rules.conditionOpen')}
            </p>
          )}
        </div>
      ))}
      {free.length > 0 && (
        <BareSelect
          aria-label={t('rules.addCondition')}
          value=""
          onChange={(e) => {
            const kind = free.find((k) => k === e.target.value);
            if (kind) add(kind);
          }}
        >
          <option value="">{t('rules.addCondition')}</option>
          {free.map((kind) => (
            <option key={kind} value={kind}>
              {t(`rules.kind.${kind}`)}
            </option>
          ))}
        </BareSelect>
      )}
    </fieldset>
  );
}

type ValueProps = { line: Line; onChange: (part: Partial<Line>) => void };

function Value({ line, onChange }: ValueProps) {
  const label = t(`rules.kind.${line.kind}`);
  switch (line.kind) {
    case 'foreign':
      return <span className={routing.muted}>{t('rules.foreignHelp')}</span>;
    case 'hours':
      return (
        <BareSelect
          aria-label={label}
          value={line.value}
          onChange={(e) => onChange({ value: e.target.value })}
        >
          <option value="closed">{t('rules.hoursIs.closed')}</option>
          <option value="open">{t('rules.hoursIs.open')}</option>
        </BareSelect>
      );
    case 'reason':
      return <Choices {...{ line, onChange, label }} options={reasons} word={reasonWord} />;
    case 'sentiment':
      return <Choices {...{ line, onChange, label }} options={moods} word={moodWord} />;
    case 'attribute':
      return (
        <span className={routing.two}>
          <BareInput
            aria-label={t('rules.attributeName')}
            placeholder={t('rules.attributeName')}
            value={line.name}
            onChange={(e) => onChange({ name: e.target.value })}
          />
          <BareInput
            aria-label={t('rules.attributeValue')}
            placeholder={t('rules.attributeValue')}
            value={line.value}
            maxLength={300}
            onChange={(e) => onChange({ value: e.target.value })}
          />
        </span>
      );
    default:
      return (
        <BareInput
          aria-label={label}
          placeholder={t(`rules.example.${line.kind}`)}
          value={line.value}
          dir="auto"
          list={line.kind === 'topic' ? topicsID : undefined}
          onChange={(e) => onChange({ value: e.target.value })}
        />
      );
  }
}

type ChoiceProps = ValueProps & {
  label: string;
  options: readonly string[];
  word: (value: string) => string;
};

function Choices({ line, onChange, label, options, word }: ChoiceProps) {
  const chosen = words(line.value);
  return (
    <fieldset aria-label={label}>
      {options.map((value) => (
        <div key={value}>
          <Checkbox
            label={word(value)}
            checked={chosen.includes(value)}
            onChange={(e) =>
              onChange({
                value: (e.target.checked
                  ? [...chosen, value]
                  : chosen.filter((c) => c !== value)
                ).join(', '),
              })
            }
          />
        </div>
      ))}
    </fieldset>
  );
}
