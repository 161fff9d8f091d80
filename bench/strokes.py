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
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from playwright.sync_api import Page

from bench.chromium import chromium, draw_on_pad
from bench.contact_sheet import contact_sheet
from bench.placing import PLACEMENTS, Sample, place, read_samples
from builder.site import OUTPUT
from builder.weights import gather
from trainer.datasets.synthetic.writers import is_held_out
from trainer.ink.framing import frame
from trainer.ink.raster import PEN_WIDTH, Stroke
from trainer.reading.decision import Decision
from trainer.reading.reader import Reader

CHECKED = 100
TOLERANCE = 2e-3
"""Of a confidence: the page gives it with few decimals."""
ANSWERS = """() => Object.fromEntries(
    [...document.querySelectorAll("output.answer[data-network]")].map(({ dataset }) => {
      const { network, state, digit, confidence } = dataset;
      const known = confidence === undefined ? null : Number(confidence);
      return [network, [state, Number(digit), known]];
    }),
  )"""


class Title(NamedTuple):
    """The names of a network and of a set of its weights."""

    network: str
    weights: str

    def __str__(self) -> str:
        return f"{self.network} {self.weights}"


def page_readers() -> dict[Title, Reader]:
    """Return the committed sets of weights that are on the page, computing as the page does."""
    return {
        Title(weights.network.name, weights.name): weights.reader.in_float64()
        for choice in gather()
        for weights in choice.weights
    }


def choose(page: Page, title: Title) -> None:
    """Choose weights on the page; stop where it does not have them."""
    select = page.locator(f"#weights-{title.network}")
    if select.count():
        select.select_option(title.weights)
    output = page.locator(f'output.answer[data-network="{title.network}"]')
    if output.get_attribute("data-weights") != title.weights:
        raise SystemExit(f"the page does not offer {title}; build it")


def agree(answer: Sequence[Any], decision: Decision) -> bool:
    """Return whether the page's state, digit and confidence are those of a decision."""
    *choice, confidence = answer
    if choice != [decision.state, decision.digit]:
        return False
    if confidence is None or decision.confidence is None:
        return confidence is decision.confidence
    return bool(abs(confidence - decision.confidence) < TOLERANCE)


def count_differing(
    page: Page, drawings: Sequence[list[Stroke]], expected: dict[Title, list[Decision]]
) -> int:
    """Draw everything on the page with every set of weights; count the answers that differ."""
    points = [[stroke.points.tolist() for stroke in strokes] for strokes in drawings]
    differing = 0
    for number, titles in enumerate(rounds(list(expected)), 1):
        for title in titles:
            choose(page, title)
        for index, answers in enumerate(draw_on_pad(page, points, ANSWERS)):
            differing += sum(
                not agree(answers[title.network], expected[title][index]) for title in titles
            )
            if index % 500 == 499:
                print(f"  drawn {index + 1:,} of {len(drawings):,}, round {number}")
    return differing


def rounds(titles: Sequence[Title]) -> Iterator[list[Title]]:
    """Group the weights so that each group has at most one set for each network."""
    left = list(titles)
    while left:
        chosen = list({title.network: title for title in reversed(left)}.values())
        yield chosen
        left = [title for title in left if title not in chosen]


def wilson(misses: int, count: int) -> tuple[float, float]:
    """Return the 95 % confidence interval of a proportion (Wilson 1927)."""
    z = 1.96
    share, weight = misses / count, z * z / count
    middle = (share + weight / 2) / (1 + weight)
    reach = z / (1 + weight) * float(np.sqrt(share * (1 - share) / count + weight / (4 * count)))
    return middle - reach, middle + reach


def trained_on(title: Title, sample: Sample) -> bool:
    """Return whether the weights were trained on digits of this writer."""
    known = title.weights == "today" and sample.writer.startswith("pd-train-w")
    return known and not is_held_out(sample.writer)


def report(title: Title, samples: Sequence[Sample], answers: Sequence[Decision]) -> list[int]:
    """Print the scores of weights on held-out writers; return the indices misread."""
    judged = [i for i, sample in enumerate(samples) if not trained_on(title, sample)]
    wrong = [i for i in judged if answers[i].digit != samples[i].label]
    low, high = wilson(len(wrong), len(judged))
    print(
        f"\n{title}: error {len(wrong) / len(judged):.2%} "
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
    parser.add_argument("--page", type=Path, default=OUTPUT)
    parser.add_argument("--fast", action="store_true", help="vectors; 100 digits on the page")
    parser.add_argument("--sheet", type=Path, help="write the misread digits to this PNG file")
    options = parser.parse_args()
    samples = read_samples(options.file)
    drawings = [
        [Stroke(points, PEN_WIDTH) for points in place(sample, options.placement)]
        for sample in samples
    ]
    framed = [frame(strokes) for strokes in drawings]
    images, ink = np.stack([each.image28 for each in framed]), [each.ink for each in framed]
    found = {title: reader.read(images, ink) for title, reader in page_readers().items()}

    some = slice(None, None, max(1, len(samples) // CHECKED) if options.fast else 1)
    with chromium() as browser:
        page = browser.new_context(offline=True).new_page()
        page.goto(options.page.resolve().as_uri())
        expected = {title: decisions[some] for title, decisions in found.items()}
        differing = count_differing(page, drawings[some], expected)
    drawn = len(drawings[some])
    print(f"{len(samples):,} digits, placement {options.placement}; {drawn:,} drawn on the page: ")
    print(f"  {differing} answers differ from the Python twin's")

    pictures, captions = [], []
    for title, decisions in found.items():
        for index in report(title, samples, decisions):
            pictures.append(images[index])
            captions.append(f"{samples[index].label}>{decisions[index].digit}")
    if options.sheet:
        options.sheet.write_bytes(contact_sheet(np.stack(pictures), captions))
        print(f"\nMisread digits, label > answer, in the order above: {options.sheet}")
    if differing:
        raise SystemExit("the page and its Python twin disagree")


if __name__ == "__main__":
    main()
