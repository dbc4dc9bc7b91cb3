import type { JSX } from 'preact';
import type { IconName } from '../../view/index.ts';

/** Drawn on a 24 by 24 grid with a 1.7 px line; null for what the screens have no button for. */
const DRAWINGS = {
  select: <path d="m5 3 13.5 7.2-6 1.8-2.4 6z" />,
  ruler: <path d="M3.5 15.5 15.5 3.5l5 5-12 12zM7 12l2 2M10 9l3 3M13 6l2 2" />,
  ping: (
    <>
      <circle cx="12" cy="12" r="2.2" />
      <path d="M7.8 16.200a6 6 0 0 1 0-8.400M16.200 7.800a6 6 0 0 1 0 8.400M5 19a10 10 0 0 1 0-14M19 5a10 10 0 0 1 0 14" />
    </>
  ),
  follow: (
    <path d="M9 4.500a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7zM3 19.500c.4-3.500 2.700-5.500 6-5.500 1.500 0 2.800.400 3.800 1.100M14.500 18.500h6.500M18 15.500l3 3-3 3" />
  ),
  bring: (
    <path d="M12 9.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5zM4 4l4 4M8 4.800V8H4.800M20 4l-4 4M16 4.800V8h3.200M4 20l4-4M8 19.200V16H4.800M20 20l-4-4M16 19.200V16h3.200" />
  ),
  magnet: <path d="M5 4h4.5v8.5a2.5 2.5 0 0 0 5 0V4H19v8.5a7 7 0 0 1-14 0zM5 8h4.5M14.5 8H19" />,
  several: <path d="M4 4h10.500v10.500H4zM17.500 9.500H20V20H9.500v-2.500M6.700 9.200l2 2 3-3.800" />,
  align: <path d="M4 3v18M8 6h11v4H8zM8 14h7v4H8z" />,
  box: <path d="m12 3 8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9" />,
  sphere: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M3.5 12c2 3.4 15 3.4 17 0" />
    </>
  ),
  cylinder: (
    <>
      <ellipse cx="12" cy="6" rx="6.5" ry="2.8" />
      <path d="M5.5 6v12c0 1.5 2.9 2.8 6.5 2.8s6.5-1.3 6.5-2.8V6" />
    </>
  ),
  cone: <path d="M12 3 5 17.7C5 19.3 8 20.8 12 20.8s7-1.5 7-3.1zM5 17.7c0-1.6 3-2.7 7-2.7s7 1.1 7 2.7" />,
  torus: (
    <>
      <ellipse cx="12" cy="12" rx="9" ry="6.2" />
      <path d="M8 11.4c1.2 1.7 6.8 1.7 8 0M9 12.1c1-1.3 5-1.3 6 0" />
    </>
  ),
  plane: <path d="m9 7.5 12 0-6 9H3z" />,
  label: <path d="M4 7V4.5h16V7M12 4.5v15M8.5 19.5h7" />,
  note: <path d="M4 4h16v10.5L14.5 20H4zM20 14.5h-5.5V20M8 8.5h8M8 12h4" />,
  arrow: <path d="M12 3v18M5.5 14.5 12 21l6.5-6.5" />,
  model: (
    <path d="M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M12 7.5l4 2.2v4.6l-4 2.2-4-2.2V9.7zM8 9.7l4 2.3 4-2.3M12 12v4.5" />
  ),
  plant: (
    <path d="M6.5 15h11l-1.3 6H7.8zM12 15V9.5M12 11C8.5 11 6 8.8 5.5 5 9 5 11.6 7.2 12 11zM12 9.5c.2-3.6 2.6-6 6.5-6-.2 3.8-2.6 6-6.5 6z" />
  ),
  lamp: <path d="M6 20.5h9M10.5 20.5v-8L7.5 9M5 9.5 12.5 3l5 5.5z" />,
  chair: <path d="M7 3.5h10v7H7zM6 13.5h12v2.5H6zM8 10.5v3M16 10.5v3M7 16v5M17 16v5" />,
  move: (
    <path d="M12 3v18M3 12h18M9.5 5.5 12 3l2.5 2.5M9.5 18.5 12 21l2.5-2.5M5.5 9.5 3 12l2.5 2.5M18.5 9.5 21 12l-2.5 2.5" />
  ),
  rotate: <path d="M20 12a8 8 0 1 1-2.7-6M20 3v4.5h-4.5" />,
  scale: <path d="M4 14v6h6M20 10V4h-6M4 20l6.5-6.5M20 4l-6.5 6.5" />,
  undo: <path d="M9 5 4 10l5 5M4 10h10a5.5 5.5 0 0 1 0 11h-3" />,
  redo: <path d="m15 5 5 5-5 5M20 10H10a5.5 5.5 0 0 0 0 11h3" />,
  add: <path d="M12 5v14M5 12h14" />,
  frame: <path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M12 10.5v3M10.5 12h3" />,
  back: <path d="M19 12H5M11 5.5 4.5 12l6.5 6.5" />,
  share: (
    <>
      <circle cx="18" cy="5.5" r="2.7" />
      <circle cx="6" cy="12" r="2.7" />
      <circle cx="18" cy="18.5" r="2.7" />
      <path d="m8.4 10.7 7.2-3.9M8.4 13.3l7.2 3.9" />
    </>
  ),
  more: (
    <>
      <circle cx="5.5" cy="12" r="0.7" />
      <circle cx="12" cy="12" r="0.7" />
      <circle cx="18.5" cy="12" r="0.7" />
    </>
  ),
  trash: <path d="M4 6.5h16M9.5 6.5V4h5v2.5M6 6.5l1 13.5h10l1-13.5M10 10.5v6M14 10.5v6" />,
  duplicate: <path d="M9 9h11v11H9zM5.5 15H4V4h11v1.5" />,
  lock: <path d="M5.5 11h13v9h-13zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11" />,
  unlock: <path d="M5.5 11h13v9h-13zM8.5 11V7.5a3.5 3.5 0 0 1 6.8-1.2" />,
  hide: (
    <path d="M4 4l16 16M9.9 9.9a3 3 0 0 0 4.2 4.2M6.5 7.3C4.6 8.6 3.3 10.4 2.5 12c1.7 3.4 5 6.5 9.5 6.5 1.7 0 3.2-.4 4.5-1.1M10 5.7c.7-.1 1.3-.2 2-.2 4.5 0 7.8 3.1 9.5 6.5-.5 1-1.1 2-1.9 2.8" />
  ),
  show: (
    <>
      <path d="M2.5 12c1.7-3.4 5-6.5 9.5-6.5s7.8 3.1 9.5 6.5c-1.7 3.4-5 6.5-9.5 6.5S4.2 15.4 2.5 12z" />
      <circle cx="12" cy="12" r="3" />
    </>
  ),
  pencil: <path d="m4 20 1-4.5L16 4.5l3.5 3.5-11 11zM13.5 7l3.5 3.5" />,
  check: <path d="m5 12.5 4.5 4.5L19 7.5" />,
  close: <path d="M6 6l12 12M18 6 6 18" />,
  download: <path d="M12 4v11M7 10.5l5 5 5-5M4.5 20h15" />,
  upload: <path d="M12 15.5V4.5M7 9l5-5 5 5M4.5 20h15" />,
  keyboard: <path d="M3 6h18v12H3zM6.5 9.7h.01M10.2 9.7h.01M13.9 9.7h.01M17.5 9.7h.01M8 14.2h8" />,
  headset: (
    <path d="M3.5 8.5h17v8h-4.8L13.8 14h-3.6l-1.9 2.5H3.5zM6.5 8.5C7.5 6.3 9.5 5 12 5s4.5 1.3 5.5 3.5" />
  ),
  device: <path d="M7 3h10v18H7zM10.5 18h3" />,
  screen: <path d="M3 4.5h18v12H3zM9 20h6M12 16.5V20" />,
  offline: (
    <path d="M12 19.5h.01M8.5 15.5a5 5 0 0 1 7 0M5 12a10 10 0 0 1 14 0M2 8.5a14.5 14.5 0 0 1 20 0M4 3.5l16 17" />
  ),
  shield: (
    <path d="M12 3l7.5 2.5v5.7c0 4.5-3 8-7.5 9.8-4.5-1.8-7.5-5.3-7.5-9.8V5.5zM8.8 12l2.3 2.3 4.2-4.3" />
  ),
  alert: <path d="M12 3.5 2.5 20h19zM12 10v4.5M12 17.2h.01" />,
  info: (
    <>
      <circle cx="12" cy="12" r="8.7" />
      <path d="M12 11v5.2M12 7.8h.01" />
    </>
  ),
  retry: <path d="M4 12a8 8 0 0 1 13.7-5.7L20 8.5M20 3.5v5h-5M20 12a8 8 0 0 1-13.7 5.7L4 15.5M4 20.5v-5h5" />,
  copy: <path d="M8 8h12v12H8zM5 16H4V4h12v1" />,
  chevron: <path d="m7 14.5 5-5 5 5" />,
  'chevron-down': <path d="m7 9.5 5 5 5-5" />,
  key: <path d="M14.5 13.5a5 5 0 1 0-4-4L3.500 16.500v4h4v-2.500h2.500v-2.500zM15.500 8.500h.01" />,
  leave: <path d="M14 4.500H5v15h9M10 12h10.500M17 8.500l3.500 3.500-3.500 3.500" />,
  archive: <path d="M3.500 4.500h17v4.500h-17zM5 9v10.500h14V9M9.500 13h5" />,
  relay: (
    <path d="M4 4.500h16v6H4zM4 13.500h16v6H4zM7.500 7.500h.01M7.500 16.500h.01M11 7.500h5.500M11 16.500h5.500" />
  ),
  activity: <path d="M3 12.500h4l3-8 4 15 3-7h4" />,
  chart: <path d="M4 4v16h16M8.500 16v-4M13 16V8M17.500 16v-6" />,
  camera: (
    <>
      <path d="M3 7.500h4.500L9 5h6l1.500 2.500H21v12H3z" />
      <circle cx="12" cy="13" r="3.600" />
    </>
  ),
  pictures: <path d="M3.500 5h17v14h-17zM3.500 16l5-5 4 4 3-3 5 4.500M15.500 9h.01" />,
  settings: <path d="M4 7h9M17 7h3M4 17h3M11 17h9M15 4.700v4.600M9 14.700v4.600" />,
  scan: <path d="M4 8.500V4h4.500M15.500 4H20v4.500M20 15.500V20h-4.500M8.500 20H4v-4.500M4 12h16" />,
  previous: <path d="m14.500 6-6 6 6 6" />,
  next: <path d="m9.500 6 6 6-6 6" />,
  ask: (
    <path d="M4 5h16v11.500h-8.500L7 20v-3.500H4zM9.800 9a2.200 2.200 0 1 1 3 2.100c-.5.200-.8.500-.8 1M12 14h.01" />
  ),
  people: (
    <path d="M9 11.5a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.4zM2.5 20c.5-3.5 3-5.5 6.5-5.5s6 2 6.5 5.5M16 4.5a3.5 3.5 0 0 1 0 6.6M18 14.9c2 .7 3.2 2.5 3.5 5.1" />
  ),
  larger: null,
  smaller: null,
  all: null,
  pin: null,
  models: null,
  hand: null,
  room: <path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M12 10.5v3M10.5 12h3" />,
} as const satisfies Record<IconName, JSX.Element | null> & Record<string, JSX.Element | null>;

export type DrawnIcon = keyof typeof DRAWINGS;

export function Icon({ name }: { readonly name: DrawnIcon }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      {DRAWINGS[name]}
    </svg>
  );
}
