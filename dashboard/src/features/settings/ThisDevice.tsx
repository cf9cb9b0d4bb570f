import { type FormEvent, useState } from 'react';
import { suggestedName, useAddDevice, useRefresh, useRemoveDevice } from '../../data/devices.ts';
import { useKit } from '../../data/kit.ts';
import type { Device, DeviceList, Standing } from '../../data/standing.ts';
import { t } from '../../text/devices.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Notice } from '../../ui/states.tsx';
import { sayDone } from '../../ui/toasts.ts';
import styles from './Devices.module.css';
import settings from './Settings.module.css';

type Props = { standing: Standing; list: DeviceList };

/** How this browser stands, and the one thing to do about it. */
export function ThisDevice({ standing, list }: Props) {
  switch (standing.at) {
    case 'unsupported':
      return <Notice>{t(`devices.why.${standing.why}`)}</Notice>;
    case 'blocked':
      return <Blocked />;
    case 'on':
      return <TurnOff device={standing.device} />;
    case 'stale':
      return (
        <>
          <Notice tone="warn">{t('devices.stale')}</Notice>
          <TurnOn list={list} label={t('devices.turnOnAgain')} />
        </>
      );
    case 'off':
      return <TurnOn list={list} label={t('devices.turnOn')} />;
  }
}

function Blocked() {
  const refresh = useRefresh();
  return (
    <Notice
      tone="warn"
      action={
        <Button size="s" tone="line" onClick={() => void refresh()}>
          {t('devices.check')}
        </Button>
      }
    >
      {t('devices.blocked')}
    </Notice>
  );
}

function TurnOn({ list, label }: { list: DeviceList; label: string }) {
  const { browser } = useKit();
  const { mutateAsync, isPending, error } = useAddDevice(list);
  const [name, setName] = useState(() => suggestedName(browser.signs));
  const [nameless, setNameless] = useState(false);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    const given = name.trim();
    setNameless(!given);
    if (!given) return;
    mutateAsync(given).then(
      (device) => sayDone(t('devices.saidOn', { name: device.name }), 'check'),
      () => undefined, // said above the form
    );
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {error && (
        <Notice tone="bad" alert>
          {error.message}
        </Notice>
      )}
      <TextField
        label={t('devices.name')}
        help={t('devices.nameHelp')}
        error={nameless ? t('devices.noName') : undefined}
        maxLength={80}
        dir="auto"
        value={name}
        onChange={(e) => setName(e.target.value)}
      />
      {browser.permission() === 'default' && (
        <p className={settings.quiet}>{t('devices.permission')}</p>
      )}
      <div>
        <Button type="submit" tone="primary" icon="phone" busy={isPending}>
          {label}
        </Button>
      </div>
    </form>
  );
}

function TurnOff({ device }: { device: Device }) {
  const { mutateAsync, isPending, error } = useRemoveDevice(device);
  const { name } = device;
  const turnOff = () =>
    mutateAsync().then(
      () => sayDone(t('devices.saidOff', { name }), 'check'),
      () => undefined,
    );
  return (
    <>
      {error && (
        <Notice tone="bad" alert>
          {error.message}
        </Notice>
      )}
      <Notice tone="good">{t('devices.isOn', { name })}</Notice>
      <div>
        <Button tone="line" busy={isPending} onClick={() => void turnOff()}>
          {t('devices.turnOff')}
        </Button>
      </div>
    </>
  );
}
