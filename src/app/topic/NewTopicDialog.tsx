import { useState } from 'react'
import { GeneratedFields, isPossibleCount, isTooMuch, useStorageRoom } from '../generate/GeneratedFields.tsx'
import type { Generated } from '../generate/generateTopic.ts'
import styles from '../produce/form.module.css'
import type { TopicStart } from '../session/createTopic.ts'
import type { LibraryTopic } from '../session/library.ts'
import { generateTexts } from '../strings/en/generate.ts'
import { later } from '../strings/en/later.ts'
import { t } from '../strings/en.ts'
import { Dialog } from '../ui/Dialog.tsx'

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** As the choice of *Start with*; no topic has such a name. */
const GENERATED = '*'

/** Creates a topic: empty, with one of the data sets that come with the playground, or with generated records. */
export function NewTopicDialog({
  dataSets,
  taken,
  memoryOnly,
  onCreate,
  onClose,
}: {
  dataSets: readonly LibraryTopic[]
  taken: readonly string[]
  /** records are not stored, only kept while the tab is open */
  memoryOnly: boolean
  onCreate: (name: string, partitions: number, start: TopicStart) => Promise<string | null>
  onClose: () => void
}) {
  const [name, setName] = useState('')
  const [partitions, setPartitions] = useState(1)
  const [dataSet, setDataSet] = useState('')
  const [generated, setGenerated] = useState<Generated>({ count: 10_000, key: 'none' })
  const [problem, setProblem] = useState<string | null>(null)
  const storageRoom = useStorageRoom()
  const room = memoryOnly ? null : storageRoom
  const impossible =
    dataSet === GENERATED && (!isPossibleCount(generated.count) || isTooMuch(generated.count, generated.key, room))

  function choose(chosen: string): void {
    setDataSet(chosen)
    if (name === '' || dataSets.some((set) => set.name === name)) setName(chosen === GENERATED ? '' : chosen)
  }

  async function create(): Promise<void> {
    if (!NAME.test(name)) {
      const { title, rest } = later.nameNotPossible(name)
      setProblem(`${title} ${rest}`)
    } else if (taken.includes(name)) setProblem(later.topicTaken(name))
    else {
      const failed = await onCreate(name, partitions, startOf(dataSet, generated))
      if (failed === null) onClose()
      else setProblem(failed)
    }
  }

  return (
    <Dialog title={t.createTopic} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          void create()
        }}
      >
        <label className={styles.field}>
          <span>{later.startWith}</span>
          <select value={dataSet} onChange={(event) => choose(event.target.value)}>
            <option value="">{later.startEmpty}</option>
            <option value={GENERATED}>{generateTexts.generated}</option>
            {dataSets.map((set) => (
              <option key={set.name} value={set.name}>
                {set.generated ? generateTexts.madeHere(set.name, set.records) : later.dataSet(set.name, set.records)}
              </option>
            ))}
          </select>
          <span className={styles.help}>
            {dataSet === GENERATED
              ? generateTexts.generatedHelp
              : dataSets.find((set) => set.name === dataSet)?.summary}
          </span>
        </label>
        {dataSet === GENERATED && (
          <GeneratedFields
            generated={generated}
            severalPartitions={partitions > 1}
            memoryOnly={memoryOnly}
            room={room}
            onChange={setGenerated}
          />
        )}
        <div className={styles.field}>
          <label htmlFor="topic-name">{later.topicName}</label>
          <input
            id="topic-name"
            autoFocus
            value={name}
            spellCheck={false}
            autoComplete="off"
            aria-invalid={problem !== null}
            aria-describedby="topic-name-help"
            onChange={(event) => {
              setName(event.target.value)
              setProblem(null)
            }}
          />
          <span id="topic-name-help" className={problem === null ? styles.help : styles.problem}>
            {problem ?? later.topicNameHelp}
          </span>
        </div>
        <label className={styles.field}>
          <span>{later.numberOfPartitions}</span>
          <input
            type="number"
            min={1}
            max={8}
            value={partitions}
            onChange={(event) => setPartitions(Math.max(1, Math.min(8, Number(event.target.value) || 1)))}
          />
          <span className={styles.help}>{later.partitionsHelp}</span>
        </label>
        <div className={styles.end}>
          <button type="button" onClick={onClose}>
            {later.cancel}
          </button>
          <button type="submit" className="primary" disabled={impossible}>
            {t.createTopic}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function startOf(chosen: string, generated: Generated): TopicStart {
  if (chosen === '') return { kind: 'empty' }
  return chosen === GENERATED ? { kind: 'generated', ...generated } : { kind: 'data set', name: chosen }
}
