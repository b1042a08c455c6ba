import type { LibraryModule } from '../session/library.ts'
import { t } from '../strings/en.ts'
import { formatBytes } from '../text/format.ts'
import { Dialog } from '../ui/Dialog.tsx'
import styles from './LibraryDialog.module.css'

/** The function's name, beside the kind, which is one too. */
const LOOK_BACK = 'look_back'

/** The SmartModules that come with the playground, by the job they do. */
export function LibraryDialog({
  modules,
  topics,
  onAdd,
  onExample,
  onClose,
}: {
  modules: readonly LibraryModule[]
  /** names of the data sets there are */
  topics: readonly string[]
  onAdd: (module: LibraryModule) => void
  /** opens the module's example: its topic, and a chain of this module with the example's params */
  onExample: (module: LibraryModule, topic: string, params: Readonly<Record<string, string>>) => void
  onClose: () => void
}) {
  return (
    <Dialog title={t.library} onClose={onClose} wide>
      <List
        heading="h3"
        modules={modules.filter(({ shelf }) => shelf === 'sample')}
        topics={topics}
        onAdd={onAdd}
        onExample={onExample}
      />
      <h3 className={styles.shelf}>{t.brokenOnPurpose}</h3>
      <p className="muted">{t.brokenOnPurposeHelp}</p>
      <List
        heading="h4"
        modules={modules.filter(({ shelf }) => shelf === 'broken')}
        topics={topics}
        onAdd={onAdd}
        onExample={onExample}
      />
    </Dialog>
  )
}

function List({
  heading: Heading,
  modules,
  topics,
  onAdd,
  onExample,
}: {
  /** one level below what the list stands under */
  heading: 'h3' | 'h4'
  modules: readonly LibraryModule[]
  topics: readonly string[]
  onAdd: (module: LibraryModule) => void
  onExample: (module: LibraryModule, topic: string, params: Readonly<Record<string, string>>) => void
}) {
  return (
    <ul className={styles.list}>
      {modules.map((module) => {
        const example = module.topics.find(({ topic }) => topics.includes(topic))
        return (
          <li key={module.name}>
            <div className={styles.text}>
              <Heading>
                {module.name} {module.kind !== null && <code>{module.kind}</code>}{' '}
                {module.lookBack && <code>{LOOK_BACK}</code>}
              </Heading>
              <p>{module.summary}</p>
              <p className="muted">
                {formatBytes(module.size)}
                {module.canFail !== null && ` · ${t.canFail(module.canFail)}`}
              </p>
            </div>
            <div className={styles.buttons}>
              {example && (
                <button
                  type="button"
                  aria-label={t.tryOn(module.name, example.topic)}
                  onClick={() => onExample(module, example.topic, example.params ?? {})}
                >
                  {t.tryOnTopic(example.topic)}
                </button>
              )}
              <button type="button" aria-label={t.addNamed(module.name)} onClick={() => onAdd(module)}>
                {t.add}
              </button>
            </div>
          </li>
        )
      })}
    </ul>
  )
}
