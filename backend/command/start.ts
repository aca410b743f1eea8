// Runs the command of this process when it is loaded: from cli.ts, or from the executable that `bun run compile` makes.
import { runInProcess } from "./process.ts";

void runInProcess();
