import { testDesktop } from "./desktop.ts";
import { currentInChromium } from "./run.ts";

testDesktop(currentInChromium);
