import { formatCount, formatNumber } from '../../text/format.ts'

/** What is said about parts of an imported file that could not be read as they should be. */
export const importNotes = {
  notJson: (line: number, jsonLines: number) =>
    `Line ${formatNumber(line)} is not JSON. It was imported as text. ${formatCount(jsonLines, 'line is', 'lines are')} JSON.`,
  notJsonMany: (count: number, firstLine: number, jsonLines: number) =>
    `${formatNumber(count)} lines are not JSON, the first is line ${formatNumber(firstLine)}. They were imported as text. ${formatCount(jsonLines, 'line is', 'lines are')} JSON.`,
  fileNotJson: 'The file is not JSON. It was imported as one record, byte for byte.',
  emptyLines: (count: number) => `${formatCount(count, 'empty line was', 'empty lines were')} left out.`,
  mark: 'The byte order mark at the start of the file was left out.',
  uneven: (line: number, count: number) =>
    `${formatCount(count, 'line has', 'lines have')} more or fewer fields than the header, the first is line ${formatNumber(line)}.`,
  notUtf8: 'The file is not UTF-8. It was imported line by line.',
  emptyFile: 'The file holds no records.',
} as const
