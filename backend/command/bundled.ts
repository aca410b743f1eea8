// What a bundle does when it is started: the command, or the sources where they were changed since it was made.
import { bundleFolder, findBundle, projectRoot } from "./bundle.ts";
import { runInProcess } from "./process.ts";
import { listen } from "./threads.ts";

const folder = process.execPath.split("/").slice(0, -2).join("/");
if (findBundle(folder) === process.execPath) void runInProcess();
else {
  // A folder that was moved has its own sources.
  const place = bundleFolder.slice(projectRoot.length);
  const root = folder.endsWith(place) ? folder.slice(0, -place.length) : projectRoot;
  if (Bun.isMainThread) void import(`${root}/backend/command/start.ts`);
  else listen(() => import(`${root}/backend/pipeline.ts`));
}
