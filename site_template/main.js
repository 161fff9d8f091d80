/** The page's instruments, in the order in which they are mounted. */

import { start } from "./state/instruments.js";
import { announce } from "./sections/answers/announce.js";
import { answers } from "./sections/answers/answers.js";
import { check } from "./sections/check/check.js";
import { connections } from "./sections/connections/connections.js";
import { distortion } from "./sections/distortion/distortion.js";
import { failures } from "./sections/failures/failures.js";
import { inspector } from "./sections/inspector/inspector.js";
import { kernels } from "./sections/kernels/kernels.js";
import { opening } from "./sections/pad/opening.js";
import { pad } from "./sections/pad/pad.js";
import { samples } from "./sections/pad/samples.js";
import { tools } from "./sections/pad/tools.js";
import { upload } from "./sections/pad/upload.js";
import { rejection } from "./sections/rejection/rejection.js";
import { replay } from "./sections/replay/replay.js";
import { sees } from "./sections/sees/sees.js";
import { share } from "./sections/share/share.js";
import { sheet } from "./sections/sheet/sheet.js";
import { tour } from "./sections/tour/tour.js";
import { teaching } from "./sections/training/teaching.js";
import { training } from "./sections/training/training.js";
import { unit } from "./sections/unit/unit.js";
import { why } from "./sections/why/why.js";
import { zip } from "./sections/zip/zip.js";

start([
  pad,
  tools,
  upload,
  samples,
  sees,
  answers,
  kernels,
  inspector,
  sheet,
  unit,
  connections,
  why,
  distortion,
  replay,
  failures,
  rejection,
  training,
  teaching,
  zip,
  check,
  share,
  tour,
  announce,
  opening,
]);
