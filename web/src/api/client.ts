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

async function request<T>(method: string, url: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json, application/problem+json" };
  if (body instanceof Blob) headers["Content-Type"] = body.type || "application/octet-stream";
  else if (body !== undefined && !(body instanceof FormData)) headers["Content-Type"] = "application/json";
  if (method !== "GET" && csrf) headers["X-CSRF-Token"] = csrf;
  const plain = body instanceof Blob || body instanceof FormData;
  const answer = await fetch(url, {
    method,
    headers,
    body: body === undefined ? undefined : plain ? body : JSON.stringify(body),
    credentials: "same-origin",
    signal,
  });
  if (answer.status === 204) return undefined as T;
  const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
  if (answer.ok && isJson) return (await answer.json()) as T;
  const said = isJson ? ((await answer.json().catch(() => null)) as ProblemBody | null) : null;
  if (answer.status === 401 && !url.startsWith(`${API}/login`) && !url.startsWith(`${API}/me`)) onLoggedOut();
  throw new Problem({
    ...(said ?? { title: answer.statusText || "" }),
    status: answer.ok ? 0 : answer.status,
    request_id: said?.request_id ?? answer.headers.get("X-Request-ID") ?? undefined,
  });
}
