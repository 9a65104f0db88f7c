/** Everything that can go wrong between here and Home Assistant. */
export class HomeAssistantError extends Error {
  readonly name: string = "HomeAssistantError";

  readonly code: string = "home_assistant";
}

/**
 * Nothing was answered: refused or broken connections, no answer in time, or
 * a Home Assistant that is stopping. Asking again later may help.
 */
export class UnreachableError extends HomeAssistantError {
  readonly name = "UnreachableError";

  readonly code = "unreachable";
}

/**
 * Which part of Home Assistant refused. A guess from status and headers that
 * holds for every release from 2026.2 to 2026.11:
 *
 * - `untrusted_proxy`: forwarded headers from a peer it does not trust;
 * - `filtered`: its request filter, in front of every view;
 * - `banned`: the address is banned, until somebody edits a file;
 * - `internal`: a fault of its own, or input it did not expect;
 * - `view`: the view that was asked; its words are in `answer`.
 */
export type RefusalKind =
  "untrusted_proxy" | "filtered" | "banned" | "internal" | "view";

/** Home Assistant answered, and said no. */
export class RefusedError extends HomeAssistantError {
  readonly name = "RefusedError";

  readonly code = "refused";

  readonly status: number;

  readonly kind: RefusalKind;

  /** Home Assistant's own words, at most 200 characters of them. */
  readonly answer: string;

  /** Its word for machines: `invalid_grant`, `onboarding_required`. */
  readonly reason: string | undefined;

  constructor(
    status: number,
    kind: RefusalKind,
    answer: string,
    reason?: string
  ) {
    super(`Home Assistant answered ${status} (${kind}): "${answer}"`);
    this.status = status;
    this.kind = kind;
    this.answer = answer;
    this.reason = reason;
  }
}

/** Home Assistant does not take the access token on a websocket. */
export class AuthInvalidError extends HomeAssistantError {
  readonly name = "AuthInvalidError";

  readonly code = "auth_invalid";

  /** Home Assistant's own words. */
  readonly answer: string;

  constructor(answer: string) {
    super(`Home Assistant refused the access token: "${answer}"`);
    this.answer = answer;
  }
}

/** A websocket command was answered with an error. */
export class CommandError extends HomeAssistantError {
  readonly name = "CommandError";

  readonly code = "command_refused";

  /** The command: `config/auth/update`. */
  readonly command: string;

  /** Home Assistant's error code: `unauthorized`, `not_found`. */
  readonly reason: string;

  /** Home Assistant's own words. */
  readonly answer: string;

  constructor(command: string, reason: string, answer: string) {
    super(`Home Assistant refused "${command}" (${reason}): "${answer}"`);
    this.command = command;
    this.reason = reason;
    this.answer = answer;
  }
}

/**
 * A websocket command got no answer in time. It may have been carried out:
 * some commands are, and answer nothing.
 */
export class DeadlineError extends HomeAssistantError {
  readonly name = "DeadlineError";

  readonly code = "deadline";

  readonly command: string;

  constructor(command: string) {
    super(`Home Assistant did not answer "${command}" in time`);
    this.command = command;
  }
}

/** What came is not what Home Assistant answers: too long, or another shape. */
export class MalformedAnswerError extends HomeAssistantError {
  readonly name = "MalformedAnswerError";

  readonly code = "malformed_answer";
}

/** A group id that Home Assistant lacks. It would never answer to one. */
export class UnknownGroupError extends HomeAssistantError {
  readonly name = "UnknownGroupError";

  readonly code = "unknown_group";
}

/** Every error of this package, for a `switch` over `code`. */
export type AnyHomeAssistantError =
  | UnreachableError
  | RefusedError
  | AuthInvalidError
  | CommandError
  | DeadlineError
  | MalformedAnswerError
  | UnknownGroupError;
