import { formatBytes, formatExactBytes, formatNumber } from '../../text/format.ts'
import { copy, errors, records } from './words.ts'

/** The frame of the page: bars, sides, network line, headings of cards. */
export const page = {
  // App bar and status bar
  appName: 'SmartModule Playground',
  topic: 'Topic',
  run: 'Run',
  runChain: 'Run the chain',
  running: (done: number, total: number) => `Running… (${formatNumber(done)} of ${formatNumber(total)})`,
  runPending: 'Changed since the last run',
  runOnChange: 'Run on change',
  stop: 'Stop',
  stopSmartModule: 'Stop the SmartModule',
  resetDemo: 'Reset demo',
  resetDemoData: 'Reset demo data',
  undone: 'Undone.',
  everythingSaved: 'Everything is saved in this browser.',
  loading: 'Loading…',
  ready: 'Ready',
  reload: 'Reload',
  partNotLoaded: copy(
    'This part of the page could not be loaded.',
    'The site it comes from does not answer, or has a newer page. Stored records are safe.',
  ),
  theme: 'Theme',
  themes: { system: 'System', light: 'Light', dark: 'Dark', contrast: 'High contrast' },
  syntheticData: 'Synthetic data',
  keptHere: (bytes: number | null) =>
    `Kept only in this browser${bytes === null ? '' : ` (${formatBytes(bytes)})`}, export to keep`,
  nothingLeaves: 'Nothing leaves this browser',
  observerView: 'observer view',
  observerViewHelp: 'What only the playground can see. A consumer cannot.',
  skipTo: (region: string) => `Skip to ${region}`,
  more: 'More',
  details: 'Details',

  // Hints of the first visit
  hintPattern: 'Try your own pattern.',
  hintSwitch: 'Turn it off. Watch the number.',
  hintRecord: 'Click a value to edit it.',
  closeHint: 'Close this hint',

  // The two sides
  spu: 'SPU',
  spuSide: '· server side',
  simulated: 'simulated in this browser',
  asSpu: 'answered as an SPU',
  clientSide: 'Client side',
  clientSideHelp: '· what crossed the network, and nothing else',
  sideTab: { pairs: 'Pairs', topic: 'Topic', chain: 'Chain', consumer: 'Consumer' },
  topicHeading: (topic: string) => `Topic ${topic}`,
  storedInTopic: (count: number) => records(count),
  topicRecords: (topic: string) => `Records of topic ${topic}`,
  chainHeading: (consumer: string) => `Chain for ${consumer}`,
  chain: 'Chain',
  forConsumer: (consumer: string) => `for ${consumer}`,
  network: 'Network',
  networkRecordCount: (count: number) => records(count),
  errorCount: (count: number) => errors(count),
  networkCrossed: (count: number, bytes: number, errorCount: number, consumer: string) =>
    `${records(count)}, ${formatExactBytes(bytes)} and ${errors(errorCount)} crossed to ${consumer}.`,
  consumerHeading: (consumer: string) => `Consumer ${consumer}`,
  consumerReceived: (count: number) => `received ${formatNumber(count)}`,
  consumerRecords: (consumer: string) => `What ${consumer} received`,
  view: 'View',
  bothSides: 'Both sides',
  consumersEye: 'Consumer’s eye',
  curtainClosed: (consumer: string) => `Curtain closed. This is everything ${consumer} received.`,
  openCurtain: 'Open the curtain',
  curtainOpened: 'Curtain open. Both sides are shown.',
  partitionShort: (partition: number) => `p${partition}`,
} as const
