/** The one way out of the window: a command's answer, or the core's problem as a typed error. */
import type { Kind, Place, Problem } from './bindings';

export type { Kind, Place, Problem };

/** A problem that was thrown: `catch` it, ask for its code, show it with `ProblemCard`. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'what' in value && 'kind' in value;
}

/** Whatever was thrown, as a problem: what is not the core's own becomes `window.failed`. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return thrown.problem;
  if (isProblem(thrown)) return thrown;
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: 'window.failed',
    kind: 'failure',
    what: { key: 'window.failed', params: { said } },
    todo: null,
    places: [],
  };
}

/** What tauri-specta's commands answer when they return errors instead of throwing them. */
type Answer<T, E> = { status: 'ok'; data: T } | { status: 'error'; error: E };

/** Awaits a generated command; a refusal is thrown as `ProblemError`. */
export async function call<T, E>(answer: Promise<Answer<T, E>>): Promise<T> {
  let settled: Answer<T, E>;
  try {
    settled = await answer;
  } catch (thrown) {
    throw new ProblemError(problemOf(thrown));
  }
  if (settled.status === 'ok') return settled.data;
  throw new ProblemError(problemOf(settled.error));
}

/** The words of one field of a problem, if it speaks of that field. */
export function placeOf(problem: Problem | undefined, field: string): Place | undefined {
  return problem?.places.find((place) => place.field === field);
}
