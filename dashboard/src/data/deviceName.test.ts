import { expect, it } from 'vitest';
import { knownDevice, needsHomeScreen } from './deviceName.ts';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const ios = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)';
const android = 'Mozilla/5.0 (Linux; Android 10; K)';
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';

it.each([
  [`${android} ${webkit} Chrome/156.0.0.0 Mobile Safari/537.36`, 'Chrome', 'Android'],
  [
    `${android} ${webkit} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
    'Samsung Internet',
    'Android',
  ],
  [`${android} ${webkit} Chrome/156.0.0.0 Mobile Safari/537.36 EdgA/156.0.0.0`, 'Edge', 'Android'],
  ['Mozilla/5.0 (Android 15; Mobile; rv:148.0) Gecko/148.0 Firefox/148.0', 'Firefox', 'Android'],
  [`${iphone} ${ios} Version/18.5 Mobile/15E148 Safari/604.1`, 'Safari', 'iPhone'],
  [`${iphone} ${ios} CriOS/156.0 Mobile/15E148 Safari/604.1`, 'Chrome', 'iPhone'],
  [`${iphone} ${ios} Mobile/15E148`, 'Safari', 'iPhone'],
  [`${windows} ${webkit} Chrome/156.0.0.0 Safari/537.36`, 'Chrome', 'Windows'],
  [`${windows} ${webkit} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`, 'Edge', 'Windows'],
  [`${windows} ${webkit} Chrome/156.0.0.0 Safari/537.36 OPR/122.0.0.0`, 'Opera', 'Windows'],
  [`${mac} ${ios} Version/18.5 Safari/605.1.15`, 'Safari', 'Mac'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0', 'Firefox', 'Linux'],
  [
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/156.0.0.0 Safari/537.36`,
    'Chrome',
    'ChromeOS',
  ],
  ['Something else', undefined, undefined],
])('reads %s', (userAgent, browser, system) => {
  expect(knownDevice({ userAgent, brands: [], touchPoints: 0 })).toEqual({ browser, system });
});

it('believes a brand that the user agent hides', () => {
  const userAgent = `${windows} ${webkit} Chrome/156.0.0.0 Safari/537.36`;
  const brands = ['Chromium', 'Brave', 'Not=A?Brand'];
  expect(knownDevice({ userAgent, brands, touchPoints: 0 }).browser).toBe('Brave');
});

it('knows an iPad that calls itself a Mac', () => {
  const signs = {
    userAgent: `${mac} ${ios} Version/18.5 Safari/605.1.15`,
    brands: [],
    touchPoints: 5,
  };
  expect(knownDevice(signs)).toEqual({ browser: 'Safari', system: 'iPad' });
  expect(needsHomeScreen(signs)).toBe(true);
  expect(needsHomeScreen({ ...signs, touchPoints: 0 })).toBe(false);
});
