import { Problem, type ProblemBody } from "./problem";

export const API = "/api/v1";

/** What may stand in a query string; what is null, undefined, empty or false is left out. */
export type Params = Record<string, string | number | boolean | null | undefined>;

let csrf: string | null = null;
let onLoggedOut: () => void = () => {};

/** Keep what each request that changes something has to repeat. */
export function setCsrf(token: string | null): void {
  csrf = token;
}

/** Return it, for requests that are not made by `fetch`. */
export function csrfToken(): string | null {
  return csrf;
}

/** Say what happens when the server no longer knows who we are. */
export function whenLoggedOut(then: () => void): void {
  onLoggedOut = then;
}

/** Return the language in which the server is to answer: that of the page. */
export function spoken(): string {
  return document.documentElement.lang || "en";
}

/** Return an address of the API with its parameters. */
export function address(path: string, params: Params = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === null || value === undefined || value === "" || value === false) continue;
    search.set(name, String(value));
  }
  const text = search.toString();
  return `${API}${path}${text ? `?${text}` : ""}`;
}

/** Read something. */
export function get<T>(path: string, params?: Params, signal?: AbortSignal): Promise<T> {
  return request<T>("GET", address(path, params), undefined, signal);
}

/** Change something, or start it. */
export function post<T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  return request<T>("POST", address(path), body ?? {}, signal);
}

/** Put something in the place of what was there. */
export function put<T>(path: string, body: unknown): Promise<T> {
  return request<T>("PUT", address(path), body);
}

/** Take something away. */
export function remove<T>(path: string): Promise<T> {
  return request<T>("DELETE", address(path));
}

/** Let the browser keep the file that an answer is, under the name that the server gives it. */
export async function download(path: string, body: unknown): Promise<void> {
  const answer = await send("POST", address(path), body);
  if (!answer.ok) throw await refusal(answer);
  const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name ?? "akwarden";
  link.click();
  // Not at once: some browsers read it a moment later.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const begun = new Map<string, Promise<Response>>();

/** Begin to read something that is asked for in a moment; whoever asks first takes it over. */
export function begin(path: string, params?: Params): void {
  const url = address(path, params);
  const answer = send("GET", url);
  // Whether it failed is seen by whoever takes it.
  answer.catch(() => {});
  begun.set(url, answer);
}

/** Forget what was begun and nobody asked for: it grows old. */
export function dropBegun(): void {
  begun.clear();
}

function taken(url: string): Promise<Response> | undefined {
  const answer = begun.get(url);
  begun.delete(url);
  return answer;
}

function send(method: string, url: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = {
    Accept: "application/json, application/problem+json",
    "Accept-Language": spoken(),
  };
  if (body instanceof Blob) headers["Content-Type"] = body.type || "application/octet-stream";
  else if (body !== undefined && !(body instanceof FormData)) headers["Content-Type"] = "application/json";
  if (method !== "GET" && csrf) headers["X-CSRF-Token"] = csrf;
  const plain = body instanceof Blob || body instanceof FormData;
  return fetch(url, {
    method,
    headers,
    body: body === undefined ? undefined : plain ? body : JSON.stringify(body),
    credentials: "same-origin",
    signal,
  });
}

async function request<T>(method: string, url: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  // What was read before a change, such as a login, is not what is read behind it.
  if (method !== "GET") dropBegun();
  const answer = await ((method === "GET" && taken(url)) || send(method, url, body, signal));
  if (answer.status === 204) return undefined as T;
  if (answer.ok && isJson(answer)) return (await answer.json()) as T;
  throw await refusal(answer, !url.startsWith(`${API}/login`) && !url.startsWith(`${API}/me`));
}

function isJson(answer: Response): boolean {
  return (answer.headers.get("Content-Type") ?? "").includes("json");
}

/** Return what an answer says is wrong, and begin anew where nobody is logged in any more. */
async function refusal(answer: Response, needsLogin = true): Promise<Problem> {
  const said = isJson(answer) ? ((await answer.json().catch(() => null)) as ProblemBody | null) : null;
  // Who must show a second factor since a moment ago shows it with a new login.
  const isOut = answer.status === 401 || said?.code === "second_factor_demanded";
  if (isOut && needsLogin) onLoggedOut();
  return new Problem({
    ...(said ?? { title: answer.statusText || "" }),
    status: answer.ok ? 0 : answer.status,
    request_id: said?.request_id ?? answer.headers.get("X-Request-ID") ?? undefined,
  });
}
