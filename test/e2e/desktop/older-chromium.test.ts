import { testDesktop } from "./desktop.ts";
import { olderInChromium } from "./run.ts";

testDesktop(olderInChromium);
