import { lazy, Suspense, useState } from 'react';
import { asApiError, type RuleProblem } from '../../data/errors.ts';
import { mergeFields, mergeList } from '../../data/merge.ts';
import {
  matchesAll,
  moved,
  type Rule,
  type Rules,
  ruleOf,
  type Tried,
  useRulesCheck,
  useSaveRules,
  useTryRules,
} from '../../data/rules.ts';
import { type Site, useAgents } from '../../data/team.ts';
import { useTeams } from '../../data/teams.ts';
import { t } from '../../text/planning.ts';
import { Button } from '../../ui/Button.tsx';
import { Conflict, type Difference } from '../../ui/Conflict.tsx';
import { difference, type Versions } from '../../ui/differences.ts';
import { OrderWords, useOrder } from '../../ui/order.tsx';
import { SaveBar } from '../../ui/SaveBar.tsx';
import { Notice } from '../../ui/states.tsx';
import { sayDone, sayFailed } from '../../ui/toasts.ts';
import { LeaveGuard } from './LeaveGuard.tsx';
import routing from './Routing.module.css';
import { RuleEditor } from './RuleEditor.tsx';
import { generalProblems, problemsAt, RuleProblems } from './RuleProblems.tsx';
import { RuleTable } from './RuleTable.tsx';
import { RuleTrial } from './RuleTrial.tsx';
import { defaultTarget, type RuleNames, ruleLine } from './ruleWords.ts';
import styles from './Settings.module.css';

const Simulator = lazy(() => import('./Simulator.tsx').then((m) => ({ default: m.Simulator })));

/** The table as it is worked on: the rules that have an order, and what happens without one. */
interface Draft {
  rules: readonly Rule[];
  rest: Rule | undefined;
}

/** Each rule gets an id, so that it can be followed through moves and trials. */
function toDraft(all: readonly Rule[]): Draft {
  const rules = all.map((r) => ({ ...r, id: r.id ?? freshID() }));
  const last = rules.at(-1);
  return last && !last.off && matchesAll(last.when)
    ? { rules: rules.slice(0, -1), rest: last }
    : { rules, rest: undefined };
}

const fromDraft = ({ rules, rest }: Draft): Rule[] => (rest ? [...rules, rest] : [...rules]);

