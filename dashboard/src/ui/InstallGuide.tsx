import { useState } from 'react';
import { CopyBlock } from './CopyBlock.tsx';
import { Icon } from './Icon.tsx';
import styles from './InstallGuide.module.css';
import { Dots } from './marks.tsx';
import { Tabs } from './Tabs.tsx';

type Install = {
  snippet: string;
  csp: readonly { directive: string; source: string }[];
  first_seen_at?: string;
};

type Words = Record<
  | 'copy'
  | 'copied'
  | 'tabs'
  | 'html'
  | 'react'
  | 'tagManager'
  | 'wordpress'
  | 'htmlHelp'
  | 'reactHelp'
  | 'tagManagerHelp'
  | 'wordpressHelp'
  | 'csp'
  | 'waiting'
  | 'waitingAbout'
  | 'works'
  | 'worksAbout',
  string
>;

type Way = 'html' | 'react' | 'tagManager' | 'wordpress';

/** The lines to paste for each kind of site, and a sign that turns green when a page has shown the widget. */
export function InstallGuide({ install, words }: { install: Install; words: Words }) {
  const [way, setWay] = useState<Way>('html');
  const live = install.first_seen_at !== undefined;
  const ways = ['html', 'react', 'tagManager', 'wordpress'] as const;
  return (
    <div className={styles.guide}>
      <div className={styles.ways}>
        <Tabs<Way>
          label={words.tabs}
          value={way}
          onChange={setWay}
          tabs={ways.map((value) => ({ value, label: words[value] }))}
        />
        <p className={styles.help}>{words[`${way}Help`]}</p>
        <div className={styles.code}>
          <CopyBlock
            head={words[way]}
            text={snippetFor(way, install.snippet)}
            copy={words.copy}
            copied={words.copied}
          />
        </div>
      </div>
      <CopyBlock
        head={
          <span className={styles.line}>
            <Icon name="lock" /> {words.csp}
          </span>
        }
        text={install.csp.map((c) => `${c.directive} ${c.source};`).join('\n')}
        copy={words.copy}
        copied={words.copied}
      />
      <div className={styles.wait} data-live={live || undefined} role="status">
        <span className={styles.pulse}>{live ? <Icon name="check" size="l" /> : <Dots />}</span>
        <div>
          <p className={styles.strong}>{live ? words.works : words.waiting}</p>
          <p className={styles.help}>{live ? words.worksAbout : words.waitingAbout}</p>
        </div>
      </div>
    </div>
  );
}

/** The same script in the form that each kind of site takes. */
export function snippetFor(way: Way, snippet: string): string {
  const src = /src="([^"]+)"/u.exec(snippet)?.[1] ?? '';
  switch (way) {
    case 'html':
    case 'tagManager':
      return snippet;
    case 'react':
      return [
        "import { useEffect } from 'react';",
        '',
        'export function Chat() {',
        '  useEffect(() => {',
        "    const script = document.createElement('script');",
        `    script.src = '${src}';`,
        '    script.async = true;',
        '    document.body.append(script);',
        '    return () => {',
        '      window.Baton?.shutdown();',
        '      script.remove();',
        '    };',
        '  }, []);',
        '  return null;',
        '}',
      ].join('\n');
    case 'wordpress':
      return [
        '// functions.php of your theme',
        "add_action('wp_enqueue_scripts', function () {",
        `  wp_enqueue_script('baton', '${src}', [], null, ['strategy' => 'async', 'in_footer' => true]);`,
        '});',
      ].join('\n');
  }
}
