import { formatBytes, formatNumber } from '../../text/format.ts'
import { records } from './words.ts'

/** Long work with progress and Stop: generated records, large imports. */
export const workTexts = {
  making: (topic: string) => `Making records for topic ${topic}`,
  makingDetail: (done: number, total: number, bytes: number) =>
    `${formatNumber(done)} of ${records(total)}, ${formatBytes(bytes)}`,
  made: (count: number, topic: string) => `${records(count)} made for topic ${topic}.`,
  makingStopped: (count: number, total: number, topic: string) =>
    `Stopped. ${formatNumber(count)} of ${records(total)} are stored in topic ${topic}.`,
  importing: (fileName: string, topic: string) => `Importing ${fileName} into topic ${topic}`,
  checking: (done: number, total: number) => `checked ${formatBytes(done)} of ${formatBytes(total)}`,
  importingDetail: (count: number, done: number, total: number) =>
    `${records(count)}, ${formatBytes(done)} of ${formatBytes(total)}`,
  importStopped: (count: number, fileName: string, topic: string) =>
    `Stopped. ${records(count)} of ${fileName} are stored in topic ${topic}.`,
  keptAfterFailure: (count: number, topic: string) =>
    `${records(count)} were stored before the error and stay in topic ${topic}.`,
  stopWork: (title: string) => `Stop: ${title}`,
  progress: (title: string) => `Progress: ${title}`,
} as const