/** Not to be guessed is not needed here, and the page may not be on https. */
const freshID = () => `rule-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

/** What the server does where there is no rule. */
const bare = () => ruleOf({ name: t('rules.else'), when: {} }, { target_seconds: defaultTarget });

type Editing = { at: number } | { at: 'new' } | { at: 'rest' };

export function RulesForm({ site, rules: stored }: { site: Site; rules: Rules }) {
  const [base, setBase] = useState(stored);
  const [draft, setDraft] = useState(() => toDraft(stored.rules));
  const [editing, setEditing] = useState<Editing>();
  const [simulating, setSimulating] = useState(false);
  const teams = useTeams().data;
  const agents = useAgents().data;
  const [tried, setTried] = useState<{ result: Tried; of: string }>();
  const save = useSaveRules(site.id);
  const trial = useTryRules(site.id);
  const names = useRuleNames();
  const all = fromDraft(draft);
  const written = JSON.stringify(all);
  const dirty = written !== JSON.stringify(fromDraft(toDraft(base.rules)));
  const failure = save.error ? asApiError(save.error) : undefined;
  const theirs = failure?.detail.present.rules;
  const checked = useRulesCheck(site.id, all).data;
  const problems: readonly RuleProblem[] = checked ?? failure?.detail.problems ?? base.problems;
  const refused = problems.some((p) => p.refused);
  const { rules } = draft;
  const set = (next: readonly Rule[]) => setDraft({ ...draft, rules: next });
  const adopt = (next: Rules) => {
    setBase(next);
    setDraft(toDraft(next.rules));
    save.reset();
  };
  const store = (rules: Rule[], version: number) =>
    save.mutate(
      { rules, version },
      {
        onSuccess: (saved) => {
          adopt(saved);
          sayDone(t('rules.saved', { site: site.name }), 'check');
        },
      },
    );
  const order = useOrder({
    ids: rules.map((r) => r.id ?? ''),
    onMove: (from, to) => set(moved(rules, from, to)),
    said: (id, place) =>
      t('order.said', {
        name: rules.find((r) => r.id === id)?.name ?? '',
        place,
        of: rules.length,
      }),
  });
  const tryOut = () =>
    trial.mutate(all, {
      onSuccess: (result) => setTried({ result, of: written }),
      onError: (e) => sayFailed(e.message),
    });
  return (
    <div className={styles.page} data-wide="">
      <form
        className={styles.form}
        onSubmit={(e) => {
          e.preventDefault();
          store(all, base.version);
        }}
      >
        {theirs && (
          <div className={styles.fields}>
            <Conflict
              title={t('rules.conflict')}
              differences={differences(
                { base: base.rules, mine: all, theirs: theirs.rules },
                names,
              )}
              onTake={() => adopt(theirs)}
              onKeep={() => {
                const merged = mergeDrafts(toDraft(base.rules), draft, toDraft(theirs.rules));
                setBase(theirs);
                setDraft(merged);
                store(fromDraft(merged), theirs.version);
              }}
            />
          </div>
        )}
        <div className={routing.toolbar}>
          <p className={routing.muted}>{base.shipped ? t('rules.shipped') : t('rules.readFrom')}</p>
          <span className={routing.push} />
          <Button tone="line" icon="refresh" busy={trial.isPending} onClick={tryOut}>
            {t('rules.try')}
          </Button>
          <Button
            tone="line"
            icon="board"
            aria-expanded={simulating}
            onClick={() => setSimulating(!simulating)}
          >
            {t('rules.simulate')}
          </Button>
          <Button tone="line" icon="plus" onClick={() => setEditing({ at: 'new' })}>
            {t('rules.add')}
          </Button>
        </div>
        {generalProblems(problems).length > 0 && (
          <div className={styles.fields}>
            <RuleProblems problems={generalProblems(problems)} />
          </div>
        )}
        <RuleTable
          rules={rules}
          rest={draft.rest ?? bare()}
          order={order}
          names={names}
          problems={problems}
          tried={tried?.result}
          onSwitch={(at, on) =>
            set(
              rules.map((r, i) => {
                if (i !== at) return r;
                const { off: _, ...rule } = r;
                return on ? rule : { ...rule, off: true };
              }),
            )
          }
          onEdit={(at) => setEditing(at === undefined ? { at: 'rest' } : { at })}
        />
        <OrderWords order={order} />
        {dirty && refused && (
          <div className={styles.fields}>
            <Notice tone="bad">{t('rules.refused')}</Notice>
          </div>
        )}
        <SaveBar
          dirty={dirty}
          busy={save.isPending}
          error={theirs ? undefined : failure?.message}
          words={{
            unsaved: t('form.unsaved'),
            saved: t('form.saved'),
            undo: t('state.undo'),
            save: t('state.save'),
          }}
          onUndo={() => adopt(base)}
        />
        <LeaveGuard dirty={dirty} />
      </form>
      {tried && (
        <RuleTrial
          tried={tried.result}
          old={tried.of !== written}
          names={names}
          rule={(id) => tried.result.counts.find((c) => c.rule === id)?.name || t('rules.else')}
        />
      )}
      {simulating && teams && agents && (
        <Suspense fallback={null}>
          <Simulator site={site} agents={agents} teams={teams} rules={all} />
        </Suspense>
      )}
      {editing && (
        <Edit
          site={site.id}
          editing={editing}
          draft={draft}
          problems={problems}
          onChange={(next) => {
            setDraft(next);
            setEditing(undefined);
          }}
          onClose={() => setEditing(undefined)}
        />
      )}
    </div>
  );
}

function useRuleNames(): RuleNames {
  const teams = useTeams().data ?? [];
  const agents = useAgents().data ?? [];
  return {
    team: (id) => teams.find((x) => x.id === id)?.name ?? t('teams.goneName'),
    agent: (id) => agents.find((a) => a.id === id)?.name ?? t('rules.goneAgent'),
  };
}

type EditProps = {
  site: string;
  editing: Editing;
  draft: Draft;
  problems: readonly RuleProblem[];
  onChange: (draft: Draft) => void;
  onClose: () => void;
};

function Edit({ site, editing, draft, problems, onChange, onClose }: EditProps) {
  const { rules, rest } = draft;
  if (editing.at === 'rest') {
    return (
      <RuleEditor
        site={site}
        rule={rest ?? bare()}
        known={rest !== undefined}
        last
        problems={problemsAt(problems, rules.length)}
        onApply={(rule) => onChange({ ...draft, rest: { ...rule, id: rule.id ?? freshID() } })}
        onRemove={() => onChange({ ...draft, rest: undefined })}
        onClose={onClose}
      />
    );
  }
  const at = editing.at === 'new' ? rules.length : editing.at;
  const rule = rules[at] ?? ruleOf({ id: freshID(), name: '', when: {} }, { target_seconds: 60 });
  return (
    <RuleEditor
      site={site}
      rule={rule}
      known={at < rules.length}
      last={false}
      problems={at < rules.length ? problemsAt(problems, at) : []}
      onApply={(next) => onChange({ ...draft, rules: rules.toSpliced(at, 1, next) })}
      onRemove={() => onChange({ ...draft, rules: rules.toSpliced(at, 1) })}
      onClose={onClose}
    />
  );
}

const idOf = (rule: Rule) => rule.id ?? '';

function mergeDrafts(base: Draft, mine: Draft, theirs: Draft): Draft {
  const merged = mergeFields(base, mine, theirs);
  const rules = mergeList(base.rules, mine.rules, theirs.rules, idOf);
  // One of us may have made the last rule match everything, and the other kept it as it was.
  return { ...merged, rules: rules.filter((r) => r.id !== merged.rest?.id) };
}

/** Rule by rule who changed what, and the order when that is not the same. */
function differences(
  { base, mine, theirs }: Versions<readonly Rule[]>,
  names: RuleNames,
): Difference[] {
  const each = <T,>(of: (rules: readonly Rule[]) => T) => ({
    base: of(base),
    mine: of(mine),
    theirs: of(theirs),
  });
  const ids = [...new Set([...mine, ...theirs].map(idOf))];
  const found = ids.flatMap((id) => {
    const rule = each((rules) => rules.find((r) => r.id === id));
    const name = rule.mine?.name ?? rule.theirs?.name ?? '';
    return difference(name, rule, (r) => ruleLine(r, name, names));
  });
  const order = each((rules) => rules.map((r) => r.name).join(' → '));
  return [...found, ...difference(t('rules.order'), order, (line) => line)];
}
