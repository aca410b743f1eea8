// Makes heads of requests that a service should not trust, the same for the same seed: methods, paths, queries and
// headers that are odd, long, repeated or broken. They are bytes, since no client library would send most of them.
import { MersenneTwister } from "../../backend/compile/values/mersenne-twister.ts";

const methods = [
  "GET",
  "POST",
  "HEAD",
  "PUT",
  "DELETE",
  "OPTIONS",
  "PATCH",
  "TRACE",
  "CONNECT",
  "get",
  "G\u0000T",
  "X".repeat(40),
];

const paths = [
  ...["/", "/health", "/live", "/metrics", "/docs", "/openapi.json", "/api/evaluate", "/api/parse", "/api/artifacts/x"],
  ...[
    "/API/evaluate",
    "//api//evaluate",
    "/api/evaluate/",
    "/api/%65valuate",
    "/api/evaluate%00",
    "/%2e%2e/etc/passwd",
  ],
  ...[
    "/../../etc/passwd",
    "/api/artifacts/../../x",
    "/api/artifacts/%2e%2e%2f",
    "*",
    "http://other/",
    "/\u00ff",
    "/#",
    "/?",
  ],
  ...["/a".repeat(3000), "/%", "/%zz", "/\\..\\", "/api/artifacts/__proto__", "/constructor", "/api/evaluate;x=y"],
];

const queries = [
  "",
  "?format=stl",
  "?format=__proto__",
  "?format=%00",
  "?format=a&format=b",
  "?=",
  "?%",
  `?x=${"y".repeat(9000)}`,
  "?format",
];

const headers = [
  ...["Accept: */*", "Accept: ", "Accept: a/b;q=9", "Content-Length: 0", "Content-Length: 5", "Content-Length: -1"],
  ...[
    "Content-Length: +5",
    "Content-Length: 5, 5",
    "Content-Length: 99999999999999999999",
    "Transfer-Encoding: chunked",
  ],
  ...["Transfer-Encoding: chunked, identity", "Transfer-Encoding: x", "Expect: 100-continue", "Connection: close"],
  ...[
    "Upgrade: websocket\r\nConnection: Upgrade",
    "X-Request-Id: ok-1",
    "X-Request-Id: \u00e9",
    "X-Forwarded-For: 1.2.3.4",
  ],
  ...["X-Forwarded-For: ,,,", "Origin: null", "Origin: http://localhost:1", "Access-Control-Request-Method: POST"],
  ...[
    "If-None-Match: *",
    'If-None-Match: "',
    "Range: bytes=0-1",
    "Host: other",
    "Cookie: a=b",
    "X-HTTP-Method-Override: PUT",
  ],
  ...[
    "Content-Type: application/json",
    "Content-Encoding: gzip",
    "Accept-Encoding: gzip;q=0, *",
    " folded",
    "NoColon",
    ": empty",
  ],
  ...[`X-Long: ${"z".repeat(20_000)}`, "\u0000: x", "Accept-Language: \u0001"],
];

const bodies = [
  "",
  "5\r\nhello\r\n0\r\n\r\n",
  "hello",
  '{"source":""}',
  "zz\r\n",
  "0\r\n\r\nGET /live HTTP/1.1\r\n\r\n",
];

/** The bytes of a request on a connection of its own. */
export function hostileHead(seed: number): Uint8Array {
  const random = new MersenneTwister(seed);
  const pick = <T>(choices: readonly T[]): T => choices[random.next() % choices.length] as T;
  const version = pick(["HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9", ""]);
  const lines = Array.from({ length: random.next() % 6 }, () => pick(headers));
  if (random.next() % 8 > 0) lines.unshift("Host: localhost");
  const end = random.next() % 20 === 0 ? "\n" : "\r\n";
  return Buffer.from(
    [`${pick(methods)} ${pick(paths)}${pick(queries)} ${version}`, ...lines, "", pick(bodies)].join(end),
    "latin1",
  );
}
