/** What went wrong with a request, in the server's words (RFC 9457). */
export interface ProblemBody {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  code?: string;
  why?: string;
  mend?: string;
  request_id?: string;
  /** Where in the query it is wrong. */
  at?: { start: number; end: number };
}

/** A request that was refused or failed. */
export class Problem extends Error {
  readonly body: ProblemBody;

  constructor(body: ProblemBody) {
    super(body.title);
    this.name = "Problem";
    this.body = body;
  }

  get status(): number {
    return this.body.status;
  }
}

/** Return the problem that an error is; what is none, such as a lost connection, becomes one of status 0. */
export function problemOf(error: unknown): ProblemBody {
  if (error instanceof Problem) return error.body;
  return { title: "", status: 0, detail: error instanceof Error ? error.message : String(error) };
}

const NO_MORE = new Set([403, 404, 410]);

/** Say whether what was read before stands no more: it is gone, or not for this person. */
export function isNoMore(error: unknown): boolean {
  return error instanceof Problem && NO_MORE.has(error.status);
}
