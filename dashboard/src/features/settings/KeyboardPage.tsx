import { useState } from 'react';
import { ariaChord, chordOf, isSingle } from '../../actions/keys.ts';
import { type ActionGroup, type ActionId, actionIds, actionTable } from '../../actions/table.ts';
import { actionLabel, useActions } from '../../actions/useActions.ts';
import { readKeyMap, usePreferences } from '../../data/preferences.ts';
import { t } from '../../text/rooms.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Switch } from '../../ui/fields.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { Spoken } from '../../ui/marks.tsx';
import { Notice } from '../../ui/states.tsx';
import styles from './Settings.module.css';

const groups: readonly ActionGroup[] = [
  'anywhere',
  'list',
  'conversation',
  'composer',
  'offer',
  'panes',
];

/** Which keys do what, and whether keys without a modifier do anything. */
export function KeyboardPage() {
  const [{ keys }, change] = usePreferences();
  const [catching, setCatching] = useState<ActionId>();
  const map = readKeyMap(keys.map);
  const set = (id: ActionId, chord: string | null | undefined) => {
    const { [id]: _, ...rest } = map;
    change({ keys: { ...keys, map: chord === undefined ? rest : { ...rest, [id]: chord } } });
    setCatching(undefined);
  };
  return (
    <div className={styles.page}>
      <Card title={t('keyboard.single')}>
        <Switch
          label={t('keyboard.singleLabel')}
          help={t('keyboard.singleHelp')}
          checked={keys.single}
          onChange={(single) => change({ keys: { ...keys, single } })}
        />
      </Card>
      {groups.map((group) => (
        <Card key={group} title={t(`actions.${group}`)} flush>
          <div className={styles.tableBox}>
            <table className={styles.table} data-acts="">
              <thead>
                <tr>
                  <th scope="col">{t('keyboard.action')}</th>
                  <th scope="col">{t('keyboard.key')}</th>
                  <th scope="col">{t('keyboard.change')}</th>
                </tr>
              </thead>
              <tbody>
                {actionIds
                  .filter((id) => actionTable[id].group === group)
                  .map((id) => (
                    <KeyRow
                      key={id}
                      id={id}
                      own={id in map}
                      catching={catching === id}
                      onCatch={(on) => setCatching(on ? id : undefined)}
                      onSet={(chord) => set(id, chord)}
                    />
                  ))}
              </tbody>
            </table>
          </div>
        </Card>
      ))}
    </div>
  );
}

type RowProps = {
  id: ActionId;
  own: boolean;
  catching: boolean;
  onCatch: (on: boolean) => void;
  onSet: (chord: string | null | undefined) => void;
};

function KeyRow({ id, own, catching, onCatch, onSet }: RowProps) {
  const actions = useActions();
  const [clash, setClash] = useState<{ chord: string; with: ActionId }>();
  const chord = actions.keys(id);
  const take = (next: string) => {
    const other = actionIds.find((x) => x !== id && actions.keys(x) === next);
    if (other) setClash({ chord: next, with: other });
    else onSet(next);
  };
  return (
    <tr>
      <td>{actionLabel(id)}</td>
      <td>
        {catching ? (
          <CatchBox
            clash={
              clash &&
              t('keyboard.clash', {
                chord: ariaChord(clash.chord),
                action: actionLabel(clash.with),
              })
            }
            needsModifier={actionTable[id].group === 'composer'}
            onChord={take}
            onCancel={() => {
              setClash(undefined);
              onCatch(false);
            }}
          />
        ) : chord ? (
          <>
            <Keys chord={chord} always />
            <Spoken>{ariaChord(chord)}</Spoken>
          </>
        ) : (
          <span className={styles.quiet}>{t('keyboard.none')}</span>
        )}
      </td>
      <td>
        <span className={styles.buttons}>
          {!catching && (
            <Button
              size="s"
              tone="line"
              aria-label={t('keyboard.changeOf', { action: actionLabel(id) })}
              onClick={() => onCatch(true)}
            >
              {t('keyboard.change')}
            </Button>
          )}
          {chord && !catching && (
            <Button
              size="s"
              aria-label={t('keyboard.offOf', { action: actionLabel(id) })}
              onClick={() => onSet(null)}
            >
              {t('keyboard.off')}
            </Button>
          )}
          {own && !catching && (
            <Button
              size="s"
              icon="undo"
              aria-label={t('keyboard.resetOf', { action: actionLabel(id) })}
              onClick={() => onSet(undefined)}
            >
              {t('keyboard.reset')}
            </Button>
          )}
        </span>
      </td>
    </tr>
  );
}

type CatchProps = {
  clash: string | undefined;
  needsModifier: boolean;
  onChord: (chord: string) => void;
  onCancel: () => void;
};

/** Waits for the key that a person wants. */
function CatchBox({ clash, needsModifier, onChord, onCancel }: CatchProps) {
  const [refused, setRefused] = useState<string>();
  return (
    <div className={styles.group}>
      <input
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to press a key here
        autoFocus
        readOnly
        className={styles.catch}
        aria-label={t('keyboard.press')}
        value={t('keyboard.press')}
        onBlur={onCancel}
        onKeyDown={(e) => {
          if (e.key === 'Tab') return;
          e.preventDefault();
          e.stopPropagation();
          if (e.key === 'Escape') return onCancel();
          const chord = chordOf(e.nativeEvent);
          if (!chord) return;
          if (needsModifier && isSingle(chord)) return setRefused(t('keyboard.needsModifier'));
          setRefused(undefined);
          onChord(chord);
        }}
      />
      {(refused ?? clash) && <Notice tone="warn">{refused ?? clash}</Notice>}
    </div>
  );
}
