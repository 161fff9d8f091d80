"""Draw recorded pen strokes on the built page: how often is each network wrong.

    python -m bench.strokes FILE [--placement random|center|box] [--fast] [--sheet MISREAD.png]

FILE holds one digit a line: ``{"id", "writer", "label", "strokes": [[[x, y], …], …]}`` (gzip or
plain). Every digit is drawn on the page's pad in Chromium with pointer events, once for each set
of weights, and the answers are read from the page. Then the same strokes go through the
Python twin of the page's code, and every answer must be the same; ``--fast`` does only this and
checks it against the page on 100 digits. Writers that a network was trained on are left out of its
scores, which are given by writer too.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from bench.contact_sheet import contact_sheet
from bench.placing import PLACEMENTS, Sample, place, read_samples
from builder.weights import LEFT_OUT
from tests.support.browser import FLAGS, find_chromium
from trainer.checkpoints.bundled import SHIPPED
from trainer.checkpoints.checkpoint import load_network
from trainer.datasets.synthetic.writers import is_held_out
from trainer.ink.framing import Framed, frame
from trainer.ink.raster import Stroke
from trainer.networks.predict import predict
from trainer.reading.decision import decide, output_kind

ROOT = Path(__file__).parents[1]
PEN = 18
CHECKED = 100
CHUNK = 50

DRAW = """async ([drawings, networks]) => {
  const pad = document.querySelector("#pad");
  const box = pad.getBoundingClientRect();
  const send = (kind, [x, y]) => pad.dispatchEvent(new PointerEvent(kind, {
    clientX: box.left + x, clientY: box.top + y, pointerId: 1, pointerType: "mouse",
    button: kind === "pointermove" ? -1 : 0, buttons: kind === "pointerup" ? 0 : 1,
    isPrimary: true, bubbles: true,
  }));
  const answers = [];
  for (const strokes of drawings) {
    document.querySelector("#clear").click();
    for (const points of strokes) {
      send("pointerdown", points[0]);
      for (const point of points.slice(1)) send("pointermove", point);
      send("pointerup", points.at(-1));
    }
    await new Promise(requestAnimationFrame);
    answers.push(networks.map((name) => {
      const output = document.querySelector(`output.answer[data-network="${name}"]`);
      const {state, digit, confidence} = output.dataset;
      return [state, Number(digit), confidence === undefined ? null : Number(confidence)];
    }));
  }
  return answers;
}"""


@dataclass(frozen=True)
class Answer:
    """A network's answer to one drawing."""

    state: str
    digit: int
    confidence: float | None

    def same(self, other: "Answer") -> bool:
        """Return whether two answers are equal, to the decimals of a confidence on the page."""
        if self.confidence is None or other.confidence is None:
            return self == other
        close = abs(self.confidence - other.confidence) < 2e-3
        return (self.state, self.digit) == (other.state, other.digit) and close


@dataclass(frozen=True)
class Reader:
    """A network with one set of weights."""

    network: str
    weights: str
    path: Path


def readers() -> list[Reader]:
    """List the committed sets of weights that are on the page."""
    paths = sorted(SHIPPED.glob("*/*.safetensors"))
    found = [Reader(path.parent.name, path.stem, path) for path in paths]
    return [reader for reader in found if (reader.network, reader.weights) not in LEFT_OUT]


def read_in_python(reader: Reader, framed: Sequence[Framed]) -> list[Answer]:
    """Compute the page's answers to framed drawings in Python."""
    network, card = load_network(reader.path)
    network.cast(np.float64)  # as the page computes
    pictures = np.stack([each.image28 for each in framed])
    outputs = predict(network, network.inputs(pictures).astype(np.float64))
    answers = []
    for row, each in zip(outputs, framed, strict=True):
        decision = decide(row, output_kind(network), each.ink, card.calibration)
        answers.append(Answer(decision.state, decision.digit, decision.confidence))
    return answers


def read_on_page(
    page: Page, chosen: Sequence[Reader], drawings: Sequence[list[Stroke]]
) -> Iterator[list[Answer]]:
    """Draw on the pad, and yield for each drawing the answers of ``chosen`` (one per network)."""
    for reader in chosen:
        select = page.locator(f"#weights-{reader.network}")
        if select.count():
            select.select_option(reader.weights)
        output = page.locator(f'output.answer[data-network="{reader.network}"]')
        if output.get_attribute("data-weights") != reader.weights:
            raise SystemExit(f"the page does not offer {reader.network} {reader.weights}; build it")
    names = [reader.network for reader in chosen]
    for start in range(0, len(drawings), CHUNK):
        part = [[s.points.tolist() for s in strokes] for strokes in drawings[start : start + CHUNK]]
        for answers in page.evaluate(DRAW, [part, names]):
            yield [Answer(state, digit, confidence) for state, digit, confidence in answers]


