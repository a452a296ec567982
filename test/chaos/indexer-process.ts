import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** One line of a process's log. */
export interface LogLine {
  readonly level: string
  readonly msg: string
  readonly [field: string]: unknown
}

/** `ipgw index`, or another command that goes on, as a process of its own. */
export interface IndexerProcess {
  readonly pid: number
  readonly ended: Promise<Ending>
  hasEnded(): boolean
  /** What it wrote to stderr so far, and the lines of its log in that. */
  text(): string
  log(): readonly LogLine[]
  send(signal: NodeJS.Signals): void
  /** Waits until its stderr has this text so often. False: it ended before. Throws with the text after 30 s. */
  says(wanted: string, count?: number): Promise<boolean>
}

export interface IndexerOptions {
  readonly program: string
  /** Default: index. */
  readonly command?: 'index' | 'agent'
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly directory: string
}

/** Less than a test may take, so that what was not said shows in its failure. */
const PATIENCE_MS = 20_000
const started = new Set<ChildProcess>()

export function startIndexer(options: IndexerOptions): IndexerProcess {
  const { program, command = 'index', args, env, directory } = options
  const child = spawn(process.execPath, [program, command, ...args], {
    env: { PATH: process.env.PATH, LOG_FORMAT: 'json', LOG_LEVEL: 'debug', ...env },
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  started.add(child)
  let text = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const ended = new Promise<Ending>((resolve) => {
    child.once('close', (code, signal) => {
      started.delete(child)
      resolve({ code, signal })
    })
  })
  const hasEnded = () => !started.has(child)
  const log = () => linesOf(text)
  const says = async (wanted: string, count = 1) => {
    const isSaid = () => text.split(wanted).length > count
    for (const limit = Date.now() + PATIENCE_MS; !isSaid() && !hasEnded(); await sleep(2))
      if (Date.now() > limit) throw new TypeError(`it did not say "${wanted}" ${count} times:\n${text}`)
    return isSaid()
  }
  return {
    pid: child.pid ?? 0,
    ended,
    hasEnded,
    text: () => text,
    log,
    says,
    send: (signal) => void child.kill(signal),
  }
}

/** The last line may be half there. Progress is for people and no JSON. */
function linesOf(text: string): readonly LogLine[] {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
  return whole.filter((line) => line.startsWith('{')).map((line): LogLine => JSON.parse(line))
}

/** For the end of a test file: whatever failed, nothing goes on. */
export function killAll(): void {
  for (const child of started) child.kill('SIGKILL')
}
