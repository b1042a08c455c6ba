import type { ReactNode } from 'react'
import { isSameByMeaning } from '../compare/compareValues.ts'
import type { Comparison, JsonComparison } from '../compare/comparison.ts'
import { ShownText } from '../rows/ShownText.tsx'
import { later } from '../strings/en/later.ts'
import styles from './ComparisonView.module.css'

/** Two values by meaning: the fields that differ first, then the names of those that do not. */
export function ComparisonView({
  comparison,
  consumer,
  isSensitive,
}: {
  comparison: Comparison
  consumer: string
  /** true for a text of the topic that matches the leak check */
  isSensitive: (text: string) => boolean
}) {
  switch (comparison.by) {
    case 'same':
      return <p className={styles.note}>{later.compareSameBytes}</p>
    case 'json':
      return isSameByMeaning(comparison) ? (
        <p className={styles.note}>{later.compareSameMeaning}</p>
      ) : (
        <Fields comparison={comparison} consumer={consumer} isSensitive={isSensitive} />
      )
    case 'text':
      return (
        <div className={styles.texts}>
          {comparison.coarse && <p className={styles.note}>{later.compareCut}</p>}
          <p className={styles.text}>
            {comparison.parts.map((part, index) => {
              const key = `${index}-${part.kind}`
              if (part.kind === 'same')
                return (
                  <span key={key}>
                    <ShownText text={part.text} />
                  </span>
                )
              return part.kind === 'removed' ? (
                <del key={key} className={styles.before} data-sensitive={isSensitive(part.text)}>
                  <ShownText text={part.text} />
                </del>
              ) : (
                <ins key={key} className={styles.after}>
                  <ShownText text={part.text} />
                </ins>
              )
            })}
          </p>
        </div>
      )
    case 'bytes':
      return (
        <p className={styles.note}>
          {later.compareBytes(comparison.beforeBytes, comparison.afterBytes, comparison.ranges.length, comparison.more)}
        </p>
      )
  }
}

function Fields({
  comparison,
  consumer,
  isSensitive,
}: {
  comparison: JsonComparison
  consumer: string
  isSensitive: (text: string) => boolean
}) {
  const { kept, added, removed, changed, renamed, duplicateKeys } = comparison
  return (
    <>
      <p className={styles.note}>
        {later.compareSummary({
          kept: kept.length,
          added: added.length,
          removed: removed.length,
          changed: changed.length,
          renamed: renamed.length,
        })}
        {duplicateKeys && ` · ${later.compareDuplicates}`}
      </p>
      <table className={styles.fields}>
        <thead>
          <tr>
            <th scope="col">{later.fieldName}</th>
            <th scope="col">{later.inTheTopic}</th>
            <th scope="col">{later.sentTo(consumer)}</th>
          </tr>
        </thead>
        <tbody>
          {changed.map((field) => (
            <Field
              key={`c${field.path}`}
              name={field.path}
              what={later.fieldChanged}
              before={
                <code className={styles.before} data-sensitive={isSensitive(field.before)}>
                  <ShownText text={field.before} />
                </code>
              }
              after={
                <code className={styles.after}>
                  <ShownText text={field.after} />
                </code>
              }
            />
          ))}
          {renamed.map((field) => (
            <Field
              key={`n${field.to}`}
              name={field.to}
              what={later.fieldRenamed(field.from)}
              before={
                <code>
                  <ShownText text={field.text} />
                </code>
              }
              after={
                <code className={styles.after}>
                  <ShownText text={field.text} />
                </code>
              }
            />
          ))}
          {added.map((field) => (
            <Field
              key={`a${field.path}`}
              name={field.path}
              what={later.fieldAdded}
              before={null}
              after={
                <code className={styles.after}>
                  <ShownText text={field.text} />
                </code>
              }
            />
          ))}
          {removed.map((field) => (
            <Field
              key={`r${field.path}`}
              name={field.path}
              what={later.fieldRemoved}
              before={
                <code className={styles.before} data-sensitive={isSensitive(field.text)}>
                  <ShownText text={field.text} />
                </code>
              }
              after={null}
            />
          ))}
        </tbody>
      </table>
      {kept.length > 0 && (
        <p className={styles.kept}>
          <code>
            <ShownText text={kept.map(({ path }) => path).join(', ')} />
          </code>{' '}
          {later.fieldUnchanged}
        </p>
      )}
    </>
  )
}

function Field({ name, what, before, after }: { name: string; what: string; before: ReactNode; after: ReactNode }) {
  return (
    <tr>
      <th scope="row">
        <code>{name === '' ? later.wholeValue : <ShownText text={name} />}</code> <span className="muted">{what}</span>
      </th>
      <td>{before ?? <span className="muted">{later.absent}</span>}</td>
      <td>{after ?? <span className="muted">{later.absent}</span>}</td>
    </tr>
  )
}