def check_page(
    page_file: Path, drawings: Sequence[list[Stroke]], twin: dict[Reader, list[Answer]]
) -> int:
    """Draw everything on the page with every set of weights; count the answers that differ."""
    by_network: dict[str, list[Reader]] = {}
    for reader in twin:
        by_network.setdefault(reader.network, []).append(reader)
    rounds = max(map(len, by_network.values()))
    differing = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        page = browser.new_context(offline=True).new_page()
        page.goto(page_file.resolve().as_uri())
        for turn in range(rounds):
            chosen = [known[turn] for known in by_network.values() if turn < len(known)]
            for index, answers in enumerate(read_on_page(page, chosen, drawings)):
                for reader, answer in zip(chosen, answers, strict=True):
                    differing += not answer.same(twin[reader][index])
                if index % 500 == 499:
                    print(f"  drawn {index + 1:,} of {len(drawings):,}, round {turn + 1}")
        browser.close()
    return differing


def wilson(misses: int, count: int) -> tuple[float, float]:
    """Return the 95 % confidence interval of a proportion (Wilson 1927)."""
    z = 1.96
    share, weight = misses / count, z * z / count
    middle = (share + weight / 2) / (1 + weight)
    reach = z / (1 + weight) * float(np.sqrt(share * (1 - share) / count + weight / (4 * count)))
    return middle - reach, middle + reach


def trained_on(reader: Reader, sample: Sample) -> bool:
    """Return whether the weights were trained on digits of this writer."""
    known = reader.weights == "today" and sample.writer.startswith("pd-train-w")
    return known and not is_held_out(sample.writer)


def report(reader: Reader, samples: Sequence[Sample], answers: Sequence[Answer]) -> list[int]:
    """Print a reader's scores on held-out writers; return the indices that it misread."""
    judged = [i for i, sample in enumerate(samples) if not trained_on(reader, sample)]
    wrong = [i for i in judged if answers[i].digit != samples[i].label]
    low, high = wilson(len(wrong), len(judged))
    print(
        f"\n{reader.network} {reader.weights}: error {len(wrong) / len(judged):.2%} "
        f"({len(wrong)} of {len(judged):,}; 95 % interval {low:.2%} … {high:.2%})"
    )
    accepted = [i for i in judged if answers[i].state == "accepted"]
    right = sum(answers[i].digit == samples[i].label for i in accepted)
    print(
        f"  not sure of {1 - len(accepted) / len(judged):.2%}; "
        f"of what it accepts, {right / max(1, len(accepted)):.2%} is right"
    )
    count, misses = (
        Counter(samples[i].label for i in judged),
        Counter(samples[i].label for i in wrong),
    )
    print("  by digit: " + "  ".join(f"{d}: {misses[d] / max(1, count[d]):.1%}" for d in range(10)))
    confusions = Counter((samples[i].label, answers[i].digit) for i in wrong)
    print(
        "  most often: "
        + ", ".join(f"{a} read as {b} ({n})" for (a, b), n in confusions.most_common(6))
    )
    writers = Counter(samples[i].writer for i in judged)
    by_writer = Counter(samples[i].writer for i in wrong)
    shares = sorted(by_writer[writer] / number for writer, number in writers.items())
    print(
        f"  by writer ({len(writers)}): best {shares[0]:.1%}, "
        f"median {shares[len(shares) // 2]:.1%}, worst {shares[-1]:.1%}"
    )
    return wrong


def main() -> None:
    """Read the command line, draw, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--placement", choices=PLACEMENTS, default="random")
    parser.add_argument("--page", type=Path, default=ROOT / "dist" / "index.html")
    parser.add_argument("--fast", action="store_true", help="vectors; 100 digits on the page")
    parser.add_argument("--sheet", type=Path, help="write the misread digits to this PNG file")
    options = parser.parse_args()
    samples = read_samples(options.file)
    drawings = [[Stroke(points, PEN) for points in place(s, options.placement)] for s in samples]
    framed = [frame(strokes) for strokes in drawings]
    twin = {reader: read_in_python(reader, framed) for reader in readers()}

    step = max(1, len(samples) // CHECKED) if options.fast else 1
    some = slice(None, None, step)
    answers = {reader: found[some] for reader, found in twin.items()}
    differing = check_page(options.page, drawings[some], answers)
    drawn = len(drawings[some])
    print(f"{len(samples):,} digits, placement {options.placement}; {drawn:,} drawn on the page: ")
    print(f"  {differing} answers differ from the Python twin's")

    pictures, captions = [], []
    for reader, found in twin.items():
        for index in report(reader, samples, found):
            pictures.append(framed[index].image28)
            captions.append(f"{samples[index].label}>{found[index].digit}")
    if options.sheet:
        options.sheet.write_bytes(contact_sheet(np.stack(pictures), captions))
        print(f"\nMisread digits, label > answer, in the order above: {options.sheet}")
    if differing:
        raise SystemExit("the page and its Python twin disagree")


if __name__ == "__main__":
    main()
