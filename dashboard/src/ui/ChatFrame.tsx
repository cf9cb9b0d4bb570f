import { useEffect, useRef } from 'react';
import styles from './ChatFrame.module.css';

type Props = {
  /** What the panel is told of its site: the API's PublicSite. */
  site: { key: string } & Record<string, unknown>;
  title: string;
  /** Called when the visitor closes the panel. */
  onClose?: () => void;
};

/**
 * The widget's panel inside the dashboard: the same document that visitors see, told to open as its
 * loader would tell it. It is of our own origin, and nothing of the conversation passes between the two.
 */
export function ChatFrame({ site, title, onClose }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    const hear = (event: MessageEvent<unknown>) => {
      if (event.origin !== location.origin || event.source !== frame.current?.contentWindow) return;
      const said: unknown = event.data;
      if (typeof said === 'object' && said !== null && 'type' in said && said.type === 'close')
        close.current?.();
    };
    addEventListener('message', hear);
    return () => removeEventListener('message', hear);
  }, []);
  const greet = () => {
    const say = (message: object) =>
      frame.current?.contentWindow?.postMessage({ baton: 1, ...message }, location.origin);
    const page = { url: location.origin + location.pathname, title: document.title };
    const scheme = getComputedStyle(document.documentElement).colorScheme;
    say({
      type: 'init',
      payload: {
        site,
        page,
        phone: false,
        resume: true,
        scheme,
        theme: document.documentElement.dataset['theme'],
      },
    });
    say({ type: 'open', payload: {} });
  };
  return (
    <iframe
      ref={frame}
      className={styles.frame}
      src={`/w/${encodeURIComponent(site.key)}`}
      title={title}
      onLoad={greet}
    />
  );
}
