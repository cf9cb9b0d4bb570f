// The buttons that every head has.

import { Icon } from './Icon.tsx';
import { usePanel } from './panel.ts';

/** Buttons at the end of every head. */
export function Tools(props: { menu?: boolean }) {
  const { shell, state, t, close } = usePanel();
  return (
    <>
      {props.menu !== false && (
        <button
          type="button"
          class="icon menu-button"
          aria-label={t('menu')}
          aria-expanded={state.menu}
          aria-haspopup="dialog"
          onClick={() => shell.set({ menu: !state.menu })}
        >
          <Icon sign="more" />
        </button>
      )}
      <button type="button" class="icon" aria-label={t('close')} onClick={close}>
        <Icon sign="close" />
      </button>
    </>
  );
}

export function Back(props: { onClick: () => void }) {
  const { t } = usePanel();
  return (
    <button type="button" class="icon" aria-label={t('back')} onClick={props.onClick}>
      <Icon sign="back" turn />
    </button>
  );
}
