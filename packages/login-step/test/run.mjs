/**
 * Builds the script and runs the component tests on it. Ends with one line
 * that counts them.
 */
import { startTestRunner } from "@web/test-runner";
import { build } from "vite";
import config, { skips } from "../web-test-runner.config.mjs";

const root = new URL("../../..", import.meta.url).pathname;

const say = (text) => process.stdout.write(`${text}\n`);

const count = { passed: 0, failed: 0, skipped: skips.length };

/** Every test of a suite and of the suites in it. */
const testsOf = (suite) => [
  ...suite.tests,
  ...suite.suites.flatMap((inner) => testsOf(inner)),
];

/** Says what failed, and counts the rest. */
const report = (session) => {
  const tests = session.testResults ? testsOf(session.testResults) : [];
  const where = `${session.testFile.slice(root.length)}, ${session.browser.name}`;
  for (const { name, passed, skipped, error } of tests) {
    count[skipped ? "skipped" : passed ? "passed" : "failed"]++;
    if (!skipped && !passed) {
      say(`not ok - ${name} (${where})\n${error?.message}\n${error?.stack}`);
    }
  }
  for (const error of session.errors) {
    count.failed++;
    say(`not ok - ${where}\n${error.message}\n${error.stack}`);
  }
};

await build({
  root,
  configFile: `${root}vite.config.ts`,
  logLevel: "warn",
});
for (const reason of skips) say(`skipped - ${reason}`);
if (config.browsers.length > 0) {
  const runner = await startTestRunner({
    config: {
      ...config,
      reporters: [
        { onTestRunFinished: ({ sessions }) => sessions.forEach(report) },
      ],
    },
    readCliArgs: false,
    readFileConfig: false,
    autoExitProcess: false,
  });
  await new Promise((resolve) => runner.on("stopped", resolve));
}
say(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exit(count.failed > 0 ? 1 : 0);
