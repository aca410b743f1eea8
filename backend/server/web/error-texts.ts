// What each error code means to the client that gets it. The API's description and its documentation page read this.
import type { ErrorCode } from "../errors.ts";

export const errorTexts: Readonly<Record<ErrorCode, string>> = {
  invalid_request: "The request is malformed. `issues` names every mistake.",
  unauthorized: "There is no API key, or it is not valid: `Authorization: Bearer KEY`.",
  forbidden: "The API key does not have the scope that this needs.",
  not_found: "There is nothing at this address.",
  method_not_allowed: "The address knows other methods; `Allow` names them.",
  not_acceptable: "No representation matches the Accept header.",
  payload_too_large: "The body is larger than it may be. `allowed` says how large it may be, in bytes.",
  unsupported_media_type: "The body has a type or an encoding that is not understood.",
  scad_parse_error: "The program has a syntax error. `file`, `line`, `column` and `text` say where.",
  scad_eval_error: "The program ended with an error: a failed assertion, endless recursion.",
  import_denied: "The program names a file outside of the request, or includes one that is neither `.scad` nor `.csg`.",
  not_exportable: "The result cannot be written in the wanted format, such as a flat one as STL.",
  limit_exceeded: "The program needs more than it may have. `limit` names the budget, `allowed` its value.",
  quarantined:
    "The program ended its process twice and is not tried again for a while. `cause` says how, `until` when it may be sent again.",
  rate_limited: "Too many requests from one client. `Retry-After` says when to come back.",
  client_closed_request: "The client left before the answer. It stands in the log only.",
  internal_error: "A defect of the service.",
  engine_crashed: "The evaluation ended its process, twice.",
  overloaded: "Every evaluation process is busy and the queue is full. `Retry-After` says when to come back.",
  draining: "The service is stopping. Another instance, or the next one, will answer.",
  engine_unavailable:
    "No evaluation process can be started, or the engine failed on everything and is given a pause. `Retry-After` says when to come back.",
  storage_full: "There is no room for the result on the service's disk.",
  evaluation_timeout: "The evaluation took longer than it may. The same program will again.",
  request_timeout:
    "The request took longer than it may: its body came too slowly, or the program is too long to parse.",
};
