import { passedKeys, type LoginRequest } from "@ha-external-login/flow";
import { BodyError, optionalText, type Body } from "../serve/body.ts";

type Passed = LoginRequest["passed"];

/**
 * The keys of a create body that go to Home Assistant as the page sent them:
 * all of them, or the body is refused.
 *
 * @throws {BodyError} in the words that Home Assistant has for it.
 */
export function readPassed(body: Body): Passed {
  const passed: Passed = {};
  for (const key of passedKeys) {
    const value = optionalText(body, key);
    if (value !== undefined) passed[key] = value;
  }
  const fault = faultOf(passed);
  if (fault !== undefined) throw new BodyError(fault);
  return passed;
}

/**
 * What Home Assistant would refuse at the end is refused before anybody
 * leaves for nothing; a challenge is passed on as it is, or not at all.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc7636#section-4.3
 */
function faultOf(passed: Passed): string | undefined {
  const { code_challenge, code_challenge_method, response_type } = passed;
  if (response_type !== undefined && response_type !== "code") {
    return "Response type not supported";
  }
  if (code_challenge === undefined && code_challenge_method === undefined) {
    return undefined;
  }
  if (code_challenge_method !== "S256") {
    return "Transform algorithm not supported";
  }
  return /^[\w-]{43}$/.test(code_challenge ?? "")
    ? undefined
    : "code_challenge required when code_challenge_method is provided";
}
