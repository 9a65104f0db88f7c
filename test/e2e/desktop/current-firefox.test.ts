import { testDesktop } from "./desktop.ts";
import { currentInFirefox } from "./run.ts";

testDesktop(currentInFirefox);
