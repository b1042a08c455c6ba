import type { ReactNode } from 'react'
import type { RowFilter } from '../filter/rowFilter.ts'
import form from '../produce/form.module.css'
import { exportTexts } from '../strings/en/export.ts'
import styles from './ExportDialog.module.css'
import type { ExportFormat } from './exportFormats.ts'
import type { ExportedSide } from './exportRecords.ts'

const FORMATS = ['records', 'jsonl', 'text'] as const satisfies readonly ExportFormat[]

export interface ExportChoice {
  readonly side: ExportedSide['side']
  readonly format: ExportFormat
  /** only what the filter shows */
  readonly filtered: boolean
}

/** What is exported, and how. */
export function ExportChoices({
  sides,
  side: { count, errors, growing },
  filter,
  choice,
  disabled,
  onChange,
}: {
  sides: readonly ExportedSide[]
  /** the one that is chosen */
  side: ExportedSide
  filter: RowFilter | null
  choice: ExportChoice
  disabled: boolean
  onChange: (choice: ExportChoice) => void
}) {
  const { format, filtered } = choice
  const told = errors.length > 0 || growing
  return (
    <>
      <fieldset className={styles.choices} disabled={disabled}>
        <legend>{exportTexts.side}</legend>
        {sides.map(({ side, label }) => (
          <Choice
            key={side}
            name="side"
            label={label}
            checked={choice.side === side}
            onCheck={() => onChange({ ...choice, side })}
          />
        ))}
      </fieldset>
      <fieldset className={styles.choices} disabled={disabled}>
        <legend>{exportTexts.format}</legend>
        {FORMATS.map((each) => (
          <Choice
            key={each}
            name="format"
            label={exportTexts.formats[each]}
            checked={format === each}
            onCheck={() => onChange({ ...choice, format: each })}
          >
            {exportTexts.formatHelp[each]}
          </Choice>
        ))}
      </fieldset>
      {filter !== null && (
        <fieldset className={styles.choices} disabled={disabled}>
          <legend>{exportTexts.which}</legend>
          <Choice
            name="which"
            label={exportTexts.filtered(filter.count, filter.text)}
            checked={filtered}
            onCheck={() => onChange({ ...choice, filtered: true })}
          />
          <Choice
            name="which"
            label={exportTexts.all(count)}
            checked={!filtered}
            onCheck={() => onChange({ ...choice, filtered: false })}
          />
        </fieldset>
      )}
      {told && (
        <p className={`${styles.result} ${form.help}`}>
          {errors.length > 0 &&
            (format === 'records' ? exportTexts.errorsInRecords : exportTexts.errorsOnlyInRecords)(errors.length)}{' '}
          {growing && exportTexts.stillComing}
        </p>
      )}
    </>
  )
}

function Choice({
  name,
  label,
  checked,
  onCheck,
  children,
}: {
  name: string
  label: string
  checked: boolean
  onCheck: () => void
  children?: ReactNode
}) {
  return (
    <label>
      <input type="radio" name={name} checked={checked} onChange={onCheck} />
      <span>
        {label}
        {children !== undefined && <span className={`${form.help} ${styles.help}`}>{children}</span>}
      </span>
    </label>
  )
}
