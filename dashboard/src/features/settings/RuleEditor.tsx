import { useState } from 'react';
import type { RuleProblem } from '../../data/errors.ts';
import type { Rule } from '../../data/rules.ts';
import { t } from '../../text/planning.ts';
import { Button } from '../../ui/Button.tsx';
import { DialogActions } from '../../ui/DialogActions.tsx';
import { TextField } from '../../ui/fields.tsx';
import { LazyDialog } from '../../ui/LazyDialog.tsx';
import routing from './Routing.module.css';
import { RuleConditions } from './RuleConditions.tsx';
import { RuleOutcome } from './RuleOutcome.tsx';
import { RuleProblems } from './RuleProblems.tsx';
import { fromLines, isOpen, toLines } from './ruleForm.ts';

type Props = {
  site: string;
  rule: Rule;
  /** It is in the table already. */
  known: boolean;
  /** Whatever no other rule matches: it asks for nothing and stays last. */
  last: boolean;
  problems: readonly RuleProblem[];
  onApply: (rule: Rule) => void;
  onRemove: () => void;
  onClose: () => void;
};

/** One rule. What is done here is stored with the whole table. */
export function RuleEditor({
  site,
  rule,
  known,
  last,
  problems,
  onApply,
  onRemove,
  onClose,
}: Props) {
  const [name, setName] = useState(rule.name);
  const [lines, setLines] = useState(() => toLines(rule.when));
  const [tried, setTried] = useState(false);
  const [then, setThen] = useState(rule.then);
  const unnamed = name.trim() === '';
  return (
    <LazyDialog
      open
      onClose={onClose}
      width="m"
      title={last ? t('rules.else') : known ? t('rules.editTitle') : t('rules.addTitle')}
      about={last ? t('rules.elseAbout') : undefined}
    >
      <form
        className={routing.editor}
        onSubmit={(e) => {
          e.preventDefault();
          setTried(true);
          if (unnamed || lines.some(isOpen)) return;
          onApply({ ...rule, name: name.trim(), when: fromLines(lines), then });
        }}
      >
        <RuleProblems problems={problems} />
        {!last && (
          <>
            <TextField
              label={t('rules.name')}
              value={name}
              maxLength={80}
              error={tried && unnamed ? t('rules.noName') : undefined}
              onChange={(e) => setName(e.target.value)}
            />
            <RuleConditions site={site} lines={lines} tried={tried} onChange={setLines} />
          </>
        )}
        <RuleOutcome then={then} problems={problems} onChange={setThen} />
        <DialogActions>
          {known && (
            <>
              <Button tone="danger" icon="trash" onClick={onRemove}>
                {last ? t('rules.resetElse') : t('rules.remove')}
              </Button>
              <span className={routing.push} />
            </>
          )}
          <Button tone="line" onClick={onClose}>
            {t('state.cancel')}
          </Button>
          <Button type="submit" tone="primary">
            {t('rules.apply')}
          </Button>
        </DialogActions>
      </form>
    </LazyDialog>
  );
}
