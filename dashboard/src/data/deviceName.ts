import type { BrowserSigns } from './browser.ts';

/** Those that call themselves by others' names too come first. */
const browsers: readonly [RegExp, string][] = [
  [/\bBrave\b/u, 'Brave'],
  [/\bEdg(A|iOS|e)?\//u, 'Edge'],
  [/\b(OPR|OPT|OPX)\//u, 'Opera'],
  [/\bVivaldi\//u, 'Vivaldi'],
  [/\bSamsungBrowser\//u, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//u, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium)\//u, 'Chrome'],
  [/\bSafari\//u, 'Safari'],
];

const systems: readonly [RegExp, string][] = [
  [/\b(iPhone|iPod)\b/u, 'iPhone'],
  [/\biPad\b/u, 'iPad'],
  [/\bAndroid\b/u, 'Android'],
  [/\bCrOS\b/u, 'ChromeOS'],
  [/\bWindows\b/u, 'Windows'],
  [/\bMacintosh\b/u, 'Mac'],
  [/\bLinux\b/u, 'Linux'],
];

/** What a person would call a browser and the device that it runs on, as far as it tells. */
export interface KnownDevice {
  browser: string | undefined;
  system: string | undefined;
}

export function knownDevice({ userAgent, brands, touchPoints }: BrowserSigns): KnownDevice {
  const all = [...brands, userAgent].join(' ');
  const system = find(systems, userAgent);
  return {
    browser:
      find(browsers, all) ?? (system === 'iPhone' || system === 'iPad' ? 'Safari' : undefined),
    system: system === 'Mac' && touchPoints > 1 ? 'iPad' : system,
  };
}

/** Whether it gives push only to what is on the home screen. */
export function needsHomeScreen(signs: BrowserSigns): boolean {
  const { system } = knownDevice(signs);
  return system === 'iPhone' || system === 'iPad';
}

function find(names: readonly [RegExp, string][], text: string): string | undefined {
  return names.find(([sign]) => sign.test(text))?.[1];
}
