"""``python -m benchmarks.faults``: put all faults in and print what came of each (``make faults``)."""

import argparse
import sys
import time

from benchmarks.faults import table


def main() -> int:
    """Print the table; 1 where a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only faults whose name has one of these words")
    parser.add_argument(
        "--quick", action="store_true", help="only those that are part of the tests"
    )
    given = parser.parse_args()
    chosen = [
        fault
        for fault in table.faults()
        if (fault.quick or not given.quick)
        and (not given.words or any(word in fault.name for word in given.words))
    ]
    started = time.perf_counter()
    print(table.head())
    broken = []
    injected = lost = twice = wrong = 0
    for fault, outcome, seconds in table.run_all(chosen):
        print(table.row(fault, outcome, seconds), flush=True)
        injected, lost = injected + outcome.injected, lost + outcome.lost
        twice, wrong = twice + outcome.asked_twice, wrong + outcome.wrong
        if not outcome.is_kept:
            broken.append((fault.name, outcome))
    print(
        f"{len(chosen)} faults, put in {injected} times, in {time.perf_counter() - started:.0f} s: "
        f"lost {lost}, asked twice {twice}, wrong values certified {wrong}, "
        f"{len(broken)} broken promises"
    )
    for name, outcome in broken:
        print(f"! {name}\n  {outcome.message}\n  {outcome.said[-2000:]}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
